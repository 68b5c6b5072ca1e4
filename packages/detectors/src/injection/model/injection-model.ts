/**
 * A logistic model over the words of a few sentences: hashed words, beginnings of words and pairs, and the kinds of
 * words that stand in them. Trained by `packages/detectors/test/injection/train/train.ts`; it must stay a sum of table
 * look-ups, since it reads everything that the rules read.
 */
import type { Reading, Sentence } from '../read-words.ts';
import { bits, CODE_BIT } from '../word-classes.ts';

export const TABLE_BITS = 17;
const MASK = (1 << TABLE_BITS) - 1;
const KIND_BITS = 29;
/** After the kinds of all words and of opening words: question, block, lengths. */
const QUESTION = 2 * KIND_BITS;
const BLOCK = QUESTION + 1;
const LENGTH = BLOCK + 1;
const LENGTHS = [4, 8, 14, 24, 40] as const;
const SIGNS = LENGTH + LENGTHS.length + 1;
const COUNT = SIGNS + 4;
/** An order at the start of a sentence together with each kind of word after it. */
const ORDERED = COUNT + 4;
export const TRAITS = ORDERED + 2 * KIND_BITS;

const DEED = bits('deed');
const REPORT = bits('report');

export interface InjectionModel {
  /** One weight a slot of the table, then one a trait, then the bias. */
  readonly weights: Float32Array;
}

const SALT_STEM = 0x51ed270b;
const SALT_PAIR = 0x2545f491;
const SALT_SKIP = 0x1b873593;
const SALT_FIRST = 0x3ade68b1;

const slot = (hash: number): number => (hash ^ (hash >>> 15) ^ (hash >>> 27)) & MASK;
const mix = (a: number, b: number): number => Math.imul(a ^ (b >>> 7) ^ Math.imul(b, 0x85ebca6b), 0xc2b2ae35);

/** Slots of one sentence's words, in the order in which both training and use add them up. */
export function sentenceSlots({ words }: Reading, sentence: Sentence, visit: (slot: number) => void): void {
  const { firstWord, endWord } = sentence;
  const { hash, stem } = words;
  for (let at = firstWord; at < endWord; at++) {
    // Within `count`, every column has a value.
    const word = hash[at]!;
    visit(slot(word));
    visit(slot(mix(stem[at]!, SALT_STEM)));
    if (at + 1 < endWord) visit(slot(mix(mix(word, SALT_PAIR), hash[at + 1]!)));
    if (at + 2 < endWord) visit(slot(mix(mix(stem[at]!, SALT_SKIP), stem[at + 2]!)));
    if (at < firstWord + 2) visit(slot(mix(word, SALT_FIRST + (at - firstWord))));
  }
}

/** What a run of sentences is like as a whole, as numbers of traits that are present. */
export function traitsOf(
  reading: Reading,
  first: number,
  last: number,
  visit: (trait: number) => void,
): void {
  let kinds = 0;
  let openings = 0;
  let words = 0;
  let signs = 0;
  let isQuestion = false;
  for (let at = first; at < last; at++) {
    const sentence = reading.sentences[at];
    if (!sentence) break;
    kinds |= sentence.kinds;
    openings |= openingKinds(reading, sentence);
    words += sentence.endWord - sentence.firstWord;
    signs = Math.max(signs, sentence.signs);
    isQuestion ||= sentence.isQuestion;
  }
  eachBit(kinds, 0, visit);
  eachBit(openings, KIND_BITS, visit);
  if ((openings & DEED) !== 0) eachBit(kinds, (kinds & REPORT) === 0 ? ORDERED : ORDERED + KIND_BITS, visit);
  if (isQuestion) visit(QUESTION);
  if (reading.sentences[first]?.opensBlock) visit(BLOCK);
  let length = 0;
  while (length < LENGTHS.length && words > (LENGTHS[length] ?? 0)) length++;
  visit(LENGTH + length);
  visit(SIGNS + Math.min(3, Math.floor(signs / 4)));
  visit(COUNT + Math.min(3, last - first - 1));
}

function eachBit(bitSet: number, offset: number, visit: (trait: number) => void): void {
  for (let left = bitSet; left !== 0; left &= left - 1) visit(offset + 31 - Math.clz32(left & -left));
}

/** The kinds of a sentence's first word, and of the second: "please send", "also delete". */
const openingKinds = ({ words }: Reading, { firstWord, endWord }: Sentence): number =>
  (words.kinds[firstWord] ?? 0) | (firstWord + 1 < endWord ? (words.kinds[firstWord + 1] ?? 0) : 0);

export const MAX_WINDOW = 3;
const MAX_WINDOW_WORDS = 120;

export interface Scored {
  readonly first: number;
  readonly last: number;
  readonly score: number;
}

/** The highest score of a run of up to three sentences that begins at each sentence. */
export function scoreSentences(
  { weights }: InjectionModel,
  reading: Reading,
  visit: (scored: Scored) => void,
): void {
  const { sentences } = reading;
  const sums = new Float64Array(sentences.length);
  const bias = weights[weights.length - 1] ?? 0;
  const traits = 1 << TABLE_BITS;
  let sum = 0;
  const add = (at: number): void => {
    sum += weights[at]!;
  };
  for (const [at, sentence] of sentences.entries()) {
    sum = 0;
    sentenceSlots(reading, sentence, add);
    sums[at] = sum;
  }
  const addTrait = (trait: number): void => {
    sum += weights[traits + trait]!;
  };
  for (let first = 0; first < sentences.length; first++) {
    let best = Number.NEGATIVE_INFINITY;
    let bestLast = first + 1;
    let total = 0;
    let words = 0;
    for (let last = first + 1; last <= Math.min(first + MAX_WINDOW, sentences.length); last++) {
      const sentence = sentences[last - 1]!;
      // Nothing in code begins or ends an order; a comment in it does.
      if (last === first + 1 && (sentence.kinds & CODE_BIT) !== 0 && sentence.signs > 18) break;
      total += sums[last - 1]!;
      words += sentence.endWord - sentence.firstWord;
      if (words > MAX_WINDOW_WORDS && last > first + 1) break;
      sum = 0;
      traitsOf(reading, first, last, addTrait);
      const score = bias + total / Math.sqrt(words) + sum;
      if (score > best) {
        best = score;
        bestLast = last;
      }
    }
    if (best > Number.NEGATIVE_INFINITY) visit({ first, last: bestLast, score: best });
  }
}
