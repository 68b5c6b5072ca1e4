import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PathUse } from '@sallyport/action-model';
import { afterAll, expect, it } from 'vitest';
import type { Reader } from './reader.ts';
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
const textsOf = async (...uses: PathUse[]) => (await readNamedFiles(uses)).samples.map(({ text }) => text);
const put = (name: string, content: string | Buffer): PathUse => {
  writeFileSync(join(folder, name), content);
  return use(name);
};

it('reads the beginning of a text, and says when there is more', async () => {
  writeFileSync(join(folder, 'short'), 'hello');
  writeFileSync(join(folder, 'long'), 'y'.repeat(300_000));
  const [short, long] = (await readNamedFiles([use('short'), use('long')])).samples;
  expect(short).toEqual({ role: 'content', text: 'hello', truncated: false });
  expect(long).toMatchObject({ text: 'y'.repeat(262_144), truncated: true });
});

it('reads a file once, where its links lead', async () => {
  writeFileSync(join(folder, 'real'), 'real');
  symlinkSync(join(folder, 'real'), join(folder, 'link'));
  expect(await textsOf(use('link', { resolved: join(folder, 'real') }), use('real'))).toEqual(['real']);
});

it('reads as many files as the client attaches, and says when there are more', async () => {
  const many = Array.from({ length: 100 }, (_, index) => put(`m${index}`, 'm'));
  const missing = Array.from({ length: 300 }, (_, index) => use(`none${index}`));
  expect(await readNamedFiles([...missing, ...many])).toMatchObject({ samples: { length: 100 } });
  expect(await readNamedFiles([...missing, ...many])).not.toHaveProperty('unread');
  const read = await readNamedFiles([...many, ...missing, put('one-more', 'm')]);
  expect(read).toMatchObject({ samples: { length: 100 }, unread: 'too-many-files' });
});

it('says when the files together are longer than what is looked at', async () => {
  const large = Array.from({ length: 17 }, (_, index) => put(`large${index}`, 'y'.repeat(262_144)));
  expect((await readNamedFiles(large.slice(1))).unread).toBeUndefined();
  expect((await readNamedFiles(large)).unread).toBe('too-long');
});

const HELLO = 'hello, été';
it.each([
  ['with NUL bytes', Buffer.from(`\0${HELLO}\0`), `\0${HELLO}\0`],
  ['of UTF-16 with a mark', Buffer.from(`\ufeff${HELLO}`, 'utf16le'), `\ufeff${HELLO}`],
  ['of UTF-16 without one', Buffer.from('hey', 'utf16le'), 'h\0e\0y\0'],
  ['of UTF-16, the other end first', Buffer.from('\ufeffhey', 'utf16le').swap16(), '\ufffd\ufffd\0h\0e\0y'],
  ['of Latin-1', Buffer.from(HELLO, 'latin1'), 'hello, \ufffdt\ufffd'],
  ['of UTF-8', Buffer.from(HELLO), HELLO],
])('gives a file %s as the client attaches it', async (name, bytes, text) => {
  expect(await textsOf(put(`encoded ${name}`, bytes))).toEqual([text]);
});

it('reads what the system claims to be empty', async () => {
  expect(await textsOf(use('version', { path: '/proc/version' }))).toEqual([
    expect.stringContaining('Linux version'),
  ]);
});

it('says when a file is there and could not be read', async () => {
  const broken: Reader = {
    mayRead: () => Promise.resolve('yes'),
    mayReadOpened: () => Promise.reject(new Error('EIO')),
  };
  expect(await readNamedFiles([put('broken', 'x')], broken)).toEqual({
    samples: [],
    unread: 'unreadable-file',
  });
});

it.each([
  ['a folder', (path: string) => mkdirSync(path)],
  ['a pipe that nobody writes to', (path: string) => execFileSync('mkfifo', [path])],
  ['a link to a device without end', (path: string) => symlinkSync('/dev/zero', path)],
  ['nothing', () => {}],
])('gives nothing for %s, and does not wait', async (name, make) => {
  make(join(folder, name));
  expect(await textsOf(use(name))).toEqual([]);
});

it('gives nothing for what the client shows as a picture, by the name that was given', async () => {
  put('dot.PNG', 'text');
  symlinkSync(join(folder, 'dot.PNG'), join(folder, 'dot.txt'));
  expect(await textsOf(use('dot.PNG'))).toEqual([]);
  expect(await textsOf(use('dot.txt', { resolved: join(folder, 'dot.PNG') }))).toEqual(['text']);
});

it('reads nothing that is only written or listed', async () => {
  writeFileSync(join(folder, 'w'), 'w');
  expect(await textsOf(use('w', { access: 'write' }), use('w', { access: 'list' }))).toEqual([]);
});
