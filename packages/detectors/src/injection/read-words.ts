/**
 * One pass over a text that gives its words as numbers and its sentences as runs of words. It owns what a word and a
 * sentence are; it must stay one look at each unit, since everything an agent reads goes through it.
 */
import { ADDRESS_BIT, BIT, CJK_BIT, CODE_BIT, NUMBER_BIT, WORD_KINDS, WORDS } from './word-classes.ts';

/** Columns, one entry a word; `kinds` are the bits of `WORDS`. */
export interface Words {
  readonly count: number;
  readonly hash: Int32Array;
  /** Of the first letters, so that forms of a word share it. */
  readonly stem: Int32Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly kinds: Int32Array;
}

export interface Sentence {
  readonly firstWord: number;
  readonly endWord: number;
  readonly start: number;
  readonly end: number;
  /** All bits of its words. */
  readonly kinds: number;
  /** Signs of code, of a hundred units. */
  readonly signs: number;
  readonly isQuestion: boolean;
  /** A blank line, a list mark or a heading stands before it. */
  readonly opensBlock: boolean;
}

export interface Reading {
  readonly words: Words;
  readonly sentences: readonly Sentence[];
  /** There were too many sentences to read to the end. */
  readonly isCut: boolean;
}

const STEM_LETTERS = 5;
const MAX_SENTENCE_UNITS = 400;
/** Far more than a text of 100 KB has unless it was made to have them. */
const MAX_SENTENCES = 16_000;
const FNV_START = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;

/** What a unit is to the reader; 0 is a gap. */
const LETTER = 1;
const STOP = 2;
const LINE = 3;
const SINGLE = 4;
const SIGN = 5;

