import type { Cell, Table } from './table.ts';

/** Records by the names of their fields: those with the same names are the rows of one table. */
export type RowGroups = Map<
  string,
  { readonly headers: readonly string[]; readonly rows: (readonly Cell[])[] }
>;

export const addRow = (groups: RowGroups, fields: ReadonlyMap<string, Cell>): void => {
  const headers = [...fields.keys()].sort();
  const id = headers.join('\u0000');
  const group = groups.get(id) ?? { headers, rows: [] };
  group.rows.push(headers.map((header) => fields.get(header) ?? { text: '', start: 0, end: 0 }));
  groups.set(id, group);
};

export const tablesOf = (groups: RowGroups): readonly Table[] => [...groups.values()];
