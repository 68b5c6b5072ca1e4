import type { Detection } from '../detection.ts';
import { looksLikeFullName } from './person-name.ts';
import { piiDetection } from './pii-detection.ts';

const LONGEST_NAME = 80;

/** The name before a mail in angle brackets (`Ada Lovelace <ada@…>`), and the one that a contact card gives. */
export const findMailNames = (text: string, seen: readonly Detection[]): readonly Detection[] => {
  const found: Detection[] = [];
  for (const { rule, start, confidence } of seen) {
    if (rule !== 'email' || confidence < 0.5 || text[start - 1] !== '<') continue;
    // Only so far back: a search for the line's start over a text of one line, once a mail, would not be linear.
    const window = text.slice(Math.max(0, start - 1 - LONGEST_NAME), start - 1);
    const line = window.slice(window.lastIndexOf('\n') + 1);
    const from = start - 1 - line.length;
    const before = line.replace(/["'\s]{1,8}$/, '');
    // What stands before the name: `From:`, `Signed-off-by:`, another mail, a quote.
    const lead = /^.*[:,;"'>(]\s{0,8}/.exec(before)?.[0].length ?? 0;
    const name = before.slice(lead).trimStart();
    const at = from + before.length - name.length;
    if (looksLikeFullName(name)) found.push(piiDetection('name', at, at + name.length, 0.8));
  }
  for (const match of text.matchAll(/^FN[^:\n]{0,40}:([^\r\n]{2,80})/gm)) {
    const name = match[1] ?? '';
    const start = match.index + match[0].length - name.length;
    found.push(piiDetection('name', start, start + name.length, 0.8));
  }
  return found;
};
