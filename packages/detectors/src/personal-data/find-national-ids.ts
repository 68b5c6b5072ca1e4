import type { Detection } from '../detection.ts';
import { contextNear } from './context-near.ts';
import { compact } from './national-id.ts';
import { NATIONAL_IDS } from './national-ids.ts';
import { piiDetection } from './pii-detection.ts';

/** The text needs this much of a number before any shape is tried. */
const SOME_NUMBER = /\d\d[ .]?[\dA-Z-]{1,3}[ .]?\d/i;

/** Numbers of the state that pass their own checksum, named by words nearby unless the shape says enough alone. */
export const findNationalIds = (text: string): readonly Detection[] => {
  if (!SOME_NUMBER.test(text)) return [];
  const found: Detection[] = [];
  for (const { rule, shape, isValid, context, standsAlone } of NATIONAL_IDS) {
    // Asked once of the whole text: most texts speak of no tax number, and then no number in them is one.
    if (!standsAlone && !context.test(text)) continue;
    for (const match of text.matchAll(shape)) {
      if (!isValid(compact(match[0]))) continue;
      const end = match.index + match[0].length;
      const isNamed = contextNear(text, match.index, end, context);
      if (isNamed || standsAlone) found.push(piiDetection(rule, match.index, end, isNamed ? 0.95 : 0.6));
    }
  }
  return found;
};
