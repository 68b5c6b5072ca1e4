/**
 * The detectors, asked one question a line and answering one a line, in order. A program of its own, so that a mutant is
 * a process with one file replaced and nothing of it stays behind.
 */
import { createInterface } from 'node:readline';
import {
  detect,
  scanComponent,
  type ComponentFile,
  type Detection,
  type TextRole,
} from '@sallyport/detectors';

export type Question =
  | { readonly text: string; readonly role: TextRole }
  | { readonly files: readonly { readonly path: string; readonly text: string }[] };

export type Answer = {
  /** Of a component only the rule, detector and level are filled; its places are per file. */
  readonly found: readonly Detection[];
  readonly truncated: readonly string[];
};

function answerTo(question: Question): Answer {
  if ('text' in question) return detect(question);
  const files: readonly ComponentFile[] = question.files;
  const { findings, truncated } = scanComponent(files);
  return {
    found: findings.flatMap(({ detector, rule, level, start, end }) =>
      level === 'note' ? [] : [{ detector, rule, level, start, end, confidence: 1 }],
    ),
    truncated,
  };
}

for await (const line of createInterface({ input: process.stdin }))
  // `ask-detectors.ts` is the only writer of these lines.
  process.stdout.write(`${JSON.stringify(answerTo(JSON.parse(line) as Question))}\n`);
