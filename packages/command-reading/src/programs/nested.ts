import { MAX_STEPS } from '../limits.ts';
import type { Field } from '../field.ts';
import { isKnown } from '../field.ts';
import { deeper, type Frame, mark, markIfDecoded, through } from '../frame.ts';
import { copyScope } from '../scope.ts';
import { FROM_PROGRAM, type Stream } from '../stream.ts';

/** Shell text that a program runs in a shell of its own. What of it can't be known is marked. */
export function runShellText(
  frame: Frame,
  field: Field,
  wrapper: string,
  changes: Partial<Frame> = {},
): Stream {
  if (!isKnown(field.text)) mark(frame, 'dynamic-code');
  markIfDecoded(frame, field.text);
  const inner = deeper(frame, { scope: copyScope(frame.scope), via: through(frame, wrapper), ...changes });
  return inner ? frame.reading.engine.runText(inner, field.text) : FROM_PROGRAM;
}

/** Words that a wrapper starts as a program. */
export function runWords(
  frame: Frame,
  words: readonly Field[],
  wrapper: string,
  changes: Partial<Frame> = {},
): Stream {
  if (words.length === 0) return FROM_PROGRAM;
  if (++frame.reading.steps > MAX_STEPS) {
    mark(frame, 'too-deep');
    return FROM_PROGRAM;
  }
  const inner = deeper(frame, { via: through(frame, wrapper), ...changes });
  return inner ? frame.reading.engine.runProgram(inner, words) : FROM_PROGRAM;
}

/** What arrives on the standard input is code: read it where it is known, say so where it is not. */
export function runStdinAsShell(frame: Frame, wrapper: string): Stream {
  const { stdin } = frame;
  if (stdin.from === 'none') return FROM_PROGRAM;
  if (stdin.text === undefined) {
    mark(frame, stdin.from === 'file' ? 'script-file' : 'piped-code');
    return FROM_PROGRAM;
  }
  if (!isKnown(stdin.text)) mark(frame, 'piped-code');
  if (stdin.decoded) mark(frame, 'decoded-code');
  const inner = deeper(frame, {
    scope: copyScope(frame.scope),
    via: through(frame, stdin.decoded ? `${wrapper} <decoded` : wrapper),
    stdin: { from: 'none' },
  });
  return inner ? frame.reading.engine.runText(inner, stdin.text) : FROM_PROGRAM;
}
