import { type Field, isKnown, literal } from './field.ts';
import { asParameters, deeper, type Frame, mark, through } from './frame.ts';
import { copyScope } from './scope.ts';
import { FROM_PROGRAM, type Stream, textStream } from './stream.ts';
import { pathOf } from './uses.ts';

/**
 * Files of which this command itself tells the content: it wrote them, copied them, or they are the output of a
 * process substitution. Running one is reading code that is known.
 */
export function knownContent(frame: Frame, field: Field): Stream | undefined {
  const { files, substitutions } = frame.reading;
  const substituted = substitutions?.get(field.text);
  if (substituted || !files) return substituted;
  const path = pathOf(frame, field);
  return path === undefined ? undefined : files.get(path);
}

const SHELLS = /^(?:ba|z|da|k|mk|a|ya|rba)?sh$/;

/** Runs content as the file it stands in would run: by the interpreter that its first line names, else as shell text. */
export function runContent(
  frame: Frame,
  content: Stream,
  args: readonly Field[],
  wrapper: string,
  keepScope = false,
): Stream {
  const { text } = content;
  if (text === undefined) {
    mark(frame, 'piped-code');
    return FROM_PROGRAM;
  }
  if (content.decoded) mark(frame, 'decoded-code');
  if (!isKnown(text)) mark(frame, 'dynamic-code');
  const via = through(frame, wrapper);
  const [interpreter, ...flags] = interpreterOf(text);
  if (interpreter !== undefined && !SHELLS.test(interpreter)) {
    const inner = deeper(frame, { via, stdin: textStream(text.replace(/^[^\n]*\n?/, ''), content) });
    if (!inner) return FROM_PROGRAM;
    const words = [interpreter, ...flags, '-'].map(literal);
    return frame.reading.engine.runProgram(inner, [...words, ...args]);
  }
  const scope = keepScope ? frame.scope : copyScope(frame.scope);
  if (!keepScope || args.length > 0) scope.positional = asParameters(frame.reading, args);
  const inner = deeper(frame, { scope, via });
  return inner ? frame.reading.engine.runText(inner, text.replace(/^#![^\n]*/, '')) : FROM_PROGRAM;
}

const nameOf = (word = ''): string => word.slice(word.lastIndexOf('/') + 1);

/** `python3` and `-u` of `#!/usr/bin/env -S python3 -u`. */
function interpreterOf(text: string): readonly string[] {
  const words =
    /^#![ \t]*([^\n]*)/
      .exec(text)?.[1]
      ?.split(/[ \t]+/)
      .filter((word) => word !== '') ?? [];
  const isEnv = nameOf(words[0]) === 'env';
  const at = isEnv
    ? words.findIndex((word, index) => index > 0 && !word.startsWith('-') && !word.includes('='))
    : 0;
  if (at < 0 || words[at] === undefined) return [];
  return [nameOf(words[at]), ...words.slice(at + 1)];
}

/** Files below a folder that this command has written, with their paths. */
export function knownContentsBelow(frame: Frame, folder: string): readonly (readonly [string, Stream])[] {
  const start = folder.endsWith('/') ? folder : `${folder}/`;
  return [...(frame.reading.files ?? [])].filter(([path]) => path.startsWith(start));
}
