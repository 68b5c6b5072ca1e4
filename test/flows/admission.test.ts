/**
 * When the refusal of a part comes, by whether its code has run: each part leaves a file behind when it runs. The words
 * `before-load` in docs/admission.md stand on these tests.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT_VERSIONS, runClient, writeTree, type Script } from '@sallyport/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { install, type Installation } from './support/installation.ts';

const PARTS = ['server', 'plugin-hook', 'plugin-server', 'relayed-server'] as const;
type Part = (typeof PARTS)[number];

const done = (...commands: readonly string[]): Script => [
  ...commands.map((command) => [{ type: 'tool_use', name: 'Bash', input: { command } }] as const),
  [{ type: 'text', text: 'done' }],
];
const SERVER_STOPPED = `
apiVersion: sallyport/v1
kind: Policy
metadata: {id: own, category: own, severity: high}
onFailure: closed
rules:
  - id: this-server
    on: [component.load]
    when: action.component.type == 'mcp-server' && action.component.name == 'relayed'
    verdict: block
    say: this server is not for us
`;
const PLUGIN_QUARANTINED = `
apiVersion: sallyport/v1
kind: Policy
metadata: {id: own, category: own, severity: high}
onFailure: closed
rules:
  - id: approved-plugins
    on: [shell.run]
    when: facts.session.exposure.exists(c, c.type == 'plugin' && !(c.sha256 in ['${'0'.repeat(64)}']))
    verdict: block
    say: nobody has approved a plugin of this session as it is
`;

describe.each(CLIENT_VERSIONS)('with the real client %s', (version) => {
  let place: Installation;
  let market: string;
  beforeAll(async () => {
    place = await install({});
    market = join(place.home, 'market');
    const leaves = (part: Part): string => `touch ${join(place.home, part)}`;
    // Whoever waits for a server waits long.
    const answers = `exec ${process.execPath} ${join(import.meta.dirname, 'support/recording-server.mjs')} /dev/null`;
    const plugin = join(market, 'helper');
    const at = '2026-01-01T00:00:00.000Z';
    const program = join(import.meta.dirname, '../../dist/sallyport.mjs');
    const relay = ['mcp', 'run', '--name', 'relayed', '--home', place.stateHome, '--'];
    const settings = join(place.home, '.claude/settings.json');
    // Written by our own install a moment ago.
    const installed = JSON.parse(readFileSync(settings, 'utf8')) as object;
    writeFileSync(
      settings,
      JSON.stringify({ ...installed, enabledPlugins: { 'helper@market': true } }, null, 2),
    );
    await writeTree(place.home, {
      'server.sh': `${leaves('server')}; ${answers}\n`,
      'plugin-server.sh': `${leaves('plugin-server')}; ${answers}\n`,
      'relayed-server.sh': `${leaves('relayed-server')}; ${answers}\n`,
      'servers.json': JSON.stringify({
        mcpServers: {
          plain: { command: 'sh', args: [join(place.home, 'server.sh')] },
          relayed: {
            command: process.execPath,
            args: [program, ...relay, 'sh', join(place.home, 'relayed-server.sh')],
          },
        },
      }),
      'market/.claude-plugin/marketplace.json': JSON.stringify({
        name: 'market',
        owner: { name: 'somebody' },
        plugins: [{ name: 'helper', source: './helper', description: 'helps' }],
      }),
      'market/helper/.claude-plugin/plugin.json': JSON.stringify({ name: 'helper', version: '1.0.0' }),
      'market/helper/hooks/hooks.json': JSON.stringify({
        hooks: { SessionStart: [{ hooks: [{ type: 'command', command: leaves('plugin-hook') }] }] },
      }),
      'market/helper/.mcp.json': JSON.stringify({
        mcpServers: { brought: { command: 'sh', args: [join(place.home, 'plugin-server.sh')] } },
      }),
      '.claude/plugins/known_marketplaces.json': JSON.stringify({
        market: { source: { source: 'directory', path: market }, installLocation: market, lastUpdated: at },
      }),
      '.claude/plugins/installed_plugins.json': JSON.stringify({
        version: 2,
        plugins: {
          'helper@market': [
            { scope: 'user', installPath: plugin, version: '1.0.0', installedAt: at, lastUpdated: at },
          ],
        },
      }),
    });
  });
  afterAll(async () => place[Symbol.asyncDispose]());

  /** What has run by the end of a session with everything switched on. */
  const ran = async (managed?: object, script = done('sleep 1')): Promise<readonly Part[]> => {
    await session(managed, script);
    return PARTS.filter((part) => existsSync(join(place.home, part)));
  };
  const session = (managed: object | undefined, script: Script) => {
    for (const part of PARTS) rmSync(join(place.home, part), { force: true });
    return runClient({
      version,
      home: place.home,
      prompt: 'please help',
      script,
      allowedTools: ['Bash'],
      args: ['--mcp-config', join(place.home, 'servers.json')],
      ...(managed === undefined ? {} : { managed: { 'managed-settings.json': managed } }),
    });
  };
  const apply = async (document: string): Promise<void> => {
    await writeTree(place.home, { 'own/own.yaml': document });
    const applied = await place.sallyport('policy', 'apply', join(place.home, 'own'), '--yes');
    expect(applied.stderr).not.toContain('error');
    expect(applied.exitCode).toBe(0);
  };

  test('without a list everything that is installed runs', async () => {
    expect(await ran()).toEqual(PARTS);
  });

  test('`strictKnownMarketplaces`: of a plugin from elsewhere neither a hook nor a server runs, installed or not', async () => {
    const approved = { source: 'github', repo: 'acme/plugins' };
    expect(await ran({ strictKnownMarketplaces: [approved] })).toEqual(['server', 'relayed-server']);
  });

  test('`allowedMcpServers`: a server that is not on it is never started, whoever brings it', async () => {
    expect(await ran({ allowedMcpServers: [] })).toEqual(['plugin-hook']);
  });

  test('a server behind the gateway that policy stops is never started', async () => {
    await apply(SERVER_STOPPED);
    const others = await ran();
    expect(others).not.toContain('relayed-server');
    expect(others).toContain('server');
    const decision = (await place.decisions()).findLast(({ action }) => action.component?.name === 'relayed');
    expect(decision?.decision).toMatchObject({ enforced: 'block', reasons: [{ rule: 'this-server' }] });
  });

  test('a plugin that nobody approved has run its hook, and its session is then in quarantine', async () => {
    await apply(PLUGIN_QUARANTINED);
    const waits = ['sleep .5', 'sleep .5', 'sleep .5', 'sleep .5'];
    const { toolResults } = await session(undefined, done(...waits, 'echo acted'));
    expect(existsSync(join(place.home, 'plugin-hook'))).toBe(true);
    expect(toolResults.at(-1)?.text).toContain('nobody has approved a plugin of this session');
    // What the guard finds of it stands in the inventory too.
    const { stdout } = await place.sallyport('inventory', '--json');
    expect(stdout.includes('"helper@market:SessionStart"')).toBe(true);
  });
});
