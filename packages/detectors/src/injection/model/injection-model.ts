/**
 * A logistic model over the words of a few sentences: hashed words, beginnings of words, pairs and runs of letters, and
 * the kinds of words that stand in them, alone and two at a time. Trained by
 * `packages/detectors/test/injection/train/train.ts`; it must stay a sum of table look-ups, since it reads everything
 * that the rules read.
 */
import { ADDRESS_HASH, DOTTED_HASH, NUMBER_HASH, type Reading, type Sentence } from '../read-words.ts';
import { CODE_BIT } from '../word-classes.ts';
import { LOWER_UNIT } from '../word-lookup.ts';
import { bitsOf, FLAGS, flagsOf, SURROUNDING_TRAITS, traitsOfWhole } from './surroundings.ts';

export const TABLE_BITS = 18;
export const CONCEPT_BITS = 16;
const CONCEPT_MASK = (1 << CONCEPT_BITS) - 1;
const MASK = (1 << TABLE_BITS) - 1;
const KIND_BITS = 29;
const CONTEXT_BITS = 32;
const ALL_BITS = KIND_BITS + CONTEXT_BITS;
/** Kinds of all words, kinds of opening words, then every two kinds, and every kind with each of the openings. */
const OPENINGS = ALL_BITS;
const PAIRS = OPENINGS + KIND_BITS;
const ORDERED = PAIRS + ALL_BITS * ALL_BITS;
const QUESTION = ORDERED + KIND_BITS * ALL_BITS;
const BLOCK = QUESTION + 1;
const LENGTH = BLOCK + 1;
const LENGTHS = [4, 8, 14, 24, 40] as const;
const SIGNS = LENGTH + LENGTHS.length + 1;
const COUNT = SIGNS + 4;
const SURROUNDINGS = COUNT + 4;
export const TRAITS = SURROUNDINGS + SURROUNDING_TRAITS;

export interface InjectionModel {
  /** One weight a slot of the table, times `scale`. */
  readonly table: Int8Array;
  readonly scale: number;
  readonly concepts: Int8Array;
  readonly conceptScale: number;
  readonly traits: Float32Array;
  readonly bias: number;
}

const SALT_STEM = 0x51ed270b;
const SALT_PAIR = 0x2545f491;
const SALT_SKIP = 0x1b873593;
const SALT_FIRST = 0x3ade68b1;
const SALT_RUN = 0x7f4a7c15;

const slot = (hash: number): number => (hash ^ (hash >>> 15) ^ (hash >>> 27)) & MASK;
const mix = (a: number, b: number): number => Math.imul(a ^ (b >>> 7) ^ Math.imul(b, 0x85ebca6b), 0xc2b2ae35);
const MOST_LETTERS = 24;

/** Slots of one sentence's words, in the order in which both training and use add them up. */
export function sentenceSlots(reading: Reading, sentence: Sentence, visit: (slot: number) => void): void {
  const { firstWord, endWord } = sentence;
  const { hash, stem, start, end } = reading.words;
  for (let at = firstWord; at < endWord; at++) {
    // Within `count`, every column has a value.
    const word = hash[at]!;
    visit(slot(word));
    visit(slot(mix(stem[at]!, SALT_STEM)));
    if (at + 1 < endWord) visit(slot(mix(mix(word, SALT_PAIR), hash[at + 1]!)));
    if (at + 2 < endWord) visit(slot(mix(mix(stem[at]!, SALT_SKIP), stem[at + 2]!)));
    if (at < firstWord + 2) visit(slot(mix(word, SALT_FIRST + (at - firstWord))));
    if (word !== ADDRESS_HASH && word !== NUMBER_HASH && word !== DOTTED_HASH)
      runSlots(reading.text, start[at]!, end[at]!, visit);
  }
}

/** Runs of four letters, with the word's ends, so that forms and slips of a word share most of them. */
function runSlots(text: string, start: number, end: number, visit: (slot: number) => void): void {
  const last = Math.min(end, start + MOST_LETTERS);
  if (last - start < 3) return;
  let a = 0;
  let b = LOWER_UNIT[text.charCodeAt(start)]!;
  let c = LOWER_UNIT[text.charCodeAt(start + 1)]!;
  for (let at = start + 2; at <= last; at++) {
    const d = at === last ? 0 : LOWER_UNIT[text.charCodeAt(at)]!;
    visit(
      slot(mix(Math.imul(a, 0x01000193) ^ Math.imul(b, 0x27d4eb2f) ^ Math.imul(c, 0x165667b1), SALT_RUN + d)),
    );
    a = b;
    b = c;
    c = d;
  }
}

