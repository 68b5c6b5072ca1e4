import { deeper, type Frame, through } from '../frame.ts';
import { NO_STREAM } from '../stream.ts';

const RUNS = /\[[^[\]]{0,64}(?:\$\(|`)/;

/**
 * `x='a[$(cmd)]'; ((x))`, `read 'a[$(cmd)]'`: where a shell takes a text for a number or for the name of an element,
 * it runs what stands between the brackets, quotes or not.
 */
export function runSubscripts(frame: Frame, text: string): void {
  if (text.includes('[') && RUNS.test(text)) runSubstitutionsIn(frame, text, 'subscript');
}

/** A text that a shell expands once more: what stands in `$(…)` in it is run. */
export function runSubstitutionsIn(frame: Frame, text: string, wrapper: string): void {
  const inner = deeper(frame, { via: through(frame, wrapper), stdin: NO_STREAM, certain: false });
  if (inner) frame.reading.engine.runText(inner, `: <<WORDS\n${text}\nWORDS`);
}
