/** Values as people and machines make them: what leaks, and what stands in the same places and is none. */
import type { SeededRandom } from './seeded-random.ts';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
const BASE62 = LOWER + UPPER + DIGITS;

const chars = (random: SeededRandom, alphabet: string, length: number): string => {
  let out = '';
  while (out.length < length) out += alphabet.charAt(random.below(alphabet.length));
  return out;
};
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

export type Lists = {
  readonly stems: readonly string[];
  readonly weak: readonly string[];
  readonly words: readonly string[];
};
type Maker = (random: SeededRandom, lists: Lists) => string;

const LEET: Readonly<Record<string, string>> = { a: '4', e: '3', i: '1', o: '0', s: '5' };

const SECRETS: readonly Maker[] = [
  (r) => chars(r, BASE62, 8 + r.below(10)),
  (r) => chars(r, BASE62, 16 + r.below(30)),
  (r) => chars(r, BASE62, 24 + r.below(40)),
  (r) => chars(r, '0123456789abcdef', r.pick([16, 20, 24, 32, 32, 40, 64])),
  (r) => chars(r, LOWER + DIGITS, 10 + r.below(30)),
  (r) => chars(r, UPPER + DIGITS, 8 + r.below(20)),
  (r) => chars(r, `${BASE62}+/`, r.pick([22, 27, 38, 43, 54, 86])) + r.pick(['', '=', '==']),
  (r) => chars(r, `${BASE62}-_`, 16 + r.below(32)),
  (r) => chars(r, `${BASE62}!@#$%^&*`, 8 + r.below(14)),
  (r) => chars(r, `${BASE62}!@#$%^&*()-+=?~`, 10 + r.below(30)),
  (r) =>
    `${r.pick(['tk', 'key', 'live', 'sec', 'pat', 'app'])}${r.pick(['_', '-'])}${chars(r, BASE62, 16 + r.below(24))}`,
  (r) =>
    `${chars(r, '0123456789abcdef', 8)}-${chars(r, '0123456789abcdef', 4)}-4${chars(r, '0123456789abcdef', 3)}-a${chars(r, '0123456789abcdef', 3)}-${chars(r, '0123456789abcdef', 12)}`,
  (r, { stems }) => r.pick(stems) + chars(r, DIGITS, 1 + r.below(4)),
  (r, { stems }) =>
    capital(r.pick(stems)) + chars(r, DIGITS, 2 + r.below(3)) + r.pick(['', '!', '#', '@', '$']),
  (r, { stems }) =>
    capital(r.pick(stems)) + r.pick(['@', '#', '!', '_', '-', '$']) + chars(r, DIGITS, 2 + r.below(3)),
  (r, { stems }) =>
    capital(r.pick(stems)) +
    r.pick(['@', '#', '!', '*']) +
    capital(r.pick(stems)) +
    chars(r, DIGITS, 1 + r.below(3)),
  (r, { stems }) =>
    r.pick(stems).replace(/[aeios]/g, (letter) => LEET[letter] ?? letter) +
    chars(r, `${DIGITS}!@#`, 1 + r.below(3)),
  (r, { stems }) => chars(r, LOWER, 2) + chars(r, DIGITS, 2) + r.pick(stems) + r.pick(['!', '', '?']),
  (r, { weak }) => r.pick(weak),
  (r, { weak }) => r.pick(weak) + r.pick(['', '!', '1']),
  (r, { stems }) => `${r.pick(stems)}${r.pick(stems)}${r.below(100)}`,
  (r, { words }) => `${r.pick(words)}-${r.pick(words)}-${r.pick(words)}-${r.below(100)}`,
  (r) => chars(r, LOWER, 8 + r.below(5)),
  (r) => chars(r, LOWER + UPPER, 10 + r.below(20)),
];

const DECOYS: readonly Maker[] = [
  (r, { words }) => r.pick(words),
  (r, { words }) => r.pick(words),
  (r, { words }) => `${r.pick(words)}_${r.pick(words)}`,
  (r, { words }) => `${r.pick(words)}-${r.pick(words)}-${r.pick(words)}`,
  (r, { words }) => r.pick(words) + capital(r.pick(words)),
  (r, { words }) => `${r.pick(words)}.${r.pick(words)}.${r.pick(words)}`,
  (r, { words }) => `${r.pick(words)} ${r.pick(words)} ${r.pick(words)} ${r.pick(words)}`,
  (r, { words }) => `${capital(r.pick(words))} ${r.pick(words)} ${r.pick(words)}`,
  (r, { words }) => `${r.pick(words)}:${r.pick(words)}`,
  (r, { words }) => `/${r.pick(words)}/${r.pick(words)}/${r.pick(words)}`,
  (r, { words }) => `https://${r.pick(words)}.example.org/${r.pick(words)}`,
  (r, { words }) => `\${${r.pick(words).toUpperCase()}_${r.pick(words).toUpperCase()}}`,
  (r, { words }) => `<${r.pick(words)}-${r.pick(words)}>`,
  (r, { words }) => `{{ ${r.pick(words)}.${r.pick(words)} }}`,
  (r, { words }) => `your-${r.pick(words)}-${r.pick(['here', 'key', 'token', 'password'])}`,
  (r, { words }) =>
    `${r.pick(['test', 'dummy', 'fake', 'mock', 'example', 'sample'])}${r.pick(['-', '_', ''])}${r.pick(words)}`,
  (r, { words }) => `${r.pick(words).toUpperCase()}_${r.pick(words).toUpperCase()}`,
  (r) => String(r.below(100_000)),
  (r) => `${r.below(20)}.${r.below(20)}.${r.below(20)}`,
  (r) => `20${10 + r.below(20)}-0${1 + r.below(9)}-1${r.below(9)}`,
  (r) => r.pick(['x', '*', 'X', '.', '0', '-', 'a']).repeat(4 + r.below(20)),
];

export const secretValue: Maker = (random, lists) => random.pick(SECRETS)(random, lists);
export const decoyValue: Maker = (random, lists) => random.pick(DECOYS)(random, lists);