const KIND_OF = new Uint8Array(0x10000);
const LOWER = new Uint16Array(0x10000);
/** All units in a row, so that a class is found run by run: 65,536 patterns tried one by one would delay every start. */
const UNITS = Array.from({ length: 64 }, (_, block) =>
  String.fromCharCode(...Array.from({ length: 1024 }, (_, unit) => block * 1024 + unit)),
).join('');
const mark = (pattern: RegExp, kind: number): void => {
  for (const { index, 0: run } of UNITS.matchAll(pattern)) KIND_OF.fill(kind, index, index + run.length);
};
mark(/[\p{L}\p{M}\p{N}_@$]+/gu, LETTER);
// Scripts without spaces: every sign is a word of its own, and pairs of them are what the model learns.
mark(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]+/gu, SINGLE);
mark(/[.!?;。！？।؟]/gu, STOP);
mark(/[\n\r]/gu, LINE);
mark(/[{}()=<>[\]\\|&*#+/`~^%]/gu, SIGN);
for (let unit = 0; unit < 0x10000; unit++) LOWER[unit] = unit;
for (const { index, 0: run } of UNITS.matchAll(/\p{Lu}+/gu)) {
  for (let at = 0; at < run.length; at++) {
    const lower = run.charAt(at).toLowerCase();
    if (lower.length === 1) LOWER[index + at] = lower.charCodeAt(0);
  }
}

const step = (hash: number, unit: number): number => Math.imul(hash ^ unit, FNV_PRIME);

const hashOf = (word: string): number => {
  let hash = FNV_START;
  for (let at = 0; at < word.length; at++) hash = step(hash, LOWER[word.charCodeAt(at)] ?? 0);
  return hash;
};

/** Open addressing over whole numbers: half the cost of a `Map` in the one loop where it counts. */
const SLOTS = 1 << 13;
const wordKeys = new Int32Array(SLOTS);
const wordKinds = new Int32Array(SLOTS);
const stemKinds = new Int32Array(SLOTS);
/** Hash bits of a stem, so that most letters need one look only. */
const maybeStem = new Uint8Array(1 << 16);

const slotOf = (hash: number): number => {
  let slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
  while (wordKeys[slot] !== 0 && wordKeys[slot] !== hash) slot = (slot + 1) & (SLOTS - 1);
  return slot;
};
for (const kind of WORD_KINDS) {
  for (const entry of WORDS[kind]) {
    const isStem = entry.endsWith('*');
    const hash = hashOf(isStem ? entry.slice(0, -1) : entry);
    const slot = slotOf(hash);
    wordKeys[slot] = hash;
    // Reads of a typed array within its length always give a number.
    if (isStem) {
      stemKinds[slot]! |= BIT[kind];
      maybeStem[(hash ^ (hash >>> 16)) & 0xffff] = 1;
    } else wordKinds[slot]! |= BIT[kind];
  }
}

const AT = '@'.charCodeAt(0);
const APOSTROPHES = new Set(["'".charCodeAt(0), '’'.charCodeAt(0)]);

/** Marks before the first word belong to the sentence, empty space does not. */
function opensAt(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= 32) at++;
  return at;
}

const ADDRESS_HASH = hashOf('(address)');
const NUMBER_HASH = hashOf('(number)');
const isDigit = (unit: number): boolean => unit >= 48 && unit <= 57;
const endsAddress = (text: string, at: number): boolean => {
  const unit = text.charCodeAt(at);
  if (unit <= 32 || unit > 0x7f || '"\'`<>()[]{},;|'.includes(text[at] ?? '')) return true;
  // A full stop at the end belongs to the sentence.
  return KIND_OF[unit] === STOP && !(KIND_OF[text.charCodeAt(at + 1)] === LETTER || text[at + 1] === '/');
};
const isAddress = (text: string, from: number, to: number): boolean =>
  (text.startsWith('://', to) && to - from <= 8) ||
  (to - from === 3 && text[to] === '.' && /^www$/i.test(text.slice(from, to)));

export function readWords(text: string): Reading {
  const length = text.length;
  // A word and what parts it from the next take two units, but signs of their own take one.
  const room = length + 1;
  const hash = new Int32Array(room);
  const stem = new Int32Array(room);
  const start = new Int32Array(room);
  const end = new Int32Array(room);
  const kinds = new Int32Array(room);
  const sentences: Sentence[] = [];
  let count = 0;
  let firstWord = 0;
  let sentenceStart = 0;
  let sentenceKinds = 0;
  let signs = 0;
  let opensBlock = true;
  let nextOpensBlock = true;

  const close = (at: number, isQuestion: boolean): void => {
    if (count > firstWord) {
      const units = Math.max(1, at - sentenceStart);
      const share = (signs * 100) / units;
      sentences.push({
        firstWord,
        endWord: count,
        start: opensAt(text, sentenceStart),
        end: at,
        kinds: share >= 6 ? sentenceKinds | CODE_BIT : sentenceKinds,
        signs: share,
        isQuestion,
        opensBlock,
      });
      opensBlock = nextOpensBlock;
      nextOpensBlock = false;
    } else opensBlock ||= nextOpensBlock;
    firstWord = count;
    sentenceStart = at;
    sentenceKinds = 0;
    signs = 0;
  };

  let at = 0;
  let lineBreaks = 0;
  while (at < length && sentences.length < MAX_SENTENCES) {
    const unit = text.charCodeAt(at);
    const kind = KIND_OF[unit];
    if (kind === LETTER || kind === SINGLE) {
      if (lineBreaks > 0) {
        if (lineBreaks > 1) nextOpensBlock = true;
        lineBreaks = 0;
      }
      const from = at;
      let rolling = FNV_START;
      let stemmed = 0;
      let found = 0;
      let letters = 0;
      let seenAt = false;
      if (kind === SINGLE) {
        rolling = step(FNV_START, unit);
        stemmed = rolling;
        found = CJK_BIT | wordKinds[slotOf(rolling)]!;
        at++;
      } else {
        for (;;) {
          const code = text.charCodeAt(at);
          const what = KIND_OF[code];
          if (what !== LETTER) {
            // An apostrophe inside a word belongs to it; at its end, or after one letter as in French, it does not.
            if (letters < 2 || !APOSTROPHES.has(code) || KIND_OF[text.charCodeAt(at + 1)] !== LETTER) break;
            rolling = step(rolling, 39);
            at++;
            continue;
          }
          if (code === AT && at > from) seenAt = true;
          rolling = step(rolling, LOWER[code]!);
          letters++;
          at++;
          if (letters >= 2 && maybeStem[(rolling ^ (rolling >>> 16)) & 0xffff] === 1)
            found |= stemKinds[slotOf(rolling)]!;
          if (letters === STEM_LETTERS) stemmed = rolling;
          if (at >= length) break;
        }
        if (stemmed === 0) stemmed = rolling;
        found |= wordKinds[slotOf(rolling)]!;
        // An address is one word, whichever it is: what it says in letters is anybody's choice.
        if (seenAt || isAddress(text, from, at)) {
          while (at < length && KIND_OF[text.charCodeAt(at)] !== LINE && !endsAddress(text, at)) at++;
          found = ADDRESS_BIT | BIT.target;
          rolling = ADDRESS_HASH;
          stemmed = ADDRESS_HASH;
        } else if (isDigit(text.charCodeAt(from))) {
          found |= NUMBER_BIT;
          rolling = NUMBER_HASH;
          stemmed = NUMBER_HASH;
        }
      }
      if (count === firstWord && sentenceStart < from) {
        opensBlock ||= nextOpensBlock;
        nextOpensBlock = false;
      }
      hash[count] = rolling;
      stem[count] = stemmed;
      start[count] = from;
      end[count] = at;
      kinds[count] = found;
      sentenceKinds |= found;
      count++;
      continue;
    }
    if (kind === STOP) {
      const next = text.charCodeAt(at + 1);
      const isEnd =
        unit > 0x7f || at + 1 >= length || next <= 32 || next === 34 || next === 39 || next === 41;
      at++;
      if (isEnd) close(at, unit === 63 || unit === 0xff1f || unit === 0x61f);
      continue;
    }
    if (kind === LINE) {
      if (unit === 10) lineBreaks++;
      // A line that is broken in mid-sentence goes on; the windows over several sentences join it again.
      close(at, false);
    } else if (kind === SIGN) signs++;
    at++;
    if (at - sentenceStart > MAX_SENTENCE_UNITS && count > firstWord) close(at, false);
  }
  const isCut = at < length;
  close(at, false);
  return { words: { count, hash, stem, start, end, kinds }, sentences, isCut };
}
