import { runBody } from './bash/run-node.ts';
import { matchesPattern } from './bash/shell-pattern.ts';
import { type Field, isKnown, literal, UNKNOWN, withoutUnset } from './field.ts';
import {
  asParameters,
  deeper,
  type Frame,
  type ProgramDraft,
  mark,
  markIfDecoded,
  through,
} from './frame.ts';
import { MAX_ARGUMENTS, MAX_PROGRAMS } from './limits.ts';
import { readWords, type Words } from './programs/flags.ts';
import { followLinksBelow } from './programs/link-followers.ts';
import { readProjectFiles } from './programs/project-files.ts';
import type { Program } from './programs/program.ts';
import { PROGRAMS, UNKNOWN_PROGRAM } from './programs/table.ts';
import { FROM_PROGRAM, type Stream } from './stream.ts';
import { usePath } from './uses.ts';
import { knownContent, runContent } from './written-files.ts';

/** One start of a program: finds out which, notes it, and lets its table entry say what it touches. */
export function runProgram(frame: Frame, words: readonly Field[]): Stream {
  const [first] = words;
  if (first === undefined) return FROM_PROGRAM;
  const { text } = first;
  const args = words.length > MAX_ARGUMENTS ? words.slice(1, MAX_ARGUMENTS) : words.slice(1);
  const body = frame.scope.functions?.get(text);
  if (body) return runFunction(frame, text, body, words, args);
  if (!isKnown(text)) return runUncertain(frame, first, args);
  if (first.glob) return runPattern(frame, first, args);
  return runNamed(frame, first, text, args);
}

function runNamed(frame: Frame, given: Field, text: string, args: readonly Field[]): Stream {
  const slash = lastSlash(text);
  const base = slash < 0 ? text : text.slice(slash + 1);
  const known = PROGRAMS.get(base);
  const name = known ? base : canonicalName(base);
  if (slash >= 0 && name !== '') useExecutable(frame, given, text, args);
  else if (frame.reading.files) runFromSearchPath(frame, text, args);
  markIfDecoded(frame, text);
  const program = known ?? PROGRAMS.get(name) ?? UNKNOWN_PROGRAM;
  const parsed = readWords(args, program.rules);
  note(frame, program, name, text, args, parsed);
  const call = { frame, name, args, words: parsed };
  if (frame.reading.files || name === 'npm') readProjectFiles(call);
  const before = frame.reading.paths.length;
  const stream = program.read?.(call) ?? FROM_PROGRAM;
  if (frame.reading.paths.length > before) followLinksBelow(call, before);
  return stream;
}

/** A name is short: looking at its characters costs less than two searches from the end. */
function lastSlash(text: string): number {
  let at = text.length - 1;
  while (at >= 0 && text.charCodeAt(at) !== SLASH && text.charCodeAt(at) !== BACKSLASH) at--;
  return at;
}
const SLASH = 47;
const BACKSLASH = 92;

/** `curl.exe`, and `RM` where file names ignore case: names that no Linux program has are taken as the ones they mean. */
const NEEDS_CARE = /[A-Z\d.]/;

function canonicalName(base: string): string {
  if (!NEEDS_CARE.test(base)) return base;
  const lower = base.toLowerCase().replace(/\.(?:exe|com)$/, '');
  return PROGRAMS.has(lower) ? lower : versionless(base);
}

/** `python3.12`, `ruby2.7`, `node18`, `php8.2`, `lua5.4`. */
function versionless(base: string): string {
  const plain = /^([a-z]+?)-?[\d.]+$/.exec(base)?.[1];
  return plain !== undefined && PROGRAMS.has(plain) ? plain : base;
}

const SYSTEM_FOLDERS = /^\/(?:usr\/)?(?:local\/)?s?bin\/[^/]*$|^\/opt\/(?:homebrew|local)\/bin\/[^/]*$/;

/** A program given by its path is used as a file, too; outside the system's folders its content decides what it does. */
function useExecutable(frame: Frame, given: Field, text: string, args: readonly Field[]): void {
  usePath(frame, { ...given, text }, 'execute');
  if (SYSTEM_FOLDERS.test(text)) return;
  const content = knownContent(frame, { ...given, text });
  if (content?.text !== undefined) return void runContent(frame, content, args, text);
  mark(frame, 'script-file');
  // Whatever interpreter it is handed to may print it: `SHELL=/bin/cat`, a message about its first line.
  usePath(frame, { ...given, text }, 'read');
}