const CONCEPT_PAIR = 0x3c6ef372;
const CONCEPT_THREE = 0x5bd1e995;
const CONCEPT_SKIP = 0x6a09e667;
const CONCEPT_FIRST = 0x1f83d9ab;
const UNLISTED = 0x9e3779b1 | 0;
const conceptSlot = (hash: number): number => (hash ^ (hash >>> 16)) & CONCEPT_MASK;

/** The concepts of a sentence in their order, every two and three on end; gives how many there are. */
export function conceptSlots(
  { words }: Reading,
  { firstWord, endWord }: Sentence,
  visit: (slot: number) => void,
): number {
  const { concept, kinds, context } = words;
  let count = 0;
  let before = 0;
  let last = 0;
  for (let at = firstWord; at < endWord; at++) {
    // Within `count`, every column has a value.
    const listed = concept[at]!;
    let now = listed;
    if (listed === 0) {
      // Words of the other lists count by the kinds that they are of.
      if (kinds[at] === 0 && context[at] === 0) continue;
      now = mix(kinds[at]!, mix(context[at]!, UNLISTED));
    } else now = Math.imul(listed, 0x45d9f3b);
    visit(conceptSlot(mix(now, UNLISTED)));
    if (count < 2) visit(conceptSlot(mix(now, CONCEPT_FIRST + count)));
    if (count > 0) visit(conceptSlot(mix(mix(last, CONCEPT_PAIR), now)));
    if (count > 1) {
      visit(conceptSlot(mix(mix(before, CONCEPT_SKIP), now)));
      visit(conceptSlot(mix(mix(mix(before, CONCEPT_THREE), last), now)));
    }
    before = last;
    last = now;
    count++;
  }
  return count;
}

const present = new Int32Array(ALL_BITS);
/** What a run of sentences is like as a whole, as numbers of traits that are present. */
export function traitsOf(
  reading: Reading,
  first: number,
  last: number,
  visit: (trait: number) => void,
): void {
  let kinds = 0;
  let context = 0;
  let openings = 0;
  let words = 0;
  let signs = 0;
  let isQuestion = false;
  for (let at = first; at < last; at++) {
    const sentence = reading.sentences[at];
    if (!sentence) break;
    kinds |= sentence.kinds;
    context |= sentence.context;
    openings |= openingKinds(reading, sentence);
    words += sentence.endWord - sentence.firstWord;
    signs = Math.max(signs, sentence.signs);
    isQuestion ||= sentence.isQuestion;
  }
  let count = 0;
  for (let left = kinds; left !== 0; left &= left - 1) present[count++] = 31 - Math.clz32(left & -left);
  for (let left = context; left !== 0; left &= left - 1)
    present[count++] = KIND_BITS + 31 - Math.clz32(left & -left);
  for (let one = 0; one < count; one++) {
    // Below `count`, every entry was written above.
    const kind = present[one]!;
    visit(kind);
    const row = PAIRS + kind * ALL_BITS;
    for (let two = one + 1; two < count; two++) visit(row + present[two]!);
  }
  for (let left = openings; left !== 0; left &= left - 1) {
    const opening = 31 - Math.clz32(left & -left);
    visit(OPENINGS + opening);
    const row = ORDERED + opening * ALL_BITS;
    for (let one = 0; one < count; one++) visit(row + present[one]!);
  }
  if (isQuestion) visit(QUESTION);
  if (reading.sentences[first]?.opensBlock) visit(BLOCK);
  let length = 0;
  while (length < LENGTHS.length && words > (LENGTHS[length] ?? 0)) length++;
  visit(LENGTH + length);
  visit(SIGNS + Math.min(3, Math.floor(signs / 4)));
  visit(COUNT + Math.min(3, last - first - 1));
}

