/** Where a page ended: the day and the id of its last record. Opaque to callers. */
export type Cursor = { readonly day: string; readonly id: number };

export const formatCursor = (cursor: Cursor): string => `${cursor.day}.${cursor.id}`;

/** Null for anything that `formatCursor` did not make. */
export const parseCursor = (text: string): Cursor | null => {
  const match = /^(\d{4}-\d\d-\d\d)\.(\d{1,16})$/.exec(text);
  const [, day, id] = match ?? [];
  if (day === undefined || id === undefined || !Number.isSafeInteger(Number(id))) return null;
  return { day, id: Number(id) };
};
