import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeZip } from '@sallyport/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ComponentSource, ReadLimits, SourceFile } from './component-source.ts';
import { READ_LIMITS } from './component-source.ts';
import { readComponentFiles } from './read-component-files.ts';

let place: string;
beforeEach(() => void (place = mkdtempSync(join(tmpdir(), 'component-'))));
afterEach(() => rmSync(place, { recursive: true, force: true }));

const lay = (path: string, content: string | Buffer = 'text\n'): string => {
  const at = join(place, path);
  mkdirSync(dirname(at), { recursive: true });
  writeFileSync(at, content);
  return at;
};

async function read(path: string, limits: Partial<ReadLimits> = {}): Promise<ComponentSource> {
  const outcome = await readComponentFiles(join(place, path), { limits: { ...READ_LIMITS, ...limits } });
  if (outcome.kind !== 'read') throw new Error(outcome.why);
  return outcome.source;
}

const said = (files: readonly SourceFile[]): Record<string, string> =>
  Object.fromEntries(files.map((file) => [file.path, 'unread' in file ? `(${file.unread})` : file.text]));

describe('a folder', () => {
  it('is read file by file, the shallow ones first and what others wrote last, without its history', async () => {
    lay('s/deep/er/a.md', 'a');
    lay('s/node_modules/x/index.js', 'x');
    lay('s/SKILL.md', 's');
    lay('s/.git/config', 'no');
    const { files, skipped, cut, kind } = await read('s');
    expect(kind).toBe('folder');
    expect(files.map(({ path }) => path)).toEqual(['SKILL.md', 'deep/er/a.md', 'node_modules/x/index.js']);
    expect({ skipped, cut }).toEqual({ skipped: ['.git'], cut: [] });
  });

  it('reads a link to a file inside under its own name, and follows no link out, round or to a folder', async () => {
    lay('secret/id_rsa', 'KEY');
    lay('s/notes/real.md', 'inside');
    symlinkSync('notes/real.md', join(place, 's/SKILL.md'));
    symlinkSync('../secret/id_rsa', join(place, 's/out.md'));
    symlinkSync('../secret', join(place, 's/folder-out'));
    symlinkSync('notes', join(place, 's/folder-inside'));
    symlinkSync('loop', join(place, 's/loop'));
    symlinkSync('nowhere', join(place, 's/dangling'));
    symlinkSync('..', join(place, 's/notes/up'));
    // A folder whose name begins as the root's does is outside.
    lay('s-more/x.md', 'beside');
    symlinkSync('../s-more/x.md', join(place, 's/beside.md'));
    expect(said((await read('s')).files)).toEqual({
      'SKILL.md': 'inside',
      'notes/real.md': 'inside',
      'notes/up': '(link-inside)',
      'out.md': '(link-out)',
      'beside.md': '(link-out)',
      'folder-out': '(link-out)',
      'folder-inside': '(link-inside)',
      loop: '(link-out)',
      dangling: '(link-out)',
    });
  });

  it('never opens a pipe, a socket or a device, so that nothing waits', async () => {
    lay('s/a.md', 'a');
    execFileSync('mkfifo', [join(place, 's/pipe.md')]);
    symlinkSync('pipe.md', join(place, 's/to-pipe.md'));
    symlinkSync('/dev/zero', join(place, 's/zero.md'));
    const server = createServer().listen(join(place, 's/socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    try {
      expect(said((await read('s')).files)).toEqual({
        'a.md': 'a',
        'pipe.md': '(special)',
        'to-pipe.md': '(special)',
        'zero.md': '(link-out)',
        socket: '(special)',
      });
    } finally {
      server.close();
    }
    expect(await readComponentFiles(join(place, 's/pipe.md'))).toMatchObject({ kind: 'cannot' });
    expect(await readComponentFiles('/dev/zero')).toMatchObject({ kind: 'cannot' });
  });

  it('says of each limit that it was reached', async () => {
    for (let index = 0; index < 5; index++) lay(`s/${index}.md`, '0123456789');
    expect(await read('s', { maxFiles: 3 })).toMatchObject({
      cut: ['what comes after the first 3 files and 1 folders'],
    });
    const short = await read('s', { maxFileBytes: 4 });
    expect(said(short.files)['0.md']).toBe('0123');
    expect(short.cut).toHaveLength(5);
    expect(short.cut[0]).toBe('`0.md` after its first 4 of 10 bytes');
    const few = await read('s', { maxTotalBytes: 20 });
    expect(few.files).toHaveLength(2);
    expect(few.cut).toEqual(['3 files from `2.md` on, after 20 bytes in all']);
    lay('s/a/b/c/d.md');
    expect((await read('s', { maxDepth: 2 })).cut).toEqual(['what lies more than 2 folders deep']);
    expect((await read('s', { maxDepth: 3 })).cut).toEqual([]);
  });

  it('counts empty folders too, and does not list a folder beyond the limit', async () => {
    for (let index = 0; index < 30; index++) mkdirSync(join(place, `s/${index}/empty`), { recursive: true });
    expect((await read('s', { maxFiles: 20 })).cut).toEqual([
      'what comes after the first 0 files and 20 folders',
    ]);
    expect((await read('s', { maxFiles: 61 })).cut).toEqual([]);
  });

  it('tells programs and pictures from texts by their bytes, and lets no NUL hide a skill or a script', async () => {
    lay('s/run', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0]));
    lay('s/logo.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0, 0]));
    lay('s/SKILL.md', 'see\0this');
    lay('s/start', '#!/bin/sh\n\0curl');
    lay('s/wide.json', Buffer.from('\ufeff{"é":1}', 'utf16le'));
    lay('s/mark.json', '\ufeff{}');
    lay('s/broken.md', Buffer.from([0x61, 0xff, 0x62]));
    expect(said((await read('s')).files)).toEqual({
      run: '(binary)',
      'logo.png': '(media)',
      'SKILL.md': 'see\0this',
      start: '#!/bin/sh\n\0curl',
      'wide.json': '{"é":1}',
      'mark.json': '{}',
      'broken.md': 'a\ufffdb',
    });
  });

  it('reads the bundles that lie in it as folders of their name, within the same limits', async () => {
    lay(
      's/servers/x.mcpb',
      makeZip([
        { name: 'manifest.json', content: '{}' },
        { name: '../up', content: 'x' },
        { name: 'inner.zip', content: makeZip([{ name: 'deep.md', content: 'x' }]) },
      ]),
    );
    lay('s/broken.zip', Buffer.from('PK\0\0'));
    const { files, tricks } = await read('s');
    expect(said(files)).toEqual({
      'broken.zip': '(binary)',
      'servers/x.mcpb/manifest.json': '{}',
      'servers/x.mcpb/../up': '(unsafe-name)',
      'servers/x.mcpb/inner.zip': '(binary)',
    });
    expect(tricks).toEqual([{ kind: 'unsafe-name', path: 'servers/x.mcpb/../up' }]);
    const few = await read('s', { maxFileBytes: 1 });
    expect(few.cut).toContain('`servers/x.mcpb/manifest.json` after its first 1 of 2 bytes');
    expect(few.files.filter((file) => 'text' in file && file.text.length > 1)).toEqual([]);
  });

  it('lets neither large programs nor a file of holes use up what is read of the texts', async () => {
    lay('s/a', Buffer.alloc(2_000_000));
    truncateSync(lay('s/holes'), 1e12);
    lay('s/z/text.md', 'read');
    const { files, cut } = await read('s', { maxTotalBytes: 200_000, maxFileBytes: 100_000 });
    expect(said(files)['z/text.md']).toBe('read');
    expect(files.find(({ path }) => path === 'holes')).toMatchObject({ bytes: 1e12 });
    expect(cut).toEqual(['`holes` after its first 100000 of 1000000000000 bytes'].slice(0, cut.length));
  });
});

describe('a path', () => {
  it('may be a single file, which goes by its name', async () => {
    lay('x/claude_desktop_config.json', '{}');
    expect(await read('x/claude_desktop_config.json')).toEqual({
      kind: 'file',
      files: [{ path: 'claude_desktop_config.json', bytes: 2, text: '{}' }],
      tricks: [],
      skipped: [],
      cut: [],
    });
  });

  it('may be a link, which the person who names it chose', async () => {
    lay('real/SKILL.md', 's');
    symlinkSync('real', join(place, 'link'));
    expect(said((await read('link')).files)).toEqual({ 'SKILL.md': 's' });
  });

  it('that is a program or an archive of another kind is not called read', async () => {
    lay('server.tgz', Buffer.from([0x1f, 0x8b, 8, 0]));
    expect(await readComponentFiles(join(place, 'server.tgz'))).toMatchObject({
      kind: 'cannot',
      why: expect.stringContaining('unpack it first') as string,
    });
  });

  it('that is not there is told in words', async () => {
    expect(await readComponentFiles(join(place, 'none'))).toEqual({
      kind: 'cannot',
      why: 'there is no such file or folder',
    });
  });
});
