/**
 * What scanning a text for secrets costs: `node bench/scan.ts`.
 * Rows of one run share the machine's mood: the floor is one `indexOf` over the same text, the ceiling every pattern
 * tried over all of it. The hostile texts are made of what the rules wait for.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findSecretsWithin } from '@sallyport/detectors';
import { GITLEAKS_ALLOWED, GITLEAKS_RULES } from '../packages/detectors/src/secrets/gitleaks-rules.ts';
import { OWN_RULES } from '../packages/detectors/src/secrets/own-rules.ts';
import { prepareRules } from '../packages/detectors/src/secrets/prepare-rules.ts';
import { PROVIDER_TOKENS } from '../packages/detectors/src/secrets/provider-tokens.ts';
import { scanSecrets } from '../packages/detectors/src/secrets/scan-secrets.ts';

const SIZE = 100_000;
const ROUNDS = 5;
/** The clock of a thread ticks every few milliseconds, so each figure is the mean of many runs. */
const REPEATS = 400;
const HOSTILE_REPEATS = 25;
const BUDGET_MB_PER_S = 150;
const HOSTILE_RATIO = 10;
const STALL_MS = 20;

const root = fileURLToPath(new URL('..', import.meta.url));
const rules = [...GITLEAKS_RULES, ...OWN_RULES, ...PROVIDER_TOKENS];
const plain = rules.map(({ pattern }) => new RegExp(pattern.source, `${pattern.flags}g`));

const filled = (piece: string): string => piece.repeat(Math.ceil(SIZE / piece.length)).slice(0, SIZE);

/** Prose, code and records as an agent reads them. */
const benign: readonly (readonly [string, string])[] = [
  ['prose', filled(readFileSync(`${root}ARCHITECTURE.md`, 'utf8'))],
  ['code', filled(readFileSync(`${root}packages/detectors/src/secrets/scan-secrets.ts`, 'utf8'))],
  ['records', filled(readFileSync(`${root}package-lock.json`, 'utf8'))],
];

const beginnings = [...new Set(rules.flatMap(({ begins, keywords }) => [...begins, ...keywords]))];
const names = rules.filter(({ assignment }) => assignment).flatMap(({ begins }) => begins);

const hostile: readonly (readonly [string, string])[] = [
  ['every beginning', filled(`${beginnings.join(' ')} `)],
  ['every beginning, run together', filled(beginnings.join(''))],
  ['every name with an operator', filled(names.map((name) => `${name}=`).join(''))],
  ['every name with half a value', filled(names.map((name) => `${name} = "0123456789abcdef01\n`).join(''))],
  ['twitter=', filled('twitter=')],
  ['generic names', filled('key_token-secret.auth = ')],
  ['generic values', filled('key=aB3dE5gH7jK9mN1p ')],
  ['curl -u "', filled('curl -u "ab')],
  ['curl and line ends', filled('curl \r\n\r\n\n -H ')],
  ['key blocks without an end', filled('-----BEGIN PRIVATE KEY-----\n')],
  ['key blocks, all of one', `-----BEGIN PRIVATE KEY-----${'KEY'.repeat(SIZE / 3)}`],
  ['kind: data: secret', filled('kind: secret data: a:\n')],
  ['cookie', filled('cookie: a=b; c=d; sess')],
  ['PuTTY', filled('PuTTY-User-Key-File-3: Private-Lines: 1 \n')],
  ['://', filled('://a:')],
  ['jwt', filled(`eyAAAAAAAAAAAAAAAAAAAA.eyAAAAAAAAAAAAAAAAAAAA/`)],
  ['q~ and windows', filled('aaa8Q~ facebook 123456789012345 sourcegraph ')],
  ['key heads', filled('-----BEGIN')],
  ['names with values', filled('password = "abcd1234efgh",\n')],
  ['names that share a value', filled('password=')],
  ['quotes left open', filled('key="a')],
  ['ends of keys', filled(`${'aB3dE5gH7jK9mN1p'.repeat(4)}\n-----END PRIVATE KEY-----\n`)],
  ['heads of primes', filled(`AoGB${'aB3dE5gH7jK9mN1p'.repeat(10)}aB3dE5gH7jK9`)],
  ['one letter', filled('A')],
  ['base64', filled('aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0z+')],
];

