import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identifyServer } from './server-identity.ts';

describe('a server', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-identity-'));
    for (const name of ['node', 'npx', 'server', 'uv', 'docker']) program(name, `#!/bin/sh\necho ${name}\n`);
    writeFileSync(join(folder, 'server.mjs'), 'first\n');
    symlinkSync(join(folder, 'server'), join(folder, 'link'));
    // As npm itself is installed.
    mkdirSync(join(folder, 'as-installed'));
    program('npx-cli.js', '#!/usr/bin/env node\n');
    symlinkSync(join(folder, 'npx-cli.js'), join(folder, 'as-installed/npx'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const program = (name: string, text: string): void => {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0o755);
  };
  const identify = (words: string) => {
    const [command = '', ...args] = words.split(' ');
    return identifyServer({ command, args, cwd: folder, path: `/nowhere:${folder}` });
  };

  it('is its command, its program and the script of an interpreter, by content', async () => {
    const before = await identify('node server.mjs /data');
    expect(before.files.map(({ path }) => path)).toEqual([join(folder, 'node'), join(folder, 'server.mjs')]);
    expect(before.unpinned).toBeUndefined();
    expect((await identify('node server.mjs /data')).sha256).toBe(before.sha256);
    const elsewhere = await identify('node server.mjs /other');
    expect(elsewhere.sha256).not.toBe(before.sha256);
    expect(elsewhere.key).toBe(before.key);
    writeFileSync(join(folder, 'server.mjs'), 'second\n');
    const after = await identify('node server.mjs /data');
    expect(after.sha256).not.toBe(before.sha256);
    expect(after.key).toBe(before.key);
  });

  it('is the same by a link as by its file, and another by another file', async () => {
    expect((await identify('link')).key).toBe((await identify('./server')).key);
    expect((await identify('server')).key).not.toBe((await identify('node server.mjs')).key);
  });

  it('has the code that is loaded before its script, and no value of an option for its script', async () => {
    const loaded = await identify('node --import ./server --env-file ./uv server.mjs');
    expect(loaded.files.map(({ path }) => path.slice(folder.length))).toEqual([
      '/node',
      '/server.mjs',
      '/server',
    ]);
    expect(loaded.key).toBe((await identify('node server.mjs')).key);
  });

  it.each([
    ['npx -y @scope/server', /npm/],
    ['as-installed/npx -y server', /npm/],
    ['node npx-cli.js -y server', /npm/],
    ['uv run server', /registry/],
    ['docker run -i server:1.2', /registry of images/],
    ['nothing', /not found/],
    ['node -e code', /not a file of its command/],
    ['node https://example.com/x.mjs', /not a file of its command/],
  ])('is unpinned, and says why: %s', async (words, why) => {
    expect((await identify(words)).unpinned).toMatch(why);
  });

  it('is known by the digest of the image that it is started from', async () => {
    const run = `docker run -i server@sha256:${'a1'.repeat(32)}`;
    const before = await identify(run);
    expect(before.unpinned).toBeUndefined();
    expect((await identify(run.replaceAll('a1', 'b2'))).sha256).not.toBe(before.sha256);
  });

  it('is told from another package that the same program fetches', async () => {
    for (const npx of ['npx', 'as-installed/npx'])
      expect((await identify(`${npx} -y one`)).key).not.toBe((await identify(`${npx} -y two`)).key);
  });
});
