/**
 * How good the detectors are, all families, one build: `node test/detectors/measure.ts [--set WORD] [--categories]
 * [--misses] [--alarms] [--json]`. Every figure comes with n and a 95 % Wilson interval. Without `--set`, which picks sets by
 * a part of their name, each family's own figures on the development data follow. Misses and alarms are shown of sets that
 * may be looked at; what is set aside stays unseen.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { LabelledCase } from './labelled-set.ts';
import { showRate, type Rate } from './rate.ts';
import { brokenBounds, scoreSets, type Score } from './score-sets.ts';
import { SETS } from './sets.ts';

const { values } = parseArgs({
  options: {
    set: { type: 'string', default: '' },
    categories: { type: 'boolean', default: false },
    misses: { type: 'boolean', default: false },
    alarms: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const DETECTORS = join(import.meta.dirname, '..', '..', 'packages', 'detectors', 'test');
const FAMILIES = ['secrets', 'personal-data', 'injection', 'commands', 'manifests'];
const LONGEST_EXCERPT = 200;

const excerpt = ({ id, category, question }: LabelledCase): string => {
  const text = 'text' in question ? question.text : question.files.map(({ path }) => path).join(' ');
  return `    ${id} (${category}) ${JSON.stringify(text.slice(0, LONGEST_EXCERPT))}`;
};

const line = (what: string, value: Rate, bound: string): void =>
  value.n === 0 ? undefined : print(`  ${what.padEnd(13)} ${showRate(value)}  ${bound}`);

function show(score: Score): void {
  const { set, recall, precision, alarms } = score;
  print(`${set.name}\n  ${set.about}`);
  line('recall', recall, set.bounds.recall === undefined ? '' : `held at ≥ ${set.bounds.recall}`);
  if (recall.n > 0 && alarms.n > 0)
    line(
      'precision',
      precision,
      set.bounds.precision === undefined ? '' : `held at ≥ ${set.bounds.precision}`,
    );
  line('false alarms', alarms, set.bounds.alarms === undefined ? '' : `held at ≤ ${set.bounds.alarms}`);
  if (score.truncated > 0) print(`  cut short by a limit: ${score.truncated}`);
  if (values.categories)
    for (const [name, of] of [...score.categories].toSorted(([a], [b]) => a.localeCompare(b))) {
      line(`  ${name}`.padEnd(30), of.recall, 'found');
      line(`  ${name}`.padEnd(30), of.alarms, 'alarmed');
    }
  if (set.name.includes('set-aside')) return;
  if (values.misses) for (const one of score.misses) print(excerpt(one));
  if (values.alarms) for (const one of score.falseAlarms) print(excerpt(one));
}

const scores = await scoreSets(SETS.filter(({ name }) => name.includes(values.set)));
if (values.json)
  print(
    JSON.stringify(
      scores.map(({ set, recall, precision, alarms, truncated }) => ({
        set: set.name,
        recall,
        precision,
        alarms,
        truncated,
        bounds: set.bounds,
      })),
      null,
      2,
    ),
  );
else for (const score of scores) show(score);
if (values.set === '' && !values.json)
  for (const family of FAMILIES) {
    print(`\n${family}, on the development data`);
    spawnSync(process.execPath, [join(DETECTORS, family, 'measure.ts')], { stdio: 'inherit' });
  }
const broken = scores.flatMap(brokenBounds);
if (!values.json) print(broken.length === 0 ? 'every bound holds' : broken.join('\n'));
process.exitCode = broken.length === 0 ? 0 : 1;
