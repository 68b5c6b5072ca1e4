import type { FeatureList } from './feature-list.ts';
import { ViewWriter, type Derived } from './offset-map.ts';
import type { Encoding } from './view.ts';
import type { Work } from './work.ts';

/** A piece of a text, and what it says decoded. */
export interface DecodedPiece {
  readonly encoding: Encoding;
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** So much of what stands around a piece goes with it: the name before a value, the command after a pipe. */
const CONTEXT_UNITS = 64;

/** The pieces in their places, with a little of what stands around each; the rest of the text is in another view. */
export function writeDecoded(
  source: string,
  pieces: readonly DecodedPiece[],
  work: Work,
  features: FeatureList,
): Derived | undefined {
  const writer = new ViewWriter(source, work.unitsLeft);
  let done = 0;
  for (const { encoding, from, to, text } of pieces) {
    const contextFrom = Math.max(done, from - CONTEXT_UNITS);
    const contextEnd = Math.min(contextFrom, done + CONTEXT_UNITS);
    if (writer.length > 0 && contextFrom > done) {
      writer.copy(done, contextEnd);
      if (contextEnd < contextFrom) writer.replace('\n', contextEnd, contextFrom);
    }
    writer.copy(contextFrom, from);
    writer.replace(text, from, to);
    features.add(encoding, from, to);
    work.steps += to - from + text.length;
    done = to;
    if (writer.cut) break;
  }
  if (done === 0) return undefined;
  writer.copy(done, Math.min(source.length, done + CONTEXT_UNITS));
  work.truncated ||= writer.cut;
  return writer.finish();
}
