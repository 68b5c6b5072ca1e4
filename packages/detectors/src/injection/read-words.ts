/**
 * One pass over a text that gives its words as numbers and its sentences as runs of words. It owns what a word and a
 * sentence are; it must stay one look at each unit, since everything an agent reads goes through it.
 */
import { shapesOf } from './sentence-shapes.ts';
import { ADDRESS_BIT, BIT, CJK_BIT, CODE_BIT, NUMBER_BIT } from './word-classes.ts';
import {
  FNV_START,
  hashOf,
  LOWER_UNIT,
  maybeStem,
  slotOf,
  stemConcept,
  stemContext,
  stemKinds,
  step,
  UNITS,
  wordConcept,
  wordContext,
  wordKinds,
} from './word-lookup.ts';

/** Columns, one entry a word; `kinds` are the bits of `WORDS`. */
export interface Words {
  readonly count: number;
  readonly hash: Int32Array;
  /** Of the first letters, so that forms of a word share it. */
  readonly stem: Int32Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly kinds: Int32Array;
  /** Bits of `CONTEXT_WORDS`. */
  readonly context: Int32Array;
  /** Number of the word's concept, 0 for none. */
  readonly concept: Uint8Array;
}

export interface Sentence {
  readonly firstWord: number;
  readonly endWord: number;
  readonly start: number;
  readonly end: number;
  /** All bits of its words. */
  readonly kinds: number;
  /** All bits of `CONTEXT_WORDS` of its words. */
  readonly context: number;
  /** Signs of code, of a hundred units. */
  readonly signs: number;
  readonly isQuestion: boolean;
  /** A blank line, a list mark or a heading stands before it. */
  readonly opensBlock: boolean;
  /** A value of its own begins here: of JSON, of a table row, of an attribute. What stood before is another text. */
  readonly opensField: boolean;
}

export interface Reading {
  readonly text: string;
  readonly words: Words;
  readonly sentences: readonly Sentence[];
  /** There were too many sentences to read to the end. */
  readonly isCut: boolean;
}

const STEM_LETTERS = 5;
const MAX_SENTENCE_UNITS = 400;
/** Far more than a text of 100 KB has unless it was made to have them. */
const MAX_SENTENCES = 16_000;

/** What a unit is to the reader; 0 is a gap. */
const LETTER = 1;
const STOP = 2;
const LINE = 3;
const SINGLE = 4;
const SIGN = 5;
const QUOTE = 6;

