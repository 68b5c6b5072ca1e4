import type { CompoundCommand, CompoundList, Redirected } from 'unbash';
import { MAX_FOLDERS, MAX_TEXT } from './limits.ts';
import { UNKNOWN } from './field.ts';

export type FunctionBody = CompoundCommand | Redirected | CompoundList;

/** The state of one shell while it is read. Subshells get a copy. */
export interface Scope {
  readonly variables: Map<string, string>;
  arrays: Map<string, readonly string[]> | undefined;
  /** Elements of arrays that have a key which is not a position. */
  keyed: Map<string, ReadonlyMap<string, string>> | undefined;
  /** Names that stand for other variables (`declare -n`). */
  references: Map<string, string> | undefined;
  /** Names whose letters a shell makes small or large (`declare -l`). */
  letters: Map<string, 'small' | 'large'> | undefined;
  functions: Map<string, FunctionBody> | undefined;
  aliases: Map<string, string> | undefined;
  /** Variables with more than one possible value, because a branch may or may not have set them. */
  choices: Map<string, readonly string[]> | undefined;
  folder: string;
  /** Where the shell may be as well, when a `cd` can have failed or been skipped. */
  otherFolders: readonly string[];
  oldFolder: string;
  folderStack: readonly string[];
  positional: readonly string[];
  readonly home: string;
}

export function newScope(home: string, cwd: string): Scope {
  return {
    variables: new Map(),
    arrays: undefined,
    keyed: undefined,
    references: undefined,
    letters: undefined,
    functions: undefined,
    aliases: undefined,
    choices: undefined,
    folder: cwd,
    otherFolders: [],
    oldFolder: cwd,
    folderStack: [],
    positional: [],
    home,
  };
}

export const copyScope = (scope: Scope): Scope => ({
  ...scope,
  variables: new Map(scope.variables),
  arrays: scope.arrays && new Map(scope.arrays),
  keyed: scope.keyed && new Map(scope.keyed),
  references: scope.references && new Map(scope.references),
  letters: scope.letters && new Map(scope.letters),
  functions: scope.functions && new Map(scope.functions),
  aliases: scope.aliases && new Map(scope.aliases),
  choices: scope.choices && new Map(scope.choices),
});

/** The variable that a name stands for. */
export function variableBehind(scope: Scope, name: string): string {
  let target = name;
  // References to references end somewhere, or go round.
  for (let step = 0; step < 8; step++) {
    const next = scope.references?.get(target);
    if (next === undefined) return target;
    target = next;
  }
  return target;
}

export function setVariable(scope: Scope, given: string, value: string): void {
  const name = scope.references ? variableBehind(scope, given) : given;
  const text = scope.letters ? inLetters(scope.letters.get(name), value) : value;
  scope.variables.set(name, text.length > MAX_TEXT ? UNKNOWN : text);
  scope.choices?.delete(name);
  scope.arrays?.delete(name);
}

const inLetters = (letters: 'small' | 'large' | undefined, text: string): string =>
  letters === undefined ? text : letters === 'small' ? text.toLowerCase() : text.toUpperCase();

export function setArray(scope: Scope, name: string, values: readonly string[]): void {
  scope.arrays ??= new Map();
  scope.arrays.set(name, values);
  scope.variables.set(name, values[0] ?? '');
}

/** What a path may be long on any system; a chain of `cd`s can't make the next ones slow. */
const MAX_FOLDER_LENGTH = 1024;

export function enterFolder(scope: Scope, folder: string): void {
  if (folder === scope.folder || folder.length > MAX_FOLDER_LENGTH) return;
  const others = [scope.folder, ...scope.otherFolders].filter((other) => other !== folder);
  scope.oldFolder = scope.folder;
  scope.folder = folder;
  scope.otherFolders = others.slice(0, MAX_FOLDERS - 1);
}

/** After a branch that may not have run, both what was and what it left are possible. */
export function mergeScope(scope: Scope, branch: Scope): void {
  for (const [name, value] of branch.variables) {
    const before = scope.variables.get(name);
    if (before === value && !branch.choices?.has(name)) continue;
    const values = new Set([
      ...(scope.choices?.get(name) ?? (before === undefined ? [] : [before])),
      ...(branch.choices?.get(name) ?? [value]),
    ]);
    scope.variables.set(name, value);
    if (values.size > 1) {
      scope.choices ??= new Map();
      scope.choices.set(name, [...values].slice(0, 8));
    }
  }
  for (const [name, values] of branch.arrays ?? []) (scope.arrays ??= new Map()).set(name, values);
  for (const [name, values] of branch.keyed ?? []) (scope.keyed ??= new Map()).set(name, values);
  for (const [name, other] of branch.references ?? []) (scope.references ??= new Map()).set(name, other);
  for (const [name, body] of branch.functions ?? []) (scope.functions ??= new Map()).set(name, body);
  for (const [name, text] of branch.aliases ?? []) (scope.aliases ??= new Map()).set(name, text);
  const folders = new Set([branch.folder, scope.folder, ...scope.otherFolders, ...branch.otherFolders]);
  scope.otherFolders = [...folders].filter((folder) => folder !== scope.folder).slice(0, MAX_FOLDERS - 1);
}
