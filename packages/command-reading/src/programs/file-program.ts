import type { Field } from '../field.ts';
import { literal, partOf } from '../field.ts';
import type { Frame } from '../frame.ts';
import { useHost, usePath, useUrl } from '../uses.ts';
import type { FlagRules } from './flags.ts';
import { FROM_FILE } from '../stream.ts';
import { knownContent, runContent } from '../written-files.ts';
import { useListedNames } from './name-lists.ts';
import { type Call, hasOneOf, type Program, programsByName, type Role, wordSet } from './program.ts';

/**
 * Most programs can be told by data alone: which words are paths and what happens to them.
 * To add one, write a line in the table of its topic.
 */
export interface FileSpec {
  /** Roles of the operands in order; `*` repeats one: `'text read*'`, `'read* write'`. Default: none are paths. */
  readonly operands?: string;
  /** Flags with a value that is not a path. */
  readonly valued?: string;
  /** Flags whose value is a path, by role: `{read: '-f --file', write: '-o'}`. */
  readonly paths?: Partial<Record<Role, string>>;
  /** With one of these the first operand's role is not needed (`grep -e pattern file`). */
  readonly replacesFirst?: string;
  /** With one of these (`-t DIR`) the last operand is like the others. */
  readonly targetFlags?: string;
  /** With one of these the use reaches everything below. */
  readonly recursive?: string;
  readonly alwaysRecursive?: boolean;
  /** With one of these operands that are read are changed (`sed -i`). */
  readonly editFlags?: string;
  /** With one of these the operands are removed after (`gzip` without `-k`). */
  readonly deleteFlags?: string;
  /** What was in the operands is gone after, whatever the flags. */
  readonly alwaysDeletes?: boolean;
  /** Uses the current folder when no operand is given (`ls`), or when recursive (`rg`). */
  readonly defaultsToFolder?: 'always' | 'recursive';
  /** Flags with a name and a value: `--rawfile name file`. */
  readonly pairs?: string;
  readonly longSingle?: boolean;
  readonly subcommands?: boolean;
}

interface Compiled {
  readonly spec: FileSpec;
  readonly roles: readonly Role[];
  readonly star: number;
  readonly paths: ReadonlyMap<string, Role>;
  readonly replacesFirst: readonly string[];
  readonly targetFlags: readonly string[];
  readonly recursive: readonly string[];
  readonly editFlags: readonly string[];
  readonly deleteFlags: readonly string[];
}

const list = (words: string | undefined): readonly string[] => (words ? words.split(' ') : []);

const ROLES: ReadonlySet<string> = new Set<Role>(['read', 'list', 'write', 'delete', 'execute', 'move', 'edit', 'url', 'host', 'send-url', 'text']); // prettier-ignore

/** A misspelt role in a table is a bug, found as soon as the table is loaded. */
function roleOf(word: string): Role {
  if (!ROLES.has(word))
    throw new Error(`a table of programs has the role \`${word}\`, which there is none of`);
  return word as Role; // just checked
}

export function fileProgram(spec: FileSpec): Program {
  const words = list(spec.operands);
  const paths = new Map<string, Role>();
  for (const [role, flags] of Object.entries(spec.paths ?? {})) {
    // The keys of `paths` are roles by its type; `Object.entries` forgets that.
    for (const flag of list(flags)) paths.set(flag, role as Role);
  }
  const compiled: Compiled = {
    spec,
    roles: words.map((word) => roleOf(word.replace('*', ''))),
    star: words.findIndex((word) => word.endsWith('*')),
    paths,
    replacesFirst: list(spec.replacesFirst),
    targetFlags: list(spec.targetFlags),
    recursive: list(spec.recursive),
    editFlags: list(spec.editFlags),
    deleteFlags: list(spec.deleteFlags),
  };
  const pairs = new Set(list(spec.pairs));
  const valued = new Set([...list(spec.valued), ...[...paths.keys()].filter((flag) => !pairs.has(flag))]);
  const named = [compiled.recursive, compiled.editFlags, compiled.deleteFlags, [...valued]].flat();
  const rules: FlagRules = {
    valued,
    ...(spec.longSingle === true && { longSingle: true }),
    ...(spec.pairs !== undefined && { pairs: wordSet(spec.pairs) }),
    long: named.filter((flag) => flag.startsWith('--')),
  };
  return {
    rules,
    ...(spec.subcommands === true && { hasSubcommands: true }),
    read: (call) => {
      readFileWords(call, compiled);
      return undefined;
    },
  };
}

export const fileTable = (groups: Readonly<Record<string, FileSpec>>): [string, Program][] =>
  programsByName(groups).map(([name, spec]) => [name, fileProgram(spec)]);

