import { addRow, tablesOf, type RowGroups } from './row-groups.ts';
import { cellAt, MAX_COLUMNS, type Cell, type Table } from './table.ts';

/** An element with nothing but text in it; longer texts are prose, not a field. */
const FIELD = /<([A-Za-z_][\w.:-]{0,60})(?:\s[^<>]{0,200})?>([^<]{1,200})<\/([\w.:-]{1,61})>/g;

/** XML: fields that stand side by side are one record, `<name>Ada</name><street>…</street>`; another tag between ends it. */
export const readElements = (text: string): readonly Table[] => {
  if (!text.includes('</')) return [];
  const groups: RowGroups = new Map();
  let fields = new Map<string, Cell>();
  let end = -1;
  const close = (): void => {
    if (fields.size > 1) addRow(groups, fields);
    fields = new Map();
  };
  for (const match of text.matchAll(FIELD)) {
    const [whole, name = '', value = '', closing] = match;
    if (name !== closing) continue;
    const isNext = end !== -1 && match.index - end < 80 && /^\s*$/.test(text.slice(end, match.index));
    if (!isNext || fields.has(name)) close();
    const start = match.index + whole.length - value.length - closing.length - 3;
    if (fields.size < MAX_COLUMNS) fields.set(name, cellAt(text, start, start + value.length));
    end = match.index + whole.length;
  }
  close();
  return tablesOf(groups);
};
