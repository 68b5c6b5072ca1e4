import type { Detection } from '../detection.ts';
import { personalColumns, type ColumnKind } from './personal-column.ts';
import { readTables } from './tables/read-tables.ts';
import type { Table } from './tables/table.ts';

export type BulkLimits = {
  /** Distinct persons from which a table is customer data. */
  readonly persons: number;
  /** Different kinds of personal column it has at least. */
  readonly columns: number;
};
export const BULK_LIMITS: BulkLimits = { persons: 10, columns: 2 };

/** What tells one person from another, best first; a postcode or a salary tells nobody apart. */
const IDENTITY: readonly ColumnKind[] = ['email', 'national-id', 'iban', 'card', 'phone', 'name', 'address'];

/** Distinct people: by the best identity the table has, first and last name together. */
const countPersons = ({ rows }: Table, columns: readonly { at: number; kind: ColumnKind }[]): number => {
  const identity = IDENTITY.find((kind) => columns.some((column) => column.kind === kind));
  const places = columns.filter(({ kind }) => kind === identity).map(({ at }) => at);
  const keys = new Set(
    rows.map((row) =>
      places
        .map((at) => row[at]?.text.trim().toLowerCase() ?? '')
        .join(' ')
        .trim(),
    ),
  );
  keys.delete('');
  return keys.size;
};

/** Tables of people: many distinct persons by several kinds of column. One finding a table, over all of its rows. */
export const findBulk = (
  text: string,
  limits: BulkLimits = BULK_LIMITS,
  tables = readTables(text),
): readonly Detection[] => {
  const found: Detection[] = [];
  for (const table of tables) {
    if (table.rows.length < limits.persons) continue;
    const columns = personalColumns(table);
    const kinds = new Set(columns.map(({ kind }) => kind));
    // Two columns of values that merely look like names are also a list of cities and one of streets.
    if (kinds.size < limits.columns || ![...kinds].some((kind) => IDENTITY.includes(kind))) continue;
    if (countPersons(table, columns) < limits.persons) continue;
    const cells = table.rows.flat().filter(({ end }) => end > 0);
    const start = cells.reduce((least, cell) => Math.min(least, cell.start), text.length);
    const end = cells.reduce((most, cell) => Math.max(most, cell.end), 0);
    found.push({ detector: 'pii', rule: 'bulk', level: 'block', start, end, confidence: 0.9 });
  }
  // The same rows read in two ways are one table.
  return found.filter(
    (bulk, at) => !found.slice(0, at).some(({ start, end }) => bulk.start < end && start < bulk.end),
  );
};
