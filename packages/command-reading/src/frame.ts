import type { CommandMark, HostUse, PathUse, ProgramUse } from '@sallyport/action-model';
import type { ParsedScript } from 'unbash';
import type { Field } from './field.ts';
import { MAX_DEPTH } from './limits.ts';
import type { Scope } from './scope.ts';
import type { Stream } from './stream.ts';

export interface ReadContext {
  readonly home: string;
  readonly cwd: string;
  readonly shell?: 'bash' | 'powershell' | 'cmd';
  /** Environment variables whose values are known. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The part of a host name that a registrar sells; without it the last two labels stand for it. */
  readonly registrableDomain?: (host: string) => string;
}

/** The program while more can still be learnt about it. */
export type ProgramDraft = { -readonly [Key in keyof ProgramUse]: ProgramUse[Key] };

/**
 * The ways in which reading calls itself again. They are handed down rather than imported, because words hold
 * commands, commands hold words, and programs start both.
 */
export interface Engine {
  /** Reads a parsed script in the frame's own scope and tells what it prints. */
  readonly runScript: (frame: Frame, script: ParsedScript) => Stream;
  /** Parses and reads shell text. */
  readonly runText: (frame: Frame, text: string) => Stream;
  /** Starts a program with words that are already expanded. */
  readonly runProgram: (frame: Frame, words: readonly Field[]) => Stream;
  readonly runPowershell: (frame: Frame, text: string, dialect: 'powershell' | 'cmd') => void;
}

/** Everything one call of `readCommand` has gathered, and what it has spent. */
export interface Reading {
  readonly context: ReadContext;
  readonly engine: Engine;
  readonly programs: ProgramDraft[];
  readonly paths: PathUse[];
  /** Keys of the paths above, once there are enough of them for a set to pay. */
  seenPaths: Set<string> | undefined;
  readonly hosts: HostUse[];
  readonly marks: CommandMark[];
  /** What the command itself has written into files, so that running such a file is read. */
  files: Map<string, Stream> | undefined;
  /** Of those, what was read because a program loads it by itself. */
  loaded: WeakSet<Stream> | undefined;
  /** How many lines of a stream `read` has taken. */
  taken: WeakMap<Stream, number> | undefined;
  /** Links that the command itself has made, with where they lead. */
  links: Map<string, string> | undefined;
  /** The streams behind `/dev/fd/N` that stand for process substitutions. */
  substitutions: Map<string, Stream> | undefined;
  /** Values that a decoder's output gave, so that running them is marked. */
  decoded: Set<string> | undefined;
  /** Values that stand for the names which a search or a pattern gives, so that quotes don't make them plain. */
  patterns: Set<string> | undefined;
  /** Patterns find names of any letters (`shopt -s nocaseglob`). */
  ignoresCase: boolean;
  steps: number;
  expanded: number;
}

/** Where the paths of the code being read lie: here (absent), or mapped (a container, a new root), or nowhere here. */
export type Place = (path: string) => string | undefined;

/** How the code being read came to run. Frames are never changed; unrolling makes a new one. */
export interface Frame {
  readonly reading: Reading;
  readonly scope: Scope;
  readonly via: readonly string[];
  readonly certain: boolean;
  readonly elevated: boolean;
  readonly depth: number;
  readonly place: Place | undefined;
  /** Indexes of the programs of this pipeline stage, so that the next stage can be named as their reader. */
  readonly direct: number[];
  readonly stdin: Stream;
  /** Somebody reads the standard output, so it is worth working out. */
  readonly heard: boolean;
  /** Functions being called, innermost last. */
  readonly calls: readonly string[];
}

export function mark(frame: Frame, name: CommandMark): void {
  const { marks } = frame.reading;
  if (!marks.includes(name)) marks.push(name);
}

/** Marks code that a decoder gave. */
export function markIfDecoded(frame: Frame, code: string): void {
  const { decoded } = frame.reading;
  if (!decoded) return;
  for (const value of decoded) if (code.includes(value)) return mark(frame, 'decoded-code');
}

/** A variable is about to hold a name that was found by pattern. */
export function notePattern(reading: Reading, value: string): void {
  if (!/[*?[]/.test(value)) return;
  reading.patterns ??= new Set();
  if (reading.patterns.size < 256) reading.patterns.add(value);
}

/** Words that become the parameters of a script or function; those that hold a pattern go on being one. */
export function asParameters(reading: Reading, fields: readonly Field[]): readonly string[] {
  for (const field of fields) if (field.glob) notePattern(reading, field.text);
  return fields.map((field) => field.text);
}

/** A frame one level deeper, or nothing when that is too deep. */
export function deeper(frame: Frame, changes: Partial<Frame>): Frame | undefined {
  if (frame.depth >= MAX_DEPTH) {
    mark(frame, 'too-deep');
    return undefined;
  }
  return { ...frame, depth: frame.depth + 1, ...changes };
}

export const through = (frame: Frame, wrapper: string): readonly string[] =>
  frame.via.length >= 63 ? frame.via : [...frame.via, wrapper.slice(0, 64)];