/** A plain name may be a file that this command has put into a folder of `PATH`. */
function runFromSearchPath(frame: Frame, name: string, args: readonly Field[]): void {
  const folders = frame.scope.variables.get('PATH')?.split(':', 16) ?? [];
  for (const folder of folders) {
    const content = knownContent(frame, literal(`${folder === '' ? '.' : folder}/${name}`));
    if (content) return void runContent(frame, content, args, name);
  }
}

/** Part of the name can't be known. With unset variables taken as empty there may still be a name. */
function runUncertain(frame: Frame, given: Field, args: readonly Field[]): Stream {
  mark(frame, 'dynamic-program');
  const inner = { ...frame, certain: false };
  const guess = withoutUnset(given.text);
  if (guess !== '' && !guess.includes(UNKNOWN)) return runNamed(inner, given, guess, args);
  // An unset variable before the program's name disappears: `$x rm file`.
  if (guess === '' && args.length > 0) return runProgram(inner, args);
  const known = guess.slice(guess.lastIndexOf('/') + 1);
  if (known !== '' && !known.includes(UNKNOWN)) return runNamed(inner, given, known, args);
  const parsed = readWords(args, UNKNOWN_PROGRAM.rules);
  note(inner, UNKNOWN_PROGRAM, '?', given.source, args, parsed);
  return UNKNOWN_PROGRAM.read?.({ frame: inner, name: '?', args, words: parsed }) ?? FROM_PROGRAM;
}

/** `/???/c?t`: every known program that the pattern can mean. */
function runPattern(frame: Frame, given: Field, args: readonly Field[]): Stream {
  mark(frame, 'dynamic-program');
  const inner = { ...frame, certain: false };
  const base = given.text.slice(given.text.lastIndexOf('/') + 1);
  let stream: Stream = FROM_PROGRAM;
  let found = 0;
  if (base.length <= 64) {
    for (const name of PROGRAMS.keys()) {
      if (found >= 12 || !matchesPattern(base, name)) continue;
      found++;
      stream = runNamed(inner, { ...given, glob: false }, name, args);
    }
  }
  if (given.text.includes('/')) usePath(inner, given, 'execute');
  if (found > 0) return stream;
  const parsed = readWords(args, UNKNOWN_PROGRAM.rules);
  note(inner, UNKNOWN_PROGRAM, '?', given.source, args, parsed);
  return UNKNOWN_PROGRAM.read?.({ frame: inner, name: '?', args, words: parsed }) ?? FROM_PROGRAM;
}

function runFunction(
  frame: Frame,
  name: string,
  body: Parameters<typeof runBody>[1],
  words: readonly Field[],
  args: readonly Field[],
): Stream {
  if (frame.calls.filter((call) => call === name).length >= 2) {
    mark(frame, 'too-deep');
    return FROM_PROGRAM;
  }
  const inner = deeper(frame, { calls: [...frame.calls, name], via: through(frame, name) });
  if (!inner) return runNamed(frame, words[0] ?? { text: name, source: name, glob: false }, name, args);
  const { scope } = frame;
  const saved = scope.positional;
  scope.positional = asParameters(frame.reading, args);
  const stream = runBody(inner, body);
  scope.positional = saved;
  return stream;
}

function note(
  frame: Frame,
  program: Program,
  name: string,
  given: string,
  args: readonly Field[],
  words: Words,
): void {
  const { reading } = frame;
  if (reading.programs.length >= MAX_PROGRAMS) {
    mark(frame, 'too-deep');
    return;
  }
  const subcommand = program.hasSubcommands ? words.operands[0]?.text : undefined;
  let { flags } = words;
  if (program.verbRules && subcommand !== undefined) {
    const own = readWords(args.slice(words.rest + 1), program.verbRules(subcommand)).flags;
    flags = [...new Set([...flags, ...own])];
  }
  frame.direct.push(reading.programs.length);
  const use: ProgramDraft = {
    name: name.length > 255 ? name.slice(0, 255) : name,
    given: given.length > 8192 ? given.slice(0, 8192) : given,
    args: argumentTexts(args),
    flags: flags.every(isKnown) ? flags : flags.map(plainSource),
    via: frame.via.length === 0 ? [] : [...frame.via],
    certain: frame.certain,
    elevated: frame.elevated,
  };
  if (subcommand !== undefined && isKnown(subcommand)) use.subcommand = subcommand.slice(0, 255);
  reading.programs.push(use);
}

/** A word that can't be known stands as it was written. */
function argumentTexts(args: readonly Field[]): string[] {
  const texts: string[] = [];
  for (const { text, source } of args) texts.push(isKnown(text) ? text : plainSource(source));
  return texts;
}

const plainSource = (source: string): string => source.replaceAll(/[\ue000\ue001]/g, '*');
