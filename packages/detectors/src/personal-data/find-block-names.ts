import type { Detection } from '../detection.ts';
import { looksLikeFullName } from './person-name.ts';
import { piiDetection } from './pii-detection.ts';

/** How far above a telephone number, a mail or an address its owner's line may stand. */
const LINES_ABOVE = 8;
const SIGNS_ABOVE = 240;
const ANCHORS = new Set(['phone', 'email', 'address']);

/** The line that is nothing but a full name, above ways to reach somebody: a signature, a letter's head, a contact. */
export const findBlockNames = (text: string, found: readonly Detection[]): readonly Detection[] => {
  const names = new Map<number, Detection>();
  for (const { rule, start, confidence } of found) {
    if (!ANCHORS.has(rule) || confidence < 0.5) continue;
    const from = Math.max(0, start - SIGNS_ABOVE);
    let end = start;
    for (let above = 0; above <= LINES_ABOVE && end > from; above += 1) {
      // Looked for in the window only: a search back over the whole text, once a finding, would not be linear.
      const line = from + text.slice(from, end).lastIndexOf('\n') + 1;
      // The window's first line may have begun before it; then it is prose, not a line of an address.
      if (line === from && from > 0) break;
      const lead = /^[>\s*-]*/.exec(text.slice(line, end))?.[0].length ?? 0;
      const words = text.slice(line + lead, end).trimEnd();
      if (looksLikeFullName(words)) {
        names.set(line, piiDetection('name', line + lead, line + lead + words.length, 0.6));
      }
      end = line - 1;
    }
  }
  return [...names.values()];
};
