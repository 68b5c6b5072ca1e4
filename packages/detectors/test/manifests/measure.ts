/**
 * `node packages/detectors/test/manifests/measure.ts [--misses] [--alarms]`: how many malicious components have a finding
 * at `warn` or `block`, and how many benign ones, with 95 % Wilson intervals. The two switches show the half for tuning only.
 */
import { installedGrades } from './installed-grades.ts';
import { count, interval, rulesOn, SETS } from './measurement.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);

for (const isHeldBack of [false, true]) {
  print(isHeldBack ? 'held back' : 'for tuning');
  for (const [name, samples] of SETS) {
    const all = samples(isHeldBack);
    const { n, hits, byRule } = count(all);
    const rules = [...byRule].toSorted(([, a], [, b]) => b - a).map(([rule, times]) => `${rule} ${times}`);
    print(`  ${name.padEnd(38)} ${interval(hits, n)}${isHeldBack ? '' : `  ${rules.join(', ')}`}`);
    if (isHeldBack) continue;
    for (const sample of all) {
      const said = rulesOn(sample);
      if (sample.isMalicious && said.length === 0 && process.argv.includes('--misses'))
        print(`    missed ${sample.id}`);
      if (!sample.isMalicious && said.length > 0 && process.argv.includes('--alarms'))
        print(`    alarm ${sample.id}: ${said.join(', ')}`);
    }
  }
}

const grades = installedGrades(200);
const harsh = grades.filter(({ grade }) => grade !== 'A' && grade !== 'B');
print(`installed packages as components, C or worse: ${interval(harsh.length, grades.length)}`);
for (const { name, grade, rules } of harsh) print(`  ${grade} ${name}: ${rules.join(', ')}`);
