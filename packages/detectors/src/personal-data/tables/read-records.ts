import { addRow, tablesOf, type RowGroups } from './row-groups.ts';
import { MAX_COLUMNS, type Cell, type Table } from './table.ts';

type Open = { readonly isObject: boolean; readonly fields: Map<string, Cell>; key: string | undefined };

const MAX_DEPTH = 40;
const ATOM = /[-\w.+]/;

/**
 * JSON, also in pieces: cut off, one object a line, or inside other text. Objects with the same keys become one table. An object
 * that stands in another's field (`"address": {"street": …}`) is part of that record; one in a list is a record of its own.
 */
export const readRecords = (text: string): readonly Table[] => {
  if (!text.includes('{')) return [];
  const groups: RowGroups = new Map();
  const open: Open[] = [];

  const take = (value: Cell): void => {
    const top = open.at(-1);
    if (top === undefined || !top.isObject) return;
    if (top.key === undefined) top.key = value.text;
    else {
      if (top.fields.size < MAX_COLUMNS) top.fields.set(top.key, value);
      top.key = undefined;
    }
  };
  const close = (): void => {
    const done = open.pop();
    const parent = open.at(-1);
    if (done === undefined) return;
    if (parent?.isObject === true) {
      if (done.isObject)
        for (const [key, cell] of done.fields) if (!parent.fields.has(key)) parent.fields.set(key, cell);
      parent.key = undefined;
    } else if (done.isObject && done.fields.size > 0) {
      addRow(groups, done.fields);
    }
  };

  let at = 0;
  while (at < text.length) {
    const sign = text[at] ?? '';
    if (sign === '"') {
      let end = at + 1;
      while (end < text.length && text[end] !== '"' && text[end] !== '\n') end += text[end] === '\\' ? 2 : 1;
      if (open.length > 0)
        take({ text: text.slice(at + 1, end), start: at + 1, end: Math.min(end, text.length) });
      at = end;
    } else if (sign === '{' || sign === '[') {
      if (open.length < MAX_DEPTH) open.push({ isObject: sign === '{', fields: new Map(), key: undefined });
    } else if (sign === '}' || sign === ']') {
      close();
    } else if (ATOM.test(sign) && open.at(-1)?.key !== undefined) {
      let end = at + 1;
      while (end < text.length && ATOM.test(text[end] ?? '')) end += 1;
      take({ text: text.slice(at, end), start: at, end });
      at = end - 1;
    }
    at += 1;
  }
  // What was cut off in the middle is still somebody's record.
  while (open.length > 0) close();
  return tablesOf(groups);
};
