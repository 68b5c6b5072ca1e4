import { readFile } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';

/** How far the control plane said it has stored this epoch. */
const Cursor = z.object({ epoch: z.string().min(1).max(64), storedThrough: z.int().min(0) });
export type Cursor = z.infer<typeof Cursor>;

/**
 * Undefined when there is none or it cannot be read: the upload then begins at the oldest record that is still here,
 * which does no harm, because a record that is stored already is stored once.
 */
export async function readCursor(path: string): Promise<Cursor | undefined> {
  try {
    const parsed = Cursor.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Durable when it resolves: written aside, synced, renamed. */
export async function writeCursor(path: string, cursor: Cursor): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(cursor)}\n`, { mode: 0o600, fsync: true });
}
