/**
 * What a sentence stands in, as numbers of traits: quotation marks, a list, a comment, a field, and how common each kind
 * of word is in the whole text. An order in a shop's page and the same order in an article on attacks differ in nothing
 * else. It must stay cheap: every sentence is looked at once, with a short reach.
 */
import type { Reading, Sentence } from '../read-words.ts';
import { CODE_BIT } from '../word-classes.ts';

const KIND_BITS = 29;
const ALL_BITS = KIND_BITS + 32;
export const FLAGS = 16;
/** Of how many sentences a kind stands in: hardly any, some, many. */
const SHARES = [0.08, 0.25] as const;
const LEVELS = SHARES.length + 1;
const LENGTHS = [2, 4, 8, 16, 40] as const;

const WHOLE = FLAGS;
const LENGTH = WHOLE + LEVELS * ALL_BITS;
export const SURROUNDING_TRAITS = LENGTH + LENGTHS.length + 1;

/** A text of fewer sentences has no more to say of itself than they do. */
const FEW = 4;
const REACH = 160;
const OPENERS = '"“„«‘\'`「『';
const CLOSERS = '"”“»’\'`」』';
const LIST_MARK = /^(?:[-*+•·–]|\d{1,3}[.)])\s/;
const LABEL = /^[\p{L}\d_ ./-]{1,24}[:：]/u;

export const bitsOf = (bits: number, from: number, visit: (trait: number) => void): void => {
  for (let left = bits; left !== 0; left &= left - 1) visit(from + 31 - Math.clz32(left & -left));
};

/** Places of the marks that open and close blocks of code. */
function fencesOf(text: string): readonly number[] {
  const fences: number[] = [];
  for (let at = text.indexOf('```'); at >= 0; at = text.indexOf('```', at + 3)) fences.push(at);
  return fences;
}

/** Gives bits of what a sentence stands in, each of them a trait; asked for sentences in their order. */
export function flagsOf({ text, sentences }: Reading): (at: number) => number {
  const fences = fencesOf(text);
  let fence = 0;
  return (at) => {
    const sentence = sentences[at];
    if (!sentence) return 0;
    while (fence < fences.length && (fences[fence] ?? 0) <= sentence.start) fence++;
    return (
      standsIn(text, sentence) |
      (fence % 2 === 1 ? 1 << 2 : 0) |
      (at === 0 ? 1 << 14 : 0) |
      (at === sentences.length - 1 ? 1 << 15 : 0)
    );
  };
}

function standsIn(text: string, { start, end, kinds, opensField }: Sentence): number {
  let bits = 0;
  const first = text[start] ?? '';
  if (OPENERS.includes(first) || (start > 0 && OPENERS.includes(text[start - 1] ?? ''))) bits |= 1 << 0;
  if (CLOSERS.includes(text[end] ?? ' ') || CLOSERS.includes(text[end - 1] ?? ' ')) bits |= 1 << 11;
  let line = start;
  let marks = 0;
  while (line > 0 && start - line < REACH && text[line - 1] !== '\n') {
    line--;
    if ('"“”„«»'.includes(text[line] ?? '')) marks++;
  }
  if (marks % 2 === 1) bits |= 1 << 1;
  const head = text.slice(line, line + 12);
  const plain = head.trimStart();
  if (plain.startsWith('>')) bits |= 1 << 3;
  if (LIST_MARK.test(plain)) bits |= 1 << 4;
  if (plain.startsWith('//') || plain.startsWith('* ') || plain.startsWith('<!--') || plain.startsWith('--'))
    bits |= 1 << 7;
  if (plain.startsWith('#')) bits |= 1 << 9;
  if (plain.startsWith('|')) bits |= 1 << 10;
  if (head.startsWith('\t') || head.startsWith('    ')) bits |= 1 << 13;
  let before = start - 1;
  while (before > 0 && start - before < 8 && text.charCodeAt(before) <= 32) before--;
  if (text[before] === ':' || text[before] === '：') bits |= 1 << 5;
  if (LABEL.test(text.slice(start, start + 26))) bits |= 1 << 6;
  if (opensField) bits |= 1 << 8;
  if ((kinds & CODE_BIT) !== 0) bits |= 1 << 12;
  return bits;
}

/** How common each kind is in the whole text, and how long that is. */
export function traitsOfWhole({ sentences }: Reading, visit: (trait: number) => void): void {
  let length = 0;
  while (length < LENGTHS.length && sentences.length > (LENGTHS[length] ?? 0)) length++;
  visit(LENGTH + length);
  if (sentences.length < FEW) return;
  const counts = new Int32Array(ALL_BITS);
  const count = (bit: number): void => {
    counts[bit]!++;
  };
  for (const { kinds, context } of sentences) {
    bitsOf(kinds, 0, count);
    bitsOf(context, KIND_BITS, count);
  }
  for (const [bit, found] of counts.entries()) {
    if (found === 0) continue;
    const share = found / sentences.length;
    visit(WHOLE + LEVELS * bit + (share < SHARES[0] ? 0 : share < SHARES[1] ? 1 : 2));
  }
}
