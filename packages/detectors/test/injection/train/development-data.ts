/** The development data as the injection detector is tuned and measured on it: halves by kind of attack, goal or source. */
import { readFileSync } from 'node:fs';
import { isHeldBack } from './generate.ts';

export interface Row {
  readonly id: string;
  readonly label: 0 | 1;
  readonly cat: string;
  readonly text: string;
}

const SEEN = new URL('../../../../../../shared/data/dev/', import.meta.url);
export const dataFile = (name: string): URL => new URL(name, SEEN);
export const DATA_FILES = [
  'injection.agentdojo.jsonl',
  'injection.bipia-train.jsonl',
  'commands.tldr-half.jsonl',
  'pii.presidio-half.jsonl',
  'secrets.credsweeper-lines.jsonl',
  'skills.scanner-fixtures.jsonl',
] as const;

export const readRows = (name: (typeof DATA_FILES)[number]): readonly Row[] =>
  readFileSync(dataFile(name), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    // Prepared by this project; the shape is in the README beside the file.
    .map((line) => JSON.parse(line) as Row);

/** Twelve attacks on end carry one goal: six wrappers in two places. */
const ROWS_PER_GOAL = 12;
/** The wrappers that may be looked at; the other three are held back whole. */
const SEEN_WRAPPERS = new Set(['direct', 'ignore', 'important']);

export interface Attack {
  readonly row: Row;
  readonly wrapper: string;
  readonly isSeenWrapper: boolean;
  readonly isHeldBackGoal: boolean;
}

export const agentAttacks = (): readonly Attack[] =>
  readRows('injection.agentdojo.jsonl')
    .filter(({ label }) => label === 1)
    .map((row, at) => {
      const wrapper = row.cat.split('/')[1] ?? '';
      return {
        row,
        wrapper,
        isSeenWrapper: SEEN_WRAPPERS.has(wrapper),
        isHeldBackGoal: isHeldBack(`agentdojo:${Math.floor(at / ROWS_PER_GOAL)}`),
      };
    });

export const kindOf = ({ cat }: Row): string => cat.split('/')[1] ?? cat;
export const isHeldBackKind = (row: Row): boolean => isHeldBack(`bipia:${kindOf(row)}`);

/** Benign rows by set and half. */
export const benignRows = (heldBack: boolean): ReadonlyMap<string, readonly Row[]> =>
  new Map(
    DATA_FILES.map((name): [string, readonly Row[]] => [
      name.replace('.jsonl', ''),
      readRows(name).filter(
        // Labels of the other sets say nothing of injection: all their rows are benign here.
        ({ label, text }) =>
          (label === 0 || !/^(?:injection|skills)/.test(name)) && isHeldBack(text) === heldBack,
      ),
    ]),
  );