function readFileWords(call: Call, compiled: Compiled): void {
  const { frame, words } = call;
  const { spec, star } = compiled;
  const recursive = spec.alwaysRecursive === true || hasOneOf(words, compiled.recursive);
  for (const { flag, value } of words.values) {
    const role = compiled.paths.get(flag);
    if (role) useAs(frame, value, role, recursive && role !== 'write');
    if (flag === '--files0-from' || (role === undefined && /^--files?(?:0|$)/.test(flag))) {
      if (value.text !== '-') usePath(frame, value, 'read');
      useListedNames(frame, value.text === '-' ? frame.stdin : (knownContent(frame, value) ?? FROM_FILE));
    } else if (role === undefined && OUTPUTS.has(flag)) usePath(frame, value, 'write');
    else useIfExplicit(frame, value);
  }
  let roles = compiled.roles;
  if (roles.length === 0) {
    for (const operand of words.operands) useIfExplicit(frame, operand);
    return;
  }
  if (compiled.replacesFirst.length > 0 && hasOneOf(words, compiled.replacesFirst)) roles = roles.slice(1);
  if (compiled.targetFlags.length > 0 && hasOneOf(words, compiled.targetFlags)) roles = roles.slice(0, -1);
  const at = star - (compiled.roles.length - roles.length > 0 && roles[0] !== compiled.roles[0] ? 1 : 0);
  const edits = hasOneOf(words, compiled.editFlags);
  const deletes = spec.alwaysDeletes === true || hasOneOf(words, compiled.deleteFlags);
  const { operands } = words;
  let used = 0;
  let index = -1;
  for (const operand of operands) {
    index++;
    const role = roleAt(roles, at, index, operands.length);
    if (role === undefined || role === 'text') {
      useIfExplicit(frame, operand);
      continue;
    }
    used++;
    useAs(frame, operand, edits && role === 'read' ? 'edit' : role, recursive);
    if (deletes) usePath(frame, operand, 'delete', recursive);
  }
  const input = roles[Math.max(0, at)] ?? roles[0];
  if (used === 0 && (input === 'read' || input === 'edit')) useValuesAsFiles(call);
  if (used === 0 && spec.defaultsToFolder && (spec.defaultsToFolder === 'always' || recursive)) {
    const first = roles[star < 0 ? 0 : Math.max(0, at)] ?? 'list';
    useAs(frame, literal('.'), first, recursive);
  }
}

/** Long flags that name a file to write wherever they are a flag at all. */
const OUTPUTS = new Set(['--output', '--outfile', '--output-file']);

/**
 * A program that reads, given neither a file nor an input, has its file where the table sees the value of a short flag:
 * programs that share a row differ in their flags.
 */
export function useValuesAsFiles({ frame, words }: Call): void {
  if (words.operands.length > 0 || frame.stdin.from !== 'none') return;
  for (const { flag, value } of words.values)
    if (flag.length === 2 && !/^[-+\d]/.test(value.text)) usePath(frame, value, 'read');
}

/**
 * A word that the table takes for text, or the value of a flag that it doesn't know, is read all the same when it can
 * only be meant as a path: tables are never complete.
 */
function useIfExplicit(frame: Frame, field: Field): void {
  const { text } = field;
  if (text.includes('://')) useUrl(frame, text);
  else if (/^(?:[/~]|\.{1,2}\/)[^\s]*[\w.*~]$|^~$|^\.[A-Za-z][\w.-]{2,}$/.test(text))
    usePath(frame, field, 'read');
}

/** The role of operand `index` of `count`, where the starred role fills what the others leave. */
function roleAt(roles: readonly Role[], star: number, index: number, count: number): Role | undefined {
  if (star < 0) return roles[index];
  const after = roles.length - 1 - star;
  if (index < star) return roles[index];
  // With too few operands the fixed ones at the end come first: `cp x` has no target yet.
  if (index >= count - after && count > star + after) return roles[roles.length - (count - index)];
  return roles[star];
}

/** Notes one word in its role. Words that are URLs are hosts whatever the role. */
export function useAs(frame: Frame, field: Field, role: Role, recursive: boolean): void {
  const { text } = field;
  if (text.includes('://') && !/^file:/i.test(text)) {
    const sends = role === 'write' || role === 'send-url';
    if (useUrl(frame, text, sends ? 'send' : 'receive')) return;
  }
  switch (role) {
    case 'text':
      return;
    case 'url':
      return useHost(frame, text.replace(/\/.*$/s, ''), { direction: 'receive' });
    case 'send-url':
      return useHost(frame, text.replace(/\/.*$/s, ''), { direction: 'send' });
    case 'host':
      return useHost(frame, text, { direction: 'both' });
    case 'move':
      usePath(frame, field, 'read', recursive);
      return usePath(frame, field, 'delete', recursive);
    case 'edit':
      usePath(frame, field, 'read', recursive);
      return usePath(frame, field, 'write', recursive);
    case 'read':
      // A file of further words, as compilers and other tools take it.
      if (text.startsWith('@')) usePath(frame, partOf(field, text.slice(1)), 'read');
      return usePath(frame, field, 'read', recursive);
    case 'execute': {
      usePath(frame, field, role, recursive);
      // `rg --pre ./p`: a program that this command has written itself.
      const content = knownContent(frame, field);
      if (content) runContent(frame, content, [], field.text);
      return;
    }
    case 'list':
    case 'write':
    case 'delete':
      return usePath(frame, field, role, recursive);
  }
}