/** Milliseconds of the fastest round and of the slowest. */
const timesOf = (rounds: number, repeats: number, run: () => void): { best: number; worst: number } => {
  let best = Infinity;
  let worst = 0;
  for (let round = 0; round < rounds; round++) {
    // The thread's own time: what else the machine does at the moment is not the scanner's.
    const start = process.threadCpuUsage();
    for (let repeat = 0; repeat < repeats; repeat++) run();
    const spent = process.threadCpuUsage(start);
    const took = (spent.user + spent.system) / 1000 / repeats;
    best = Math.min(best, took);
    worst = Math.max(worst, took);
  }
  return { best, worst };
};
const speed = (ms: number): string => `${(SIZE / 1000 / ms).toFixed(1)} MB/s`;

let worstBenign = 0;
for (const [name, text] of benign) {
  for (let warm = 0; warm < 200; warm++) findSecretsWithin(text);
  const { best } = timesOf(ROUNDS, REPEATS, () => void findSecretsWithin(text));
  const floor = timesOf(ROUNDS, REPEATS, () => void text.indexOf('no such text in here'));
  const ceiling = timesOf(1, 3, () => {
    for (const pattern of plain) for (const hit of text.matchAll(pattern)) void hit.index;
  });
  worstBenign = Math.max(worstBenign, best);
  console.log(
    `benign ${name}: rules ${speed(best)} (budget ${BUDGET_MB_PER_S}), indexOf ${speed(floor.best)}, RegExp one by one ${speed(ceiling.best)}; cut short: ${findSecretsWithin(text).truncated.join(' ') || 'nothing'}`,
  );
}
console.log(
  `hostile texts, as a multiple of the slowest benign (budget ${HOSTILE_RATIO}, stall ${STALL_MS} ms):`,
);
for (const [name, text] of hostile) {
  const { best, worst } = timesOf(ROUNDS, HOSTILE_REPEATS, () => void findSecretsWithin(text));
  const cut = findSecretsWithin(text).truncated.join(' ') || 'nothing';
  console.log(
    `  ${name}: ${(best / worstBenign).toFixed(1)} ×, ${best.toFixed(2)} ms, slowest round ${worst.toFixed(2)} ms; cut short: ${cut}`,
  );
}

/** What follows a beginning so that a pattern goes far and then fails. */
const FILLERS = [
  '',
  '=',
  ' = "a',
  '-',
  '\n',
  'a'.repeat(20),
  '=aB3dE5gH7jK9mN1p',
  ': a\n',
  '://a:b',
  '"a -u "',
  '; a=b',
];

console.log('each rule alone on its own beginnings and what makes it go far, 100 KB; the slowest:');
const alone = rules.map((rule): { id: string; ms: number } => {
  const ready = prepareRules([rule], GITLEAKS_ALLOWED);
  const texts = (rule.begins.length > 0 ? rule.begins : rule.keywords).slice(0, 3).flatMap((word) =>
    // A pattern that minds case knows its words as it writes them; the other spelling fails at once.
    FILLERS.flatMap((filler) => [filled(word + filler), filled(word.toUpperCase() + filler)]),
  );
  const times = texts.map((text) => timesOf(2, 2, () => void scanSecrets(text, ready)).best);
  return { id: rule.id, ms: Math.max(...times) };
});
for (const { id, ms } of alone.toSorted((a, b) => b.ms - a.ms).slice(0, 8))
  console.log(`  ${id}: at most ${ms.toFixed(1)} ms`);
