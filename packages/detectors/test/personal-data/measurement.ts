/** What `measure.ts` prints and `floors.test.ts` holds: recall by type, and texts with a finding where none should be. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { findPersonalData } from '../../src/index.ts';

export type Row = {
  readonly id: string;
  readonly label: 0 | 1;
  readonly cat: string;
  readonly text: string;
  readonly spans?: readonly (readonly [string, number, number])[];
};

const COUNTS_FROM = 0.5;
const SEEN = new URL('../../../../../shared/data/dev/', import.meta.url);

/** What a span's type may be found as. Types that are missing here are not looked for: the report lists them. */
export const RULES: Readonly<Record<string, readonly string[]>> = {
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
/** Kinds with a form of their own, taken together. */
const STRUCTURED = ['EMAIL_ADDRESS', 'CREDIT_CARD', 'IBAN_CODE', 'US_DRIVER_LICENSE', 'US_SSN', 'IP_ADDRESS'];

export const readRows = (name: string): readonly Row[] =>
  readFileSync(new URL(name, SEEN), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    // The file is written by this project's own preparation of public data; its shape is in the README beside it.
    .map((line) => JSON.parse(line) as Row);

export const interval = (hits: number, n: number): string => {
  if (n === 0) return 'n = 0';
  const z = 1.96;
  const share = hits / n;
  const middle = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  return `${share.toFixed(3)} [${Math.max(0, middle - half).toFixed(3)}, ${Math.min(1, middle + half).toFixed(3)}]  ${hits}/${n}`;
};

export const templateOf = ({ text, spans = [] }: Row): string => {
  let template = text;
  for (const [type, start, end] of [...spans].sort((a, b) => b[1] - a[1])) {
    template = `${template.slice(0, start)}<${type}>${template.slice(end)}`;
  }
  return template.toLowerCase().replace(/\s+/g, ' ');
};
export const isHeldBack = (row: Row): boolean =>
  (createHash('sha256').update(templateOf(row)).digest()[0] ?? 0) % 2 === 1;

export const findings = (text: string) =>
  findPersonalData(text).filter(({ confidence }) => confidence >= COUNTS_FROM);

export type Count = { readonly n: number; readonly hits: number };
export type Miss = { readonly type: string; readonly row: Row; readonly start: number; readonly end: number };

/** A span is found when a finding of the right kind covers half of it. */
export const recallOf = (
  rows: readonly Row[],
): { readonly counts: ReadonlyMap<string, Count>; readonly misses: readonly Miss[] } => {
  const counts = new Map<string, Count>();
  const misses: Miss[] = [];
  const add = (type: string, isHit: boolean): void => {
    const { n, hits } = counts.get(type) ?? { n: 0, hits: 0 };
    counts.set(type, { n: n + 1, hits: hits + (isHit ? 1 : 0) });
  };
  for (const row of rows) {
    const found = findings(row.text);
    for (const [type, start, end] of row.spans ?? []) {
      const isHit = found.some(
        (one) =>
          (RULES[type] ?? []).includes(one.rule) &&
          Math.min(one.end, end) - Math.max(one.start, start) >= (end - start) / 2,
      );
      add(type, isHit);
      if (STRUCTURED.includes(type)) add('(structured)', isHit);
      if (!isHit && RULES[type] !== undefined) misses.push({ type, row, start, end });
    }
  }
  return { counts, misses };
};

/** The texts that are labelled as having nothing to find. */
export const benignSets = (): readonly (readonly [name: string, rows: readonly Row[]])[] => {
  const personal = readRows('pii.presidio-half.jsonl').filter(({ label }) => label === 0);
  const injection = readRows('injection.bipia-train.jsonl').filter(({ label }) => label === 0);
  return [
    ['presidio benign, tuning', personal.filter((row) => !isHeldBack(row))],
    ['presidio benign, held back', personal.filter(isHeldBack)],
    ['commands (tldr)', readRows('commands.tldr-half.jsonl')],
    ...['email', 'table', 'code'].map(
      (cat) => [`bipia benign, ${cat}`, injection.filter((row) => row.cat === cat)] as const,
    ),
    ['code lines (credsweeper)', readRows('secrets.credsweeper-lines.jsonl')],
  ];
};
