import { readDelimited } from './read-delimited.ts';
import { readElements } from './read-elements.ts';
import { readRecords } from './read-records.ts';
import { readSqlRows } from './read-sql-rows.ts';
import type { Table } from './table.ts';

/** Every reading of the text as a table. The same rows may come twice (a list of SQL tuples is lines with commas as well). */
export const readTables = (text: string): readonly Table[] => [
  ...readRecords(text),
  ...readElements(text),
  ...readSqlRows(text),
  ...readDelimited(text),
];
