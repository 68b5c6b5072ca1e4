/**
 * Lines that were written for training, by author and family: a family is a way to attack, not a wording of one. A
 * quarter of the families is never trained on. The third and the fourth author knew nothing of the detector.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CLOSE, OPEN } from './carriers.ts';
import { corpusFile } from './generate.ts';

export type Author = 'first' | 'second' | 'third' | 'fourth';
export type Use = 'wrapped' | 'task' | 'benign';

export interface CorpusLine {
  readonly author: Author;
  readonly use: Use;
  readonly family: string;
  readonly language: string;
  readonly kind: string;
  readonly text: string;
  /** The part of `text` that is the order, if the rest is what it was planted in. */
  readonly attack?: string;
}
interface CorpusFile {
  readonly name: string;
  readonly author: Author;
  readonly use: Use;
}
export const CORPUS_FILES: readonly CorpusFile[] = [
  { name: 'attacks-wrapped.jsonl', author: 'first', use: 'wrapped' },
  { name: 'attacks-task.jsonl', author: 'first', use: 'task' },
  { name: 'benign-trigger.jsonl', author: 'first', use: 'benign' },
  { name: 'benign-plain.jsonl', author: 'first', use: 'benign' },
  // Lines of a set by another hand that was used to find mistakes; what is measured on that set is a fit.
  { name: 'second-attacks-wrapped.jsonl', author: 'second', use: 'wrapped' },
  { name: 'second-attacks-task.jsonl', author: 'second', use: 'task' },
  { name: 'second-benign.jsonl', author: 'second', use: 'benign' },
  { name: 'third-attacks-wrapped.jsonl', author: 'third', use: 'wrapped' },
  { name: 'third-benign-wrapped.jsonl', author: 'third', use: 'benign' },
  { name: 'fourth-attacks-task.jsonl', author: 'fourth', use: 'task' },
  { name: 'fourth-benign-task.jsonl', author: 'fourth', use: 'benign' },
];

/** By name alone, so that families of one name stay on one side whoever wrote them. */
export const isKept = ({ author, family }: Pick<CorpusLine, 'author' | 'family'>): boolean =>
  author !== 'second' && (createHash('sha256').update(`family:${family}`).digest()[0] ?? 0) % 4 === 1;

export const linesOf = (
  wanted: Partial<CorpusFile>,
  isWanted: (line: CorpusLine) => boolean,
): readonly CorpusLine[] =>
  CORPUS_FILES.filter(
    ({ name, author, use }) =>
      name === (wanted.name ?? name) && author === (wanted.author ?? author) && use === (wanted.use ?? use),
  )
    .flatMap(({ name, author, use }) =>
      readFileSync(corpusFile(name), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        // Written by this project in this one shape.
        .map((line): CorpusLine => ({ ...(JSON.parse(line) as CorpusLine), author, use })),
    )
    .filter(isWanted);

/** The text with marks round what is the attack. */
export const marked = ({ text, attack = text }: CorpusLine): string => {
  const at = text.indexOf(attack);
  return text.slice(0, at) + OPEN + attack + CLOSE + text.slice(at + attack.length);
};