/** What a run of sentences stands in, as numbers of traits; `scoreSentences` adds up the same. */
export function surroundingTraits(reading: Reading, flags: number, visit: (trait: number) => void): void {
  const shifted = (trait: number): void => visit(SURROUNDINGS + trait);
  traitsOfWhole(reading, shifted);
  bitsOf(flags, SURROUNDINGS, visit);
}

/** The kinds of a sentence's first word, and of the second: "please send", "also delete". */
const openingKinds = ({ words }: Reading, { firstWord, endWord }: Sentence): number =>
  (words.kinds[firstWord] ?? 0) | (firstWord + 1 < endWord ? (words.kinds[firstWord + 1] ?? 0) : 0);

export const MAX_WINDOW = 3;
const MAX_WINDOW_WORDS = 120;

/** The end of each run of sentences that is looked at from `first` on: none goes over the border of a value. */
export function lastsFrom({ sentences }: Reading, first: number, visit: (last: number) => void): void {
  const opening = sentences[first];
  // Nothing in code begins or ends an order; a comment in it does.
  if (!opening || ((opening.kinds & CODE_BIT) !== 0 && opening.signs > 18)) return;
  let words = 0;
  for (let last = first + 1; last <= Math.min(first + MAX_WINDOW, sentences.length); last++) {
    const sentence = sentences[last - 1]!;
    words += sentence.endWord - sentence.firstWord;
    if (last > first + 1 && (words > MAX_WINDOW_WORDS || sentence.opensField || sentence.opensBlock)) return;
    visit(last);
  }
}

export interface Scored {
  readonly first: number;
  readonly last: number;
  readonly score: number;
}

/** The highest score of a run of up to three sentences that begins at each sentence. */
export function scoreSentences(
  { table, scale, concepts, conceptScale, traits, bias }: InjectionModel,
  reading: Reading,
  /** What scores less is not told. */
  least: number,
  visit: (scored: Scored) => void,
): void {
  const { sentences } = reading;
  const sums = new Float64Array(sentences.length);
  const conceptSums = new Float64Array(sentences.length);
  const conceptCounts = new Int32Array(sentences.length);
  let sum = 0;
  const add = (at: number): void => {
    sum += table[at]!;
  };
  const addConcept = (at: number): void => {
    sum += concepts[at]!;
  };
  for (const [at, sentence] of sentences.entries()) {
    sum = 0;
    sentenceSlots(reading, sentence, add);
    sums[at] = sum * scale;
    sum = 0;
    conceptCounts[at] = conceptSlots(reading, sentence, addConcept);
    conceptSums[at] = sum * conceptScale;
  }
  const addTrait = (trait: number): void => {
    sum += traits[trait]!;
  };
  const addSurrounding = (trait: number): void => {
    sum += traits[SURROUNDINGS + trait]!;
  };
  sum = 0;
  traitsOfWhole(reading, addSurrounding);
  const whole = bias + sum;
  const flags = flagsOf(reading);
  // Most sentences score so little that nothing they could stand in would lift them: those are not looked at again.
  let lift = 0;
  for (let flag = 0; flag < FLAGS; flag++) lift += Math.max(0, traits[SURROUNDINGS + flag]!);
  for (let first = 0; first < sentences.length; first++) {
    let best = Number.NEGATIVE_INFINITY;
    let bestLast = first + 1;
    let total = 0;
    let words = 0;
    let conceptTotal = 0;
    let conceptCount = 0;
    lastsFrom(reading, first, (last) => {
      const { firstWord, endWord } = sentences[last - 1]!;
      total += sums[last - 1]!;
      words += endWord - firstWord;
      conceptTotal += conceptSums[last - 1]!;
      conceptCount += conceptCounts[last - 1]!;
      sum = 0;
      traitsOf(reading, first, last, addTrait);
      const score =
        whole + total / Math.sqrt(words) + conceptTotal / Math.sqrt(Math.max(1, conceptCount)) + sum;
      if (score > best) {
        best = score;
        bestLast = last;
      }
    });
    if (best + lift < least) continue;
    sum = 0;
    bitsOf(flags(first), 0, addSurrounding);
    if (best + sum >= least) visit({ first, last: bestLast, score: best + sum });
  }
}
