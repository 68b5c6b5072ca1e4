import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeZip, type ZipEntry } from '@sallyport/testkit';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  READ_LIMITS,
  type ComponentSource,
  type SourceFile,
  type SourceOutcome,
} from './component-source.ts';
import { readComponentFiles } from './read-component-files.ts';

let place: string;
beforeAll(() => void (place = mkdtempSync(join(tmpdir(), 'bundle-'))));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const readBytes = async (bytes: Buffer, limits = READ_LIMITS): Promise<SourceOutcome> => {
  const path = join(place, 'it.mcpb');
  writeFileSync(path, bytes);
  return readComponentFiles(path, { limits });
};

async function read(entries: readonly ZipEntry[], limits = READ_LIMITS): Promise<ComponentSource> {
  const outcome = await readBytes(makeZip(entries), limits);
  if (outcome.kind !== 'read') throw new Error(outcome.why);
  return outcome.source;
}

const said = (files: readonly SourceFile[]): Record<string, string> =>
  Object.fromEntries(files.map((file) => [file.path, 'unread' in file ? `(${file.unread})` : file.text]));

describe('a bundle', () => {
  it('is read without being unpacked, deflated or stored', async () => {
    const source = await read([
      { name: 'server/' },
      { name: 'server/index.js', content: 'go()' },
      { name: 'manifest.json', content: '{}', stored: true },
      { name: './icon.png', content: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]) },
      { name: 'empty.md' },
    ]);
    expect(source).toMatchObject({ kind: 'bundle', tricks: [], cut: [] });
    expect(said(source.files)).toEqual({
      'manifest.json': '{}',
      'icon.png': '(media)',
      'empty.md': '',
      'server/index.js': 'go()',
    });
  });

  it.each(['../up.sh', '/etc/cron.d/x', 'a/../../up', String.raw`..\up.bat`, 'C:/x', 'a\0.md', ''])(
    'whose name %j would leave the folder is told as a trick, and the rest is read',
    async (name) => {
      const { files, tricks } = await read([
        { name, content: 'x' },
        { name: 'SKILL.md', content: 's' },
      ]);
      expect(tricks).toMatchObject([{ kind: 'unsafe-name' }]);
      expect(Object.values(said(files)).toSorted()).toEqual(['(unsafe-name)', 's']);
    },
  );

  it('with one name twice, in any case, is a trick; both are read', async () => {
    const { files, tricks } = await read([
      { name: 'SKILL.md', content: 'good' },
      { name: 'skill.md', content: 'other' },
      { name: './SKILL.md', content: 'bad' },
    ]);
    expect(tricks).toEqual([
      { kind: 'same-name', path: 'skill.md' },
      { kind: 'same-name', path: 'SKILL.md' },
    ]);
    expect(files.map((file) => ('text' in file ? file.text : ''))).toEqual(['good', 'other', 'bad']);
  });

  it('whose file has another name before its bytes than in the list is a trick', async () => {
    const { tricks } = await read([{ name: 'README.md', localName: 'hook.sh', content: 'x' }]);
    expect(tricks).toEqual([{ kind: 'two-names', path: 'README.md' }]);
  });

  it('with an encrypted entry says so', async () => {
    const { files, tricks } = await read([{ name: 'a.js', content: 'x', encrypted: true }]);
    expect(tricks).toEqual([{ kind: 'encrypted', path: 'a.js' }]);
    expect(said(files)).toEqual({ 'a.js': '(encrypted)' });
  });

  it('packed by a method that is not read says so', async () => {
    const { files, tricks } = await read([{ name: 'SKILL.md', content: 'x', claimedMethod: 14 }]);
    expect(tricks).toEqual([{ kind: 'odd-packing', path: 'SKILL.md' }]);
    expect(said(files)).toEqual({ 'SKILL.md': '(unreadable)' });
  });

  it('with links says where they lead, and follows none', async () => {
    const link = 0o120777;
    const { files } = await read([
      { name: 'a/out', content: '../../etc/passwd', mode: link },
      { name: 'a/root', content: '/etc/passwd', mode: link },
      { name: 'a/inside', content: '../b', mode: link },
    ]);
    expect(said(files)).toEqual({
      'a/out': '(link-out)',
      'a/root': '(link-out)',
      'a/inside': '(link-inside)',
    });
  });

  it('that fills a disk is not unpacked, whatever size it claims', async () => {
    const zeros = Buffer.alloc(20_000_000, 'a');
    const honest = await read([{ name: 'big.md', content: zeros }]);
    expect(honest.tricks).toEqual([{ kind: 'bomb', path: 'big.md' }]);
    expect(said(honest.files)).toEqual({ 'big.md': '(too-large)' });
    const lying = await read([{ name: 'small.md', content: zeros, claimedBytes: 10 }]);
    expect(lying.tricks).toEqual([{ kind: 'false-size', path: 'small.md' }]);
    expect(said(lying.files)).toEqual({ 'small.md': '(unreadable)' });
    const short = await read([{ name: 'long.md', content: 'abc', claimedBytes: 10 }]);
    expect(short.tricks).toEqual([{ kind: 'false-size', path: 'long.md' }]);
  });

  it('with more than the limits allow is read up to them, what matters first', async () => {
    const entries = [
      { name: 'node_modules/x/a.js', content: '0123456789' },
      { name: 'deep/er/a.js', content: '0123456789' },
      { name: 'SKILL.md', content: '0123456789' },
    ];
    const { files, cut } = await read(entries, { ...READ_LIMITS, maxTotalBytes: 20 });
    expect(files.map(({ path }) => path)).toEqual(['SKILL.md', 'deep/er/a.js']);
    expect(cut).toEqual(['1 files from `node_modules/x/a.js` on, after 20 bytes in all']);
    expect((await read(entries, { ...READ_LIMITS, maxFiles: 2 })).cut).toEqual(['files after the first 2']);
    const head = await read(entries, { ...READ_LIMITS, maxFileBytes: 4 });
    expect(said(head.files)['SKILL.md']).toBe('0123');
    expect(head.cut).toContain('`SKILL.md` after its first 4 of 10 bytes');
  });

  it('that is no zip, or a broken one, is told in words', async () => {
    expect(await readBytes(Buffer.from('no zip'))).toMatchObject({ kind: 'cannot' });
    expect(await readBytes(Buffer.from('PK\u0003\u0004 but no more'))).toMatchObject({ kind: 'cannot' });
    expect(await readBytes(Buffer.alloc(0))).toMatchObject({ kind: 'cannot' });
  });

  it('with any bytes changed is read or refused, and never throws or reads beyond its limits', async () => {
    const good = makeZip([
      { name: 'SKILL.md', content: 'a skill '.repeat(50) },
      { name: 'run.sh', content: 'echo', stored: true },
      { name: 'link', content: '/etc', mode: 0o120777 },
    ]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        fc.option(fc.nat(good.length)),
        async (changes, cutAt) => {
          const bytes = Buffer.from(good);
          for (const [at, byte] of changes) bytes[at] = byte;
          const outcome = await readBytes(bytes.subarray(0, cutAt ?? bytes.length));
          const texts = outcome.kind === 'read' ? outcome.source.files : [];
          const length = texts.reduce((sum, file) => sum + ('text' in file ? file.text.length : 0), 0);
          expect(length).toBeLessThan(100_000);
        },
      ),
      { numRuns: 300 },
    );
  });
});
