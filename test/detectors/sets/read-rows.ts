import { readFileSync } from 'node:fs';

/** One line of a data set; the form is that of the shared development data, with a role where the set gives one. */
export type Row = {
  readonly id: string;
  readonly label: 0 | 1;
  readonly cat: string;
  readonly text: string;
  readonly role?: 'tool-result' | 'prompt' | 'file' | 'manifest' | 'command';
  readonly spans?: readonly (readonly [type: string, start: number, end: number])[];
};

/** Rows of one `.jsonl` file; the README beside it says what shape they have. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- a set with another shape names it
export const readRows = <Shape = Row>(file: URL): readonly Shape[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Shape);
