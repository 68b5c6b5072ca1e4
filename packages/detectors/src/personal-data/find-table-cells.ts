import type { Detection } from '../detection.ts';
import { personalColumns } from './personal-column.ts';
import { piiDetection } from './pii-detection.ts';
import type { Table } from './tables/table.ts';

/** The kinds that a value alone does not show; mails, cards and accounts are found wherever they stand. */
const BY_HEAD = new Set(['name', 'address', 'date-of-birth', 'phone', 'national-id']);

/** Values whose column, or whose key, says what they are: `first_name`, `"street": …`. */
export const findTableCells = (tables: readonly Table[]): readonly Detection[] => {
  const found: Detection[] = [];
  for (const table of tables) {
    const columns = personalColumns(table);
    const kinds = new Set(columns.map(({ kind }) => kind));
    for (const { at, kind, isHeaded } of columns) {
      // `name`, `address` and `id` also head lists of players, packages and houses: another personal column has to stand beside them.
      if (
        /^(?:name|address|id|ident|identity|nr|no|number)$/i.test(table.headers[at] ?? '') &&
        kinds.size < 2
      )
        continue;
      if (!isHeaded || !BY_HEAD.has(kind)) continue;
      for (const row of table.rows) {
        const cell = row[at];
        if (cell === undefined || cell.text.trim() === '' || /^null$/i.test(cell.text)) continue;
        found.push(piiDetection(kind, cell.start, cell.end, 0.8));
      }
    }
  }
  return found;
};
