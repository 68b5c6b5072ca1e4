import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Action, LoadedComponent } from '@sallyport/action-model';
import { hashContent } from '../inventory/content-hash.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClientPosture, readPosture } from './client-posture.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'client-posture-'));
});
afterEach(() => rmSync(home, { recursive: true }));
const write = (path: string, settings: object): void => {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), JSON.stringify(settings));
};
const look = () => readPosture(join(home, 'install'), home, join(home, 'work'), join(home, 'etc'));
const read = async () => (await look()).known;
const BAD = { sandboxOff: true, foreignHooks: true, unsignedPlugin: true };
const hooks = { PreToolUse: [{ hooks: [{ type: 'command', command: '/elsewhere.sh' }] }] };

it.each([
  ['nothing', {}, { sandboxOff: true, foreignHooks: false }],
  ['a sandbox', { 'work/.claude/settings.json': { sandbox: { enabled: true } } }, { sandboxOff: false }],
  [
    'a sandbox that a nearer file switches off',
    {
      '.claude/settings.json': { sandbox: { enabled: true } },
      'work/.claude/settings.local.json': { sandbox: { enabled: false } },
    },
    { sandboxOff: true },
  ],
  [
    'a sandbox that some commands leave',
    { '.claude/settings.json': { sandbox: { enabled: true, excludedCommands: ['docker'] } } },
    { sandboxOff: true },
  ],
  ["somebody's hook in the repository", { 'work/.claude/settings.json': { hooks } }, { foreignHooks: true }],
  ["somebody's hook of the person", { '.claude/settings.json': { hooks } }, { foreignHooks: true }],
])('settings with %s are told', async (_name, files, posture) => {
  for (const [path, settings] of Object.entries(files)) write(path, settings);
  expect(await read()).toMatchObject(posture);
});

const GITHUB = { source: 'github', repo: 'acme/plugins' };
const DIRECTORY = { source: 'directory', path: '/srv/plugins' };
const GIT = { source: 'git', url: 'https://git.acme.example/team/plugins.git' };
/** One plugin, switched on and installed, from a marketplace that the client has from `source`. */
const withPlugin = (source: object, name = 'helper@market') => ({
  '.claude/settings.json': { enabledPlugins: { [name]: true } },
  '.claude/plugins/installed_plugins.json': { version: 2, plugins: { [name]: [{ scope: 'user' }] } },
  '.claude/plugins/known_marketplaces.json': { market: { source } },
});
const managed = (settings: object, file = 'managed-settings.json') => ({ [`etc/${file}`]: settings });

describe('a plugin', () => {
  it.each([
    ['without a list', withPlugin(GITHUB), {}, false],
    ['from a source of the list', withPlugin(GITHUB), { strictKnownMarketplaces: [GITHUB] }, false],
    ['from another source', withPlugin(DIRECTORY), { strictKnownMarketplaces: [GITHUB] }, true],
    ['where the list is empty', withPlugin(GITHUB), { strictKnownMarketplaces: [] }, true],
    ['under the other name of the list', withPlugin(DIRECTORY), { allowedMarketplaces: [GITHUB] }, true],
    [
      'of an owner on the list',
      withPlugin(GITHUB),
      { strictKnownMarketplaces: [{ source: 'github', repo: 'acme/*' }] },
      false,
    ],
    [
      'of an owner whose name goes on',
      withPlugin({ source: 'github', repo: 'acme-evil/plugins' }),
      { strictKnownMarketplaces: [{ source: 'github', repo: 'acme/*' }] },
      true,
    ],
    [
      'from another branch than the list says',
      withPlugin({ ...GITHUB, ref: 'mine' }),
      { strictKnownMarketplaces: [{ ...GITHUB, ref: 'main' }] },
      true,
    ],
    [
      'from a host that fits the pattern',
      withPlugin(GIT),
      { strictKnownMarketplaces: [{ source: 'hostPattern', hostPattern: '^git\\.acme\\.example$' }] },
      false,
    ],
    [
      'from a host that only ends like it',
      withPlugin({ ...GIT, url: 'https://git.acme.example.evil.example/x.git' }),
      { strictKnownMarketplaces: [{ source: 'hostPattern', hostPattern: '^git\\.acme\\.example$' }] },
      true,
    ],
    [
      'from a folder that fits the pattern',
      withPlugin(DIRECTORY),
      { strictKnownMarketplaces: [{ source: 'pathPattern', pathPattern: '^/srv/' }] },
      false,
    ],
    [
      'from a marketplace that the company registers',
      withPlugin(GITHUB),
      { extraKnownMarketplaces: { market: { source: GITHUB } } },
      false,
    ],
    [
      'from another one of the same name',
      withPlugin(DIRECTORY),
      { extraKnownMarketplaces: { market: { source: GITHUB } } },
      true,
    ],
    [
      'from one that the company registers none of',
      withPlugin(GITHUB, 'helper@other'),
      { extraKnownMarketplaces: { market: { source: GITHUB } } },
      true,
    ],
  ])('%s', async (_name, files, settings, unsignedPlugin) => {
    for (const [path, content] of Object.entries({ ...files, ...managed(settings) })) write(path, content);
    expect(await read()).toMatchObject({ unsignedPlugin });
  });

  const NONE = managed({ strictKnownMarketplaces: [] }, 'managed-settings.d/20-plugins.json');

  it('counts by a list in a drop-in, and not where it is off, not installed, or ours', async () => {
    const put = (files: object): void => {
      for (const [path, content] of Object.entries(files)) write(path, content as object);
    };
    put({ ...withPlugin(GITHUB), ...NONE });
    expect(await read()).toMatchObject({ unsignedPlugin: true });
    write('work/.claude/settings.local.json', { enabledPlugins: { 'helper@market': false } });
    expect(await read()).toMatchObject({ unsignedPlugin: false });
    rmSync(join(home, 'work'), { recursive: true });
    write('.claude/plugins/installed_plugins.json', { version: 2, plugins: {} });
    expect(await read()).toMatchObject({ unsignedPlugin: false });
    put(withPlugin(DIRECTORY, 'guard@market'));
    write('install/cowork.json', {
      v: 1,
      target: 'cowork',
      installedAt: '2026-11-22T10:00:00.000Z',
      version: '1',
      marks: [],
      events: [],
      files: [],
      folders: [],
      plugin: { name: 'guard', marketplace: 'market', version: '1' },
    });
    expect(await read()).toMatchObject({ unsignedPlugin: false });
  });

  it('is not looked for through a link that leads out of the home, nor in files that are none', async () => {
    const files = { ...withPlugin(GITHUB), ...NONE };
    for (const [path, content] of Object.entries(files)) write(path, content);
    const outside = mkdtempSync(join(tmpdir(), 'client-posture-outside-'));
    const list = join(home, '.claude/plugins/installed_plugins.json');
    try {
      renameSync(list, join(outside, 'list.json'));
      symlinkSync(join(outside, 'list.json'), list);
      expect(await read()).toMatchObject({ unsignedPlugin: false });
    } finally {
      rmSync(outside, { recursive: true });
    }
    rmSync(list);
    mkdirSync(list);
    expect(await read()).toMatchObject({ unsignedPlugin: false });
    rmSync(list, { recursive: true });
    writeFileSync(list, `{"plugins": ${'['.repeat(100_000)}`);
    expect(await read()).toMatchObject({ unsignedPlugin: false });
  });
});

