import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Reader } from '../../hook-endpoint/reader.ts';
import { identifyCopy, identifyServer } from '../server-identity.ts';
import { MAX_FILE_BYTES } from './hash-file.ts';
import { hashPackage } from './hash-package.ts';
import { contentAt } from './server-content.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-content-'));
  for (const name of ['node', 'npx', 'java', 'env', 'sh', 'nice', 'timeout']) program(`bin/${name}`, name);
  program('native', 'not a script');
  put('node_modules/tsx/package.json', '{"name":"tsx"}');
  put('node_modules/tsx/dist/cli.mjs', 'tsx');
  lay('one');
  lay('another/place/deeper');
});
afterEach(() => rmSync(folder, { recursive: true }));

const put = (path: string, text: string): string => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
  return join(folder, path);
};
const program = (path: string, text: string): void => chmodSync(put(path, text), 0o755);
/** The same package, as an install would put it there. */
const lay = (at: string, version = '1.0.0'): void => {
  put(`${at}/package.json`, JSON.stringify({ name: '@acme/notes', version, main: 'dist' }));
  put(`${at}/dist/package.json`, '{"type":"module"}');
  put(`${at}/dist/index.js`, "import './tools.js';\n");
  put(`${at}/dist/tools.js`, 'tools\n');
  put(`${at}/node_modules/lib/index.js`, at);
};
const identify = (words: readonly string[], reader?: Reader) => {
  const [command = '', ...args] = words;
  return identifyServer({ command, args, cwd: folder, path: join(folder, 'bin') }, reader);
};
const contentOf = async (words: string | readonly string[], reader?: Reader): Promise<string | undefined> =>
  (await identify(typeof words === 'string' ? words.split(' ') : words, reader)).contentSha256;

const reader = (isOpen: boolean): Reader => ({
  mayRead: async () => 'yes',
  mayReadOpened: async () => (isOpen ? 'yes' : 'no'),
});

