import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PathUse } from '@sallyport/action-model';
import { afterAll, expect, it } from 'vitest';
import { readNamedFiles } from './read-named-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'sallyport-named-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const use = (name: string, changes: Partial<PathUse> = {}): PathUse => ({
  path: join(folder, name),
  given: name,
  access: 'read',
  recursive: false,
  glob: false,
  certain: true,
  ...changes,
});
const textsOf = async (...uses: PathUse[]) => (await readNamedFiles(uses)).map(({ text }) => text);

it('reads the beginning of a text, and says when there is more', async () => {
  writeFileSync(join(folder, 'short'), 'hello');
  writeFileSync(join(folder, 'long'), 'y'.repeat(300_000));
  const [short, long] = await readNamedFiles([use('short'), use('long')]);
  expect(short).toEqual({ role: 'content', text: 'hello', truncated: false });
  expect(long).toMatchObject({ text: 'y'.repeat(262_144), truncated: true });
});

it('reads a file once, where its links lead, and no more than a bounded number', async () => {
  writeFileSync(join(folder, 'real'), 'real');
  symlinkSync(join(folder, 'real'), join(folder, 'link'));
  expect(await textsOf(use('link', { resolved: join(folder, 'real') }), use('real'))).toEqual(['real']);
  const many = Array.from({ length: 50 }, (_, index) => {
    writeFileSync(join(folder, `m${index}`), 'm');
    return use(`m${index}`);
  });
  expect(await textsOf(...many)).toHaveLength(16);
});

it.each([
  ['a folder', (path: string) => mkdirSync(path)],
  ['a pipe that nobody writes to', (path: string) => execFileSync('mkfifo', [path])],
  ['a link to a device without end', (path: string) => symlinkSync('/dev/zero', path)],
  ['a picture', (path: string) => writeFileSync(path, Buffer.from([0x89, 0x50, 0, 0]))],
  ['nothing', () => {}],
])('gives nothing for %s, and does not wait', async (name, make) => {
  make(join(folder, name));
  expect(await textsOf(use(name))).toEqual([]);
});

it('reads nothing that is only written or listed', async () => {
  writeFileSync(join(folder, 'w'), 'w');
  expect(await textsOf(use('w', { access: 'write' }), use('w', { access: 'list' }))).toEqual([]);
});
