/** Real parts that are recalled by what they are made of: an MCP server of npm in two places, and a plugin of a marketplace. */
import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CLIENT_VERSIONS, runClient, type Script } from '@sallyport/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { install, type Installation } from './support/installation.ts';
import { McpPeer, textOf } from './support/mcp-peer.ts';
import { relayed, serverProgram } from './support/mcp-servers.ts';

const MEMORY = dirname(dirname(serverProgram('memory')));
/** What that server says to whoever started it. */
const RUNNING = 'running on stdio';
const AT = '2026-01-01T00:00:00.000Z';

let place: Installation;
beforeAll(async () => {
  place = await install({
    'market/.claude-plugin/marketplace.json': JSON.stringify({
      name: 'market',
      owner: { name: 'somebody' },
      plugins: [{ name: 'helper', source: './helper', description: 'helps' }],
    }),
    'market/helper/.claude-plugin/plugin.json': JSON.stringify({ name: 'helper', version: '1.0.0' }),
    'market/helper/hooks/hooks.json': '{"hooks":{}}',
    '.claude/plugins/installed_plugins.json': '{}',
  });
  // What the package needs is found above both copies of it.
  symlinkSync(dirname(dirname(MEMORY)), join(place.home, 'node_modules'));
  for (const folder of ['one', 'another/place'])
    cpSync(MEMORY, join(place.home, folder), { recursive: true, filter: (path) => !path.includes('.tmp') });
});
afterAll(async () => place[Symbol.asyncDispose]());

const start = (name: string, folder: string, before: readonly string[] = []): McpPeer => {
  const { command, args } = relayed(name, join(place.home, folder, 'dist/index.js'), [], place.stateHome);
  const behind = args.indexOf('--') + 1;
  return new McpPeer([command, ...args.slice(0, behind), ...before, ...args.slice(behind)], {
    cwd: place.cwd,
    env: { HOME: place.home, MEMORY_FILE_PATH: join(place.home, `${name}.json`) },
  });
};
const ENTITY = { entities: [{ name: 'Ann', entityType: 'person', observations: ['likes tea'] }] };

// Before the servers: a new session is taken for the child of one that was heard of a moment ago, a relay's among them.
test('a plugin is recalled by its content: a session that has it switched on does nothing more', async () => {
  const plugin = join(place.home, 'market/helper');
  const write = (name: string, content: object): void =>
    writeFileSync(join(place.home, '.claude', name), JSON.stringify(content));
  // Written by our own install a moment ago.
  const settings = JSON.parse(readFileSync(join(place.home, '.claude/settings.json'), 'utf8')) as object;
  write('settings.json', { ...settings, enabledPlugins: { 'helper@market': true } });
  const market = join(place.home, 'market');
  write('plugins/known_marketplaces.json', {
    market: { source: { source: 'directory', path: market }, installLocation: market, lastUpdated: AT },
  });
  const installed = {
    scope: 'user',
    installPath: plugin,
    version: '1.0.0',
    installedAt: AT,
    lastUpdated: AT,
  };
  write('plugins/installed_plugins.json', { version: 2, plugins: { 'helper@market': [installed] } });

  const wait = 'touch waits; for n in $(seq 100); do [ -e recalled ] && break; sleep .1; done; echo went-on';
  const script: Script = [
    ...[wait, 'touch acted.txt'].map(
      (command) => [{ type: 'tool_use', name: 'Bash', input: { command } }] as const,
    ),
    [{ type: 'text', text: 'done' }],
  ];
  const running = runClient({
    version: CLIENT_VERSIONS[1],
    home: place.home,
    prompt: 'please help',
    script,
    allowedTools: ['Bash'],
  });
  await expect.poll(() => existsSync(join(place.cwd, 'waits')), { timeout: 20_000 }).toBe(true);
  const recalled = await place.sallyport('recall', 'add', plugin, '--why', 'it sends keys away', '--yes');
  expect(recalled.exitCode).toBe(0);
  writeFileSync(join(place.cwd, 'recalled'), '');
  const { toolResults } = await running;
  expect(toolResults[0]?.text).toContain('went-on');
  expect(toolResults[1]?.text).toContain('this session has loaded a part that was recalled since');
  expect(existsSync(join(place.cwd, 'acted.txt'))).toBe(false);
});

test('a server is recalled by its content: the one that runs stops, and one elsewhere is not started', async () => {
  await using running = start('notes', 'one');
  expect(textOf(await running.start())).toContain('memory-server');
  expect(textOf(await running.ask('tools/list'))).toContain('create_entities');
  expect(textOf(await running.call('create_entities', ENTITY))).toContain('likes tea');
  const list = await place.sallyport('mcp', 'list');
  const sha256 =
    /content: ([0-9a-f]{64}) the package @modelcontextprotocol\/server-memory@/.exec(list.stdout)?.[1] ?? '';
  expect(sha256).toHaveLength(64);

  const why = 'it reads more than it says';
  const words = ['--why', why, '--type', 'mcp-server', '--name', 'memory', '--yes'];
  expect(await place.sallyport('recall', 'add', sha256, ...words)).toMatchObject({ exitCode: 0 });
  const file = readFileSync(join(place.home, 'notes.json'), 'utf8');
  expect(textOf(await running.call('create_entities', { entities: [] }))).toContain('was recalled');
  for (const method of ['tools/list', 'ping'])
    expect(textOf(await running.ask(method))).toMatch(
      /nothing of the server `notes`.*the mcp-server `memory` was recalled: it reads more than it says/,
    );
  expect(readFileSync(join(place.home, 'notes.json'), 'utf8')).toBe(file);

  await using elsewhere = start('other', 'another/place', ['env', 'LANG=C']);
  expect(textOf(await elsewhere.start())).toContain(
    'has not started the server `other`: the mcp-server `memory` was recalled',
  );
  expect(elsewhere.stderr).not.toContain(RUNNING);

  await expect
    .poll(async () => (await place.sallyport('recall', 'exposure', sha256, '--json')).stdout, {
      timeout: 10_000,
    })
    .toMatch(/"stopped":[1-9]/);
  const byFolder = await place.sallyport('recall', 'add', join(place.home, 'one'), ...words, '--json');
  expect(byFolder.stdout).toContain(sha256);
});

test('a recalled server is not started while the guard is away either', async () => {
  expect((await place.sallyport('down')).exitCode).toBe(0);
  await using peer = start('notes', 'another/place');
  expect(textOf(await peer.start())).toContain('was recalled: it reads more than it says');
  expect(peer.stderr).not.toContain(RUNNING);
});
