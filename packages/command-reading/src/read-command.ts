/**
 * Reads a shell command without running it: which programs it would start, however deep they are wrapped, which
 * paths they would use and how, and which machines they would talk to.
 *
 * It owns the meaning of text. It must never touch a file system, clock or network, never throw, and never take
 * unbounded time: what it can't know or won't follow becomes a mark, and everything else stays visible.
 * To teach it a program, add a line to the table of its topic under `programs/`; to teach it a language given inline,
 * add to `code/`. Where a reading has to guess, it guesses towards more uses, each `certain: false`.
 */
import type { CommandReading, HostUse, PathUse } from '@sallyport/action-model';
import { parse } from 'unbash';
import { runStatements } from './bash/run-node.ts';
import type { Engine, Frame, ReadContext, Reading } from './frame.ts';
import { mark } from './frame.ts';
import { hasHiddenCharacters } from './hidden-characters.ts';
import { MAX_COMMAND_CHARACTERS } from './limits.ts';
import { readPowershell } from './powershell/read-powershell.ts';
import { runProgram } from './run-program.ts';
import { newScope } from './scope.ts';
import { FROM_PROGRAM, NO_STREAM } from './stream.ts';

export interface CommandUse {
  readonly command: CommandReading;
  readonly paths: PathUse[];
  readonly hosts: HostUse[];
}

const NOTHING_KNOWN = /^[\s\ue000\ue001]*$/;

const engine: Engine = {
  runScript: (frame, script) => {
    if (script.errors && script.errors.length > 0) mark(frame, 'syntax-error');
    return runStatements(frame, script.commands);
  },
  // Text of which nothing is known is no code to read; whoever runs it has marked it.
  runText: (frame, text) => (NOTHING_KNOWN.test(text) ? FROM_PROGRAM : engine.runScript(frame, parse(text))),
  runProgram,
  runPowershell: (frame, text, dialect) => {
    readPowershell(frame, text, dialect);
  },
};

export function readCommand(text: string, context: ReadContext): CommandUse {
  const cut = text.length > MAX_COMMAND_CHARACTERS ? text.slice(0, MAX_COMMAND_CHARACTERS) : text;
  const reading = newReading(context);
  if (cut !== text) reading.marks.push('too-long');
  if (hasHiddenCharacters(cut)) reading.marks.push('hidden-characters');
  try {
    readInto(reading, cut);
  } catch {
    // A stack that is exhausted, or a bug: what was gathered before stays, and policy sees that there is more.
    if (!reading.marks.includes('too-deep')) reading.marks.push('too-deep');
  }
  const shell = context.shell ?? 'bash';
  return {
    command: { text: cut, shell, programs: reading.programs, marks: reading.marks },
    paths: reading.paths,
    hosts: reading.hosts,
  };
}

function newReading(context: ReadContext): Reading {
  return {
    context,
    engine,
    programs: [],
    paths: [],
    seenPaths: undefined,
    hosts: [],
    marks: [],
    files: undefined,
    loaded: undefined,
    taken: undefined,
    links: undefined,
    substitutions: undefined,
    decoded: undefined,
    patterns: undefined,
    ignoresCase: false,
    steps: 0,
    expanded: 0,
  };
}

function readInto(reading: Reading, text: string): void {
  const { home, cwd, shell } = reading.context;
  const frame: Frame = {
    reading,
    scope: newScope(home, cwd),
    via: [],
    certain: true,
    elevated: false,
    depth: 0,
    place: undefined,
    direct: [],
    stdin: NO_STREAM,
    heard: false,
    calls: [],
  };
  if (shell === 'powershell' || shell === 'cmd') engine.runPowershell(frame, text, shell);
  else engine.runText(frame, text);
}