describe('the content of a server', () => {
  it('is its package, wherever that stands and whatever words start it', async () => {
    const content = await contentOf('node one/dist/index.js');
    expect(content).toHaveLength(64);
    program('one/dist/cli.js', '#!/usr/bin/env node\n');
    program('another/place/deeper/dist/cli.js', '#!/usr/bin/env node\n');
    const both = await contentOf('node one/dist/index.js');
    expect(both).not.toBe(content);
    symlinkSync(join(folder, 'one/dist/cli.js'), join(folder, 'bin/notes'));
    for (const words of [
      'node another/place/deeper/dist/index.js /data --all',
      'node --import ./native --env-file x one/dist/index.js',
      'notes --quiet',
      'one/dist/cli.js',
      'env A=1 B=2 node one/dist/index.js',
      'node one/dist/index',
      'node one',
      'node --title x one/dist/index.js',
      'nice -n 5 node one/dist/index.js',
      'timeout 60s env -i node one/dist/index.js',
    ])
      expect(await contentOf(words), words).toBe(both);
    expect(await contentOf(['sh', '-c', 'exec node one/dist/index.js --x'])).toBe(both);
    for (const path of ['one', 'one/dist/index.js', 'bin/notes'])
      expect((await contentAt(join(folder, path)))?.contentSha256, path).toBe(both);
    expect((await contentAt(join(folder, 'bin')))?.content).toContain('no `package.json`');
    expect(await contentAt(join(folder, 'nothing'))).toBeUndefined();
    expect((await identify(['node', 'one/dist/index.js'])).content).toBe(
      'the package @acme/notes@1.0.0, 5 files',
    );
  });

  it.each([
    ['another file of it', 'one/dist/tools.js', 'other\n'],
    ['a file more', 'one/dist/more.js', ''],
    ['its version', 'one/package.json', '{"name":"@acme/notes","version":"1.0.1"}'],
  ])('is another one by %s, which its identity does not tell', async (_what, path, text) => {
    const before = await identify(['node', 'one/dist/index.js']);
    put(path, text);
    const after = await identify(['node', 'one/dist/index.js']);
    expect(after.contentSha256).not.toBe(before.contentSha256);
    expect(after.sha256).toBe(before.sha256);
  });

  it('has nothing of what it needs, of its history, and of modes and times', async () => {
    const before = await contentOf('node one/dist/index.js');
    put('one/node_modules/lib/index.js', 'newer');
    put('one/dist/node_modules/x.js', 'x');
    put('one/.git/HEAD', 'x');
    chmodSync(join(folder, 'one/dist/tools.js'), 0o700);
    expect(await contentOf('node one/dist/index.js')).toBe(before);
  });

  it('of a script without a package and of a program is the hash of that file', async () => {
    const text = 'print()\n';
    put('tools/server.py', text);
    program('bin/python3', 'python');
    const sha256 = createHash('sha256').update(text).digest('hex');
    expect(await contentOf('python3 tools/server.py')).toBe(sha256);
    expect(await contentOf('./native')).toBe(createHash('sha256').update('not a script').digest('hex'));
    program('one/native', 'not a script');
    expect((await contentAt(join(folder, 'tools/server.py')))?.contentSha256).toBe(sha256);
    // A program that lies in a package is not all of it.
    expect(await contentOf('one/native')).toBe(await contentOf('./native'));
  });

  it('of a pinned copy is that of the same package elsewhere', async () => {
    lay('copy/node_modules/@acme/notes');
    rmSync(join(folder, 'copy/node_modules/@acme/notes/node_modules'), { recursive: true });
    const started = { command: 'npx', args: ['-y', '@acme/notes'], cwd: folder, path: join(folder, 'bin') };
    const copy = await identifyCopy(started, {
      name: '@acme/notes',
      version: '1.0.0',
      tree: 'a'.repeat(64),
      main: join(folder, 'copy/node_modules/@acme/notes/dist/index.js'),
    });
    expect(copy.contentSha256).toBe(await contentOf('node one/dist/index.js'));
  });

  it('of an image is its digest', async () => {
    program('bin/docker', 'docker');
    expect(await contentOf(`docker run -i acme/notes@sha256:${'a1'.repeat(32)}`)).toBe('a1'.repeat(32));
  });

  it.each([
    ['node', /which code `node` runs/],
    ['node -e code', /which code `node` runs/],
    ['node -e code one/dist/index.js', /which code `node` runs/],
    ['node -pe code one/dist/index.js', /which code `node` runs/],
    ['python3 -m notes', /its program was not found|which code/],
    ['npx -y notes', /takes what it runs from npm/],
    ['env npx -y notes', /takes what it runs from npm/],
    ['java -jar notes.jar', /`java` starts something else/],
    ['node node_modules/tsx/dist/cli.mjs one/dist/index.js', /the package tsx starts something else/],
    ['env -S node one/dist/index.js', /`env` starts something else/],
    ['nothing', /was not found/],
  ])('is never what many servers share, and says so: %s', async (words, why) => {
    const { contentSha256, content } = await identify(words.split(' '));
    expect(contentSha256).toBeUndefined();
    expect(content).toMatch(why);
  });

  it('of an interpreter that stands behind another program’s file is still the script’s', async () => {
    // As version managers do it.
    program('volta-shim', 'shim');
    rmSync(join(folder, 'bin/node'));
    symlinkSync(join(folder, 'volta-shim'), join(folder, 'bin/node'));
    const { contentSha256, files } = await identify(['node', 'one/dist/index.js']);
    expect(contentSha256).toHaveLength(64);
    expect(files.map(({ path }) => path)).toContain(join(folder, 'one/dist/index.js'));
  });
});

describe('what is looked at has a bound', () => {
  it('a file beyond it makes the server unpinned, and that is said', async () => {
    program('large', '');
    truncateSync(join(folder, 'large'), MAX_FILE_BYTES + 1);
    const { unpinned, content, contentSha256, files } = await identify(['./large']);
    expect(unpinned).toMatch(/large` is larger than the 256 MiB/);
    expect(content).toMatch(/^none: .*larger than the 256 MiB/);
    expect([contentSha256, files]).toEqual([undefined, []]);
  });

  it.each([
    [{ files: 3, bytes: 1000, depth: 9 }, /more than 3 files/],
    [{ files: 99, bytes: 60, depth: 9 }, /more than .* MiB/],
    [{ files: 99, bytes: 1000, depth: 0 }, /more than 0 folders deep/],
  ])('a package beyond %j has no content', async (limits, why) => {
    const hashed = await hashPackage(join(folder, 'one'), undefined, limits);
    expect(hashed.ok ? '' : hashed.why).toMatch(why);
  });

  it('a pipe in a package is not waited for, and a link counts by where it leads', async () => {
    const before = await contentOf('node one/dist/index.js');
    execFileSync('mkfifo', [join(folder, 'one/pipe')]);
    const withPipe = await contentOf('node one/dist/index.js');
    symlinkSync('../native', join(folder, 'one/link'));
    expect(new Set([before, withPipe, await contentOf('node one/dist/index.js')]).size).toBe(3);
  });

  it('a file that its starter may not read tells them nothing', async () => {
    expect(await contentOf('node one/dist/index.js', reader(true))).toBe(
      await contentOf('node one/dist/index.js'),
    );
    const closed = await identify(['node', 'one/dist/index.js'], reader(false));
    expect([closed.contentSha256, closed.files]).toEqual([undefined, []]);
    expect(closed.unpinned).toContain("can't be read");
  });
});
