import type { PathAccess } from '@sallyport/action-model';
import type { Field } from '../field.ts';
import type { Frame } from '../frame.ts';
import type { Stream } from '../stream.ts';
import type { FlagRules, Words } from './flags.ts';

/** One start of a program, with its words divided by the program's own rules. */
export interface Call {
  readonly frame: Frame;
  readonly name: string;
  readonly args: readonly Field[];
  readonly words: Words;
}

/** How a program reads its words, and what it does with them beyond being started. */
export interface Program {
  readonly rules: FlagRules;
  /** `git push`: the first operand is a verb. */
  readonly hasSubcommands?: boolean;
  /** How the words after the verb divide, where the program's own flags end at the verb. */
  readonly verbRules?: (verb: string) => FlagRules;
  /** What it touches and starts. The stream is its standard output where that can be told. */
  readonly read?: (call: Call) => Stream | undefined;
}

export type ProgramTable = ReadonlyMap<string, Program>;

/** What a word is to a program: a path that it uses so, a host, a URL, or just text. */
export type Role = PathAccess | 'move' | 'edit' | 'url' | 'host' | 'send-url' | 'text';

export const wordSet = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** `{'cat tac': x}` to `cat → x, tac → x`. */
export function programsByName<Value>(groups: Readonly<Record<string, Value>>): [string, Value][] {
  return Object.entries(groups).flatMap(([names, value]) =>
    names.split(' ').map((name): [string, Value] => [name, value]),
  );
}

export const valueOfFlag = (words: Words, ...flags: readonly string[]): Field | undefined =>
  words.values.find(({ flag }) => flags.includes(flag))?.value;

export const hasFlag = (words: Words, ...flags: readonly string[]): boolean => hasOneOf(words, flags);

export function hasOneOf(words: Words, flags: readonly string[]): boolean {
  if (words.flags.length === 0) return false;
  for (const flag of flags) if (words.flags.includes(flag)) return true;
  return false;
}