/** What it is asked about; the rest of an action is not. */
const action = (): Action => ({ origin: { home, cwd: join(home, 'work') } }) as unknown as Action;

it('nobody waits for a look, and it is taken again when it is old', async () => {
  let nowMs = 0;
  const plugins = { names: [], sources: new Map(), folders: new Map() };
  const taken = vi.fn(() => Promise.resolve({ known: BAD, plugins }));
  const posture = new ClientPosture('records', () => new Date(nowMs), taken);
  expect(posture.of(action())).toEqual({ sandboxOff: false, foreignHooks: false, unsignedPlugin: false });
  await vi.waitFor(() => expect(posture.of(action())).toEqual(BAD));
  expect(taken).toHaveBeenCalledTimes(1);
  nowMs = 60_000;
  posture.of(action());
  expect(taken).toHaveBeenCalledTimes(2);
});

const hashOf = (path: string): string | undefined => hashContent(join(home, path))?.sha256;
const installed = (name: string, ...paths: string[]): void => {
  write('.claude/settings.json', { enabledPlugins: { [name]: true } });
  write('.claude/plugins/installed_plugins.json', {
    version: 2,
    plugins: { [name]: paths.map((installPath) => ({ scope: 'user', installPath })) },
  });
};

describe('the plugins of a session', () => {
  const seen = (): readonly LoadedComponent[] => posture.pluginsOf(action());
  let nowMs = 0;
  let posture: ClientPosture;
  beforeEach(() => {
    nowMs = 0;
    posture = new ClientPosture('records', () => new Date(nowMs), look);
  });

  it('are those that its settings switch on, each copy by what it is made of', async () => {
    write('cache/one/plugin.json', { version: '1' });
    write('cache/two/plugin.json', { version: '2' });
    installed('helper@market', join(home, 'cache/one'), join(home, 'cache/two'));
    await vi.waitFor(() => {
      expect(seen()).toEqual(
        ['cache/one', 'cache/two'].map((path) => ({
          type: 'plugin',
          name: 'helper@market',
          sha256: hashOf(path),
        })),
      );
    });
    write('.claude/settings.json', { enabledPlugins: { 'helper@market': false } });
    nowMs += 31_000;
    await vi.waitFor(() => expect(seen()).toEqual([]));
  });

  it('are looked at again after some minutes: what lies in the same folder may be another', async () => {
    write('cache/one/plugin.json', { version: '1' });
    installed('helper@market', join(home, 'cache/one'));
    await vi.waitFor(() => expect(seen()).toHaveLength(1));
    write('cache/one/plugin.json', { version: '2' });
    nowMs += 301_000;
    await vi.waitFor(() => expect(seen()[0]?.sha256).toBe(hashOf('cache/one')));
  });

  it('that are gone are not in a session that begins after a pause', async () => {
    write('cache/one/plugin.json', {});
    installed('helper@market', join(home, 'cache/one'));
    await vi.waitFor(() => expect(seen()).toHaveLength(1));
    write('.claude/settings.json', { enabledPlugins: { 'helper@market': false } });
    nowMs += 86_400_000;
    // The look that this asks for has not come back yet.
    seen();
    expect(seen()).toEqual([]);
  });

  it('are never a folder outside of the home, whatever the list says', async () => {
    write('cache/one/plugin.json', {});
    installed('helper@market', '/usr/bin', home, join(home, '..'), join(home, 'cache/one'));
    await vi.waitFor(() => expect(seen().map(({ sha256 }) => sha256)).toEqual([hashOf('cache/one')]));
  });
});
