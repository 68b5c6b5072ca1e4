/** What `measure.ts` prints and `floors.test.ts` holds: how many destructive commands are found, and how many others. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { findDangerousCommands } from '../../src/commands/find-dangerous-commands.ts';

export type Row = { readonly id: string; readonly label: 0 | 1; readonly cat: string; readonly text: string };

const SEEN = new URL('../../../../../shared/data/dev/', import.meta.url);
const OWN = new URL('./own/', import.meta.url);

export const readRows = (name: string): readonly Row[] =>
  readFileSync(new URL(name, SEEN), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    // The file is written by this project's own preparation of public data; its shape is in the README beside it.
    .map((line) => JSON.parse(line) as Row);

/** One command a line; what follows `##` says why it is in the list. */
const readLines = (name: string): readonly string[] =>
  readFileSync(new URL(name, OWN), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('##'));

/** The first was tuned on as it stood; of the second its first run is noted beside it. */
export const ownDestructive = (): readonly string[] => [
  ...readLines('destructive.txt'),
  ...readLines('more-destructive.txt'),
];
/** Ways out, ways in, ways to stay, to weaken and to stop; its first run is noted in it. */
export const ownReaching = (): readonly string[] => readLines('reaching.txt');
export const ownOrdinary = (): readonly string[] => readLines('ordinary.txt');

const INSTALLED = new URL('../../../../node_modules/', import.meta.url);

/** The scripts that thousands of people wrote into the packages installed here: ordinary, though some clean up roughly. */
export function installedScripts(): readonly string[] {
  const folders = readdirSync(INSTALLED).flatMap((name) =>
    name.startsWith('@') ? readdirSync(new URL(name, INSTALLED)).map((inner) => `${name}/${inner}`) : [name],
  );
  const scripts = folders.flatMap((folder) => {
    const file = new URL(`${folder}/package.json`, INSTALLED);
    if (folder.startsWith('.') || !existsSync(file)) return [];
    // npm itself holds a package file to this shape.
    const { scripts = {} } = JSON.parse(readFileSync(file, 'utf8')) as { scripts?: Record<string, string> };
    return Object.values(scripts);
  });
  return [...new Set(scripts)];
}

/** Rows of tldr that a person would call destructive all the same, each with a reason: `id<tab>reason`. */
export const judgedDestructive = (): ReadonlyMap<string, string> =>
  new Map(
    readLines('tldr-destructive.txt').map((line) => {
      const [id = '', reason = ''] = line.split('\t');
      return [id, reason];
    }),
  );

/** The program that a command is about, so that all its rows lie in the same half. */
export function programOf(text: string): string {
  const words = text
    .trim()
    .split(/\s+/)
    .filter((word) => !/^(?:sudo|doas|env|time|-\w+|\w+=\S*)$/.test(word));
  return (words[0] ?? '').replace(/^.*[/\\]/, '').toLowerCase();
}

export const isHeldBack = ({ text }: Row): boolean =>
  (createHash('sha256').update(programOf(text)).digest()[0] ?? 0) % 2 === 1;

export type Level = 'block' | 'warn or block' | 'nothing';

export function levelOf(text: string): Level {
  const levels = findDangerousCommands(text).map(({ level }) => level);
  return levels.includes('block') ? 'block' : levels.length > 0 ? 'warn or block' : 'nothing';
}

export type Share = { readonly n: number; readonly block: number; readonly any: number };

export function shareOf(texts: readonly string[]): Share {
  const levels = texts.map(levelOf);
  const block = levels.filter((level) => level === 'block').length;
  return { n: texts.length, block, any: levels.filter((level) => level !== 'nothing').length };
}

/** Share with its 95 % Wilson interval. */
export const interval = (hits: number, n: number): string => {
  if (n === 0) return 'n = 0';
  const z = 1.96;
  const share = hits / n;
  const middle = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  return `${share.toFixed(3)} [${Math.max(0, middle - half).toFixed(3)}, ${Math.min(1, middle + half).toFixed(3)}]  ${hits}/${n}`;
};
