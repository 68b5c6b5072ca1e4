import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readEntries } from './read-bounded.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'entries-'));
  for (let index = 0; index < 3000; index++) writeFileSync(join(folder, `f${index}`), '');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.for([0, 1, 100, 2000])('no more than %i names of a folder are read', async (max) => {
  const names = (await readEntries(folder, max)).map(({ name }) => name);
  expect(new Set(names).size).toBe(max);
});

test('all of them where there are fewer, and none of what is no folder', async () => {
  expect((await readEntries(folder, 5000)).filter((entry) => entry.isFile())).toHaveLength(3000);
  expect(await readEntries(join(folder, 'f1'), 10)).toEqual([]);
  expect(await readEntries(join(folder, 'missing'), 10)).toEqual([]);
});