const KIND_OF = new Uint8Array(0x10000);
const mark = (pattern: RegExp, kind: number): void => {
  for (const { index, 0: run } of UNITS.matchAll(pattern)) KIND_OF.fill(kind, index, index + run.length);
};
mark(/[\p{L}\p{M}\p{N}_@$]+/gu, LETTER);
// Scripts without spaces: every sign is a word of its own, and pairs of them are what the model learns.
mark(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]+/gu, SINGLE);
mark(/[.!?;。！？।؟]/gu, STOP);
mark(/[\n\r]/gu, LINE);
mark(/[{}()=<>[\]\\|&*#+/`~^%]/gu, SIGN);
mark(/["']/gu, QUOTE);
const AT = '@'.charCodeAt(0);
const APOSTROPHES = new Set(["'".charCodeAt(0), '’'.charCodeAt(0)]);

/** Marks before the first word belong to the sentence, empty space does not. */
function opensAt(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= 32) at++;
  return at;
}

export const ADDRESS_HASH = hashOf('(address)');
export const NUMBER_HASH = hashOf('(number)');
/** A part of a name with dots in it, as of hosts and files: which one is anybody's choice. */
export const DOTTED_HASH = hashOf('(dotted)');
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

const DOT = '.'.charCodeAt(0);
const BAR = '|'.charCodeAt(0);
const LESS = '<'.charCodeAt(0);
const GREATER = '>'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);
/** Between the columns of a table; in a command it stands in a line that begins with a word. */
const isColumnBar = (text: string, lineStart: number, at: number): boolean =>
  text[at - 1] === ' ' && text[at + 1] === ' ' && ' |'.includes(text[lineStart] ?? '');
const isAsciiLetter = (unit: number): boolean => (unit | 32) >= 97 && (unit | 32) <= 122;
const isLowerOrDigit = (unit: number): boolean => (unit >= 97 && unit <= 122) || isDigit(unit);
const isEscapedBreak = (text: string, at: number): boolean => {
  const unit = text.charCodeAt(at + 1);
  return (
    unit === 110 ||
    (unit === 114 && text.charCodeAt(at + 2) === BACKSLASH) ||
    (unit === 116 && text.charCodeAt(at - 1) <= 32)
  );
};

/** Where a value of JSON, of a table row or of an attribute begins or ends. Quotation marks in prose stand elsewhere. */
function isFieldQuote(text: string, at: number): boolean {
  const before = text[at - 1] ?? '';
  const after = text[at + 1] ?? '';
  if (before !== '' && '=[{(,'.includes(before)) return true;
  if (after !== '' && ':}])'.includes(after)) return true;
  const quote = text[at];
  if (before === ':' || (before === ' ' && ':,'.includes(text[at - 2] ?? ' '))) {
    const mark = before === ':' ? at - 2 : at - 3;
    if (text[mark] === quote) return true;
  }
  return after === ',' && !(text[at + 2] === ' ' && text[at + 3] !== quote);
}

const WRAPPED_UNITS = 48;
const MARKS = /^[ \t]*(?:[#>*;|+]{1,3}|\/{2,3}|--)?[ \t]*/;
/** A line that was broken in mid-sentence, in a paragraph or a comment, goes on in the next one behind the same mark. */
function goesOn(text: string, lineStart: number, lineEnd: number): boolean {
  if (lineEnd - lineStart < WRAPPED_UNITS || lineEnd - lineStart > 400) return false;
  const mark = MARKS.exec(text.slice(lineStart, lineStart + 24))?.[0] ?? '';
  const next = MARKS.exec(text.slice(lineEnd + 1, lineEnd + 25))?.[0] ?? '';
  if (mark.trim() !== next.trim() && !(next.trim() === '' && /^[*#+]$/.test(mark.trim()))) return false;
  const first = text.slice(lineEnd + 1 + next.length, lineEnd + 5 + next.length);
  if (next.startsWith('*') && !/^\p{Ll}/u.test(first)) return false;
  return /^["'`(“‘«\p{L}\p{N}]/u.test(first) && !/^\d{1,2}[.)]/.test(first);
}

export function readWords(text: string): Reading {
  const length = text.length;
  // A word and what parts it from the next take two units, but signs of their own take one.
  const room = length + 1;
  const hash = new Int32Array(room);
  const stem = new Int32Array(room);
  const start = new Int32Array(room);
  const end = new Int32Array(room);
  const kinds = new Int32Array(room);
  const contexts = new Int32Array(room);
  const concept = new Uint8Array(room);
  const words = { count: 0, hash, stem, start, end, kinds, context: contexts, concept };
  const sentences: Sentence[] = [];
  let count = 0;
  let firstWord = 0;
  let sentenceStart = 0;
  let sentenceKinds = 0;
  let context = 0;
  let signs = 0;
  let opensBlock = true;
  let nextOpensBlock = true;
  let opensField = true;
  let nextOpensField = false;
  let lineStart = 0;
  let wasDotted = false;
  let inTag = false;

  const close = (at: number, isQuestion: boolean): void => {
    if (count > firstWord) {
      const units = Math.max(1, at - sentenceStart);
      const share = (signs * 100) / units;
      context |= shapesOf(text, words, firstWord, count, sentenceKinds, context);
      sentences.push({
        firstWord,
        endWord: count,
        start: opensAt(text, sentenceStart),
        end: at,
        kinds: share >= 6 ? sentenceKinds | CODE_BIT : sentenceKinds,
        context,
        signs: share,
        isQuestion,
        opensBlock,
        opensField,
      });
      opensBlock = nextOpensBlock;
      nextOpensBlock = false;
      opensField = nextOpensField;
    } else {
      opensBlock ||= nextOpensBlock;
      opensField ||= nextOpensField;
    }
    nextOpensField = false;
    firstWord = count;
    sentenceStart = at;
    sentenceKinds = 0;
    context = 0;
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
      let foundContext = 0;
      let foundConcept = 0;
      let letters = 0;
      let seenAt = false;
      if (kind === SINGLE) {
        rolling = step(FNV_START, unit);
        stemmed = rolling;
        const slot = slotOf(rolling);
        found = CJK_BIT | wordKinds[slot]!;
        foundConcept = wordConcept[slot]!;
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
          rolling = step(rolling, LOWER_UNIT[code]!);
          letters++;
          at++;
          if (letters >= 2 && maybeStem[(rolling ^ (rolling >>> 16)) & 0xffff] === 1) {
            const slot = slotOf(rolling);
            found |= stemKinds[slot]!;
            foundContext |= stemContext[slot]!;
            if (stemConcept[slot] !== 0) foundConcept = stemConcept[slot]!;
          }
          if (letters === STEM_LETTERS) stemmed = rolling;
          if (at >= length) break;
        }
        if (stemmed === 0) stemmed = rolling;
        const slot = slotOf(rolling);
        found |= wordKinds[slot]!;
        foundContext |= wordContext[slot]!;
        if (wordConcept[slot] !== 0) foundConcept = wordConcept[slot]!;
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
        } else {
          const isDotted: boolean =
            text.charCodeAt(at) === DOT
              ? isLowerOrDigit(text.charCodeAt(at + 1))
              : wasDotted && text.charCodeAt(from - 1) === DOT;
          wasDotted = isDotted;
          if (isDotted) {
            rolling = DOTTED_HASH;
            stemmed = DOTTED_HASH;
          }
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
      contexts[count] = foundContext;
      concept[count] = foundConcept;
      context |= foundContext;
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
      const isOpen = count > firstWord && unit === 10 && (signs * 100) / (at - sentenceStart) < 8;
      if (!isOpen || !goesOn(text, lineStart, at)) close(at, false);
      lineStart = at + 1;
    } else if (kind === SIGN) {
      signs++;
      if (unit === BAR && isColumnBar(text, lineStart, at)) {
        nextOpensField = true;
        close(at, false);
      }
      if (unit === LESS) {
        const next = text.charCodeAt(at + 1);
        inTag = next === 47 || next === 33 || isAsciiLetter(next);
        if (inTag) close(at, false);
      } else if (unit === GREATER && inTag) {
        inTag = false;
        close(at + 1, false);
      } else if (unit === BACKSLASH && isEscapedBreak(text, at)) {
        close(at, false);
        at++;
        if (text.charCodeAt(at + 1) === BACKSLASH && isEscapedBreak(text, at + 1)) opensBlock = true;
      }
    } else if (kind === QUOTE && isFieldQuote(text, at)) {
      nextOpensField = true;
      close(at, false);
    }
    at++;
    if (at - sentenceStart > MAX_SENTENCE_UNITS && count > firstWord) close(at, false);
  }
  const isCut = at < length;
  close(at, false);
  words.count = count;
  return { text, words, sentences, isCut };
}
