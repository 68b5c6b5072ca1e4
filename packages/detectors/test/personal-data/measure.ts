/**
 * `node packages/detectors/test/personal-data/measure.ts [--misses] [--alarms]`: recall by type and false alarms, with 95 % Wilson intervals.
 * A finding counts from confidence .5 on. Rows are split by template (the text with its spans replaced by their types): one half
 * may be looked at while tuning (`--misses` shows only that half), the other is held back.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { findPersonalData } from '../../src/index.ts';

type Row = {
  readonly id: string;
  readonly label: 0 | 1;
  readonly cat: string;
  readonly text: string;
  readonly spans?: readonly (readonly [string, number, number])[];
};

const COUNTS_FROM = 0.5;
const SEEN = new URL('../../../../../shared/data/dev/', import.meta.url);

/** What a span's type may be found as. Types that are missing here are not looked for: the report lists them. */
const RULES: Readonly<Record<string, readonly string[]>> = {
  EMAIL_ADDRESS: ['email'],
  PHONE_NUMBER: ['phone'],
  CREDIT_CARD: ['card'],
  IBAN_CODE: ['iban'],
  US_DRIVER_LICENSE: ['driver-license'],
  US_SSN: ['us-ssn'],
  IP_ADDRESS: ['ip'],
  PERSON: ['name'],
  STREET_ADDRESS: ['address'],
  ZIP_CODE: ['address'],
};
const STRUCTURED = ['EMAIL_ADDRESS', 'CREDIT_CARD', 'IBAN_CODE', 'US_DRIVER_LICENSE', 'US_SSN', 'IP_ADDRESS'];

const read = (name: string): readonly Row[] =>
  readFileSync(new URL(name, SEEN), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    // The file is written by this project's own preparation of public data; its shape is in the README beside it.
    .map((line) => JSON.parse(line) as Row);

const interval = (hits: number, n: number): string => {
  if (n === 0) return 'n = 0';
  const z = 1.96;
  const share = hits / n;
  const middle = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  return `${share.toFixed(3)} [${Math.max(0, middle - half).toFixed(3)}, ${Math.min(1, middle + half).toFixed(3)}]  ${hits}/${n}`;
};

const templateOf = ({ text, spans = [] }: Row): string => {
  let template = text;
  for (const [type, start, end] of [...spans].sort((a, b) => b[1] - a[1])) {
    template = `${template.slice(0, start)}<${type}>${template.slice(end)}`;
  }
  return template.toLowerCase().replace(/\s+/g, ' ');
};
const isHeldBack = (row: Row): boolean =>
  (createHash('sha256').update(templateOf(row)).digest()[0] ?? 0) % 2 === 1;

const findings = (text: string) =>
  findPersonalData(text).filter(({ confidence }) => confidence >= COUNTS_FROM);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const recall = (rows: readonly Row[], showMisses: boolean): void => {
  const counts = new Map<string, { n: number; hits: number }>();
  const add = (type: string, isHit: boolean): void => {
    const count = counts.get(type) ?? { n: 0, hits: 0 };
    counts.set(type, { n: count.n + 1, hits: count.hits + (isHit ? 1 : 0) });
  };
  for (const row of rows) {
    const found = findings(row.text);
    for (const [type, start, end] of row.spans ?? []) {
      // Half of the span at least, by a finding of the right kind.
      const isHit = found.some(
        (one) =>
          (RULES[type] ?? []).includes(one.rule) &&
          Math.min(one.end, end) - Math.max(one.start, start) >= (end - start) / 2,
      );
      add(type, isHit);
      if (STRUCTURED.includes(type)) add('(structured)', isHit);
      if (showMisses && !isHit && RULES[type] !== undefined)
        print(
          `  miss ${type} ${JSON.stringify(row.text.slice(Math.max(0, start - 40), start))} >> ${JSON.stringify(row.text.slice(start, end))} << ${JSON.stringify(row.text.slice(end, end + 12))}`,
        );
    }
  }
  for (const [type, { n, hits }] of [...counts].sort()) {
    print(
      `  ${type.padEnd(20)} ${RULES[type] === undefined && type !== '(structured)' ? `not looked for, n = ${n}` : interval(hits, n)}`,
    );
  }
};

const alarms = (name: string, rows: readonly Row[], show: boolean): void => {
  let alarmed = 0;
  const byRule = new Map<string, number>();
  for (const { text, id } of rows) {
    const found = findings(text);
    if (found.length > 0) alarmed += 1;
    for (const rule of new Set(found.map((one) => one.rule))) byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
    if (show)
      for (const { rule, start, end } of found)
        print(
          `  alarm ${id} ${rule} ${JSON.stringify(text.slice(Math.max(0, start - 40), start))} >> ${JSON.stringify(text.slice(start, end))} << ${JSON.stringify(text.slice(end, end + 12))}`,
        );
  }
  const rules = [...byRule].map(([rule, count]) => `${rule} ${count}`).join(', ');
  print(`  ${name.padEnd(34)} ${interval(alarmed, rows.length)}  ${rules}`);
};

const personal = read('pii.presidio-half.jsonl');
const tuning = personal.filter((row) => !isHeldBack(row));
const heldBack = personal.filter(isHeldBack);
print(`recall, tuning half (${tuning.length} rows, ${new Set(tuning.map(templateOf)).size} templates)`);
recall(tuning, process.argv.includes('--misses'));
print(
  `recall, held-back half (${heldBack.length} rows, ${new Set(heldBack.map(templateOf)).size} templates)`,
);
recall(heldBack, false);

const show = process.argv.includes('--alarms');
print('texts with a finding among texts that are labelled benign');
alarms(
  'presidio benign, tuning',
  tuning.filter(({ label }) => label === 0),
  show,
);
alarms(
  'presidio benign, held back',
  heldBack.filter(({ label }) => label === 0),
  false,
);
alarms('commands (tldr)', read('commands.tldr-half.jsonl'), show);
for (const cat of ['email', 'table', 'code']) {
  const rows = read('injection.bipia-train.jsonl').filter((row) => row.label === 0 && row.cat === cat);
  alarms(`bipia benign, ${cat}`, rows, show);
}
alarms('code lines (credsweeper)', read('secrets.credsweeper-lines.jsonl'), show);
