/**
 * `node packages/detectors/test/personal-data/measure.ts [--misses] [--alarms]`: recall by type and false alarms, with 95 %
 * Wilson intervals. A finding counts from confidence .5 on. Rows are split by template (the text with its spans replaced by
 * their types): one half may be looked at while tuning (`--misses` shows only that half), the other is held back.
 */
import {
  benignSets,
  findings,
  interval,
  isHeldBack,
  readRows,
  recallOf,
  RULES,
  templateOf,
  type Row,
} from './measurement.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const around = (text: string, start: number, end: number): string =>
  `${JSON.stringify(text.slice(Math.max(0, start - 40), start))} >> ${JSON.stringify(text.slice(start, end))} << ${JSON.stringify(text.slice(end, end + 12))}`;

const printRecall = (half: string, rows: readonly Row[], showMisses: boolean): void => {
  print(`recall, ${half} half (${rows.length} rows, ${new Set(rows.map(templateOf)).size} templates)`);
  const { counts, misses } = recallOf(rows);
  if (showMisses)
    for (const { type, row, start, end } of misses) print(`  miss ${type} ${around(row.text, start, end)}`);
  for (const [type, { n, hits }] of [...counts].sort()) {
    const isLookedFor = RULES[type] !== undefined || type === '(structured)';
    print(`  ${type.padEnd(20)} ${isLookedFor ? interval(hits, n) : `not looked for, n = ${n}`}`);
  }
};

const printAlarms = (name: string, rows: readonly Row[], showAlarms: boolean): void => {
  const byRule = new Map<string, number>();
  let alarmed = 0;
  for (const { text, id } of rows) {
    const found = findings(text);
    if (found.length > 0) alarmed += 1;
    for (const rule of new Set(found.map((one) => one.rule))) byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
    if (showAlarms)
      for (const { rule, start, end } of found) print(`  alarm ${id} ${rule} ${around(text, start, end)}`);
  }
  const rules = [...byRule].map(([rule, count]) => `${rule} ${count}`).join(', ');
  print(`  ${name.padEnd(28)} ${interval(alarmed, rows.length)}  ${rules}`);
};

const personal = readRows('pii.presidio-half.jsonl');
printRecall(
  'tuning',
  personal.filter((row) => !isHeldBack(row)),
  process.argv.includes('--misses'),
);
printRecall('held-back', personal.filter(isHeldBack), false);
print('texts with a finding among texts that are labelled as having none');
for (const [name, rows] of benignSets()) {
  printAlarms(name, rows, process.argv.includes('--alarms') && !name.includes('held back'));
}
