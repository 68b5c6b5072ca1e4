import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openInventoryNews } from './inventory-news.ts';
import { openStateFile } from './state-file.ts';

test('a file from before people of one device were told apart is opened, and takes what is told now', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-state-file-'));
  try {
    const old = new DatabaseSync(join(folder, 'state.sqlite'));
    openStateFile(folder, { readOnly: false }).close();
    old.exec('ALTER TABLE inventory DROP COLUMN person');
    old.close();
    for (const _ of ['the first time', 'again']) {
      const database = openStateFile(folder, { readOnly: false });
      openInventoryNews(database)([]);
      const columns = database.prepare('PRAGMA table_info(inventory)').all();
      expect(columns.at(-1)).toMatchObject({ name: 'person' });
      database.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
