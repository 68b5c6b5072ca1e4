import type { Edit, Node } from 'jsonc-parser';
import { readGap } from './jsonc-gap.ts';

/**
 * Takes one item out of its object or array with exactly one comma, and its line when nothing else is on it.
 * Comments stay: they belong to somebody.
 */
export const removeEdits = (text: string, container: Node, item: Node): Edit[] => {
  const siblings = container.children ?? [];
  const index = siblings.indexOf(item);
  const end = item.offset + item.length;
  const next = siblings[index + 1]?.offset ?? container.offset + container.length - 1;
  const after = readGap(text, end, next).comma;
  if (after !== undefined && text.slice(end, after).trim() === '') {
    return [wholeLine(text, item.offset, after + 1)];
  }
  const edits = [wholeLine(text, item.offset, end)];
  if (after !== undefined) return [...edits, { offset: after, length: 1, content: '' }];

  const previous = siblings[index - 1];
  if (!previous) return edits;
  const before = readGap(text, previous.offset + previous.length, item.offset).comma;
  return before === undefined ? edits : [{ offset: before, length: 1, content: '' }, ...edits];
};

const wholeLine = (text: string, from: number, to: number): Edit => {
  let start = from;
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
  const rest = /^[ \t]*(?=\r?\n)/.exec(text.slice(to));
  // Alone on its line: the line break before it goes too. Else only the blanks before it do.
  if (rest && text[start - 1] === '\n') {
    start -= text[start - 2] === '\r' ? 2 : 1;
    return { offset: start, length: to + rest[0].length - start, content: '' };
  }
  return { offset: start, length: to - start, content: '' };
};
