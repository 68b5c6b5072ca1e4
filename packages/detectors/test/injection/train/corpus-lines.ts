/** Lines that were written for training, by family; a quarter of the families is kept for setting thresholds. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { corpusFile } from './generate.ts';

export interface CorpusLine {
  readonly family: string;
  readonly language: string;
  readonly kind: string;
  readonly text: string;
}
export const CORPUS_FILES = [
  'attacks-wrapped.jsonl',
  'attacks-task.jsonl',
  'benign-trigger.jsonl',
  'benign-plain.jsonl',
  // Lines of a set by another hand that was used to find mistakes; what is measured on that set is a fit.
  'second-attacks-wrapped.jsonl',
  'second-attacks-task.jsonl',
  'second-benign.jsonl',
] as const;

const isKeptFamily = (family: string): boolean =>
  !family.startsWith('second:') &&
  (createHash('sha256').update(`family:${family}`).digest()[0] ?? 0) % 4 === 1;

export const linesOf = (name: (typeof CORPUS_FILES)[number], isKept: boolean): readonly CorpusLine[] =>
  readFileSync(corpusFile(name), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    // Written by this project in this one shape.
    .map((line) => JSON.parse(line) as CorpusLine)
    .filter(({ family }) => isKeptFamily(family) === isKept);
