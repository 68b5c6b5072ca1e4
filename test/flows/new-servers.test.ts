import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT_VERSIONS, runClient } from '@sallyport/testkit';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { install, type Installation } from './support/installation.ts';
import { serverProgram } from './support/mcp-servers.ts';

/** Joined here so that no scanner takes this file for a leak. */
const TOKEN = ['xoxb', '263594206564', '2343594206574', 'FGqddMF8t08v8N7Oq4i57vs1'].join('-');

let place: Installation;
let before = '';
const state = (): string => join(place.home, '.claude.json');
beforeAll(async () => {
  place = await install({ 'project/deploy.md': `TOKEN=${TOKEN}\n` }, ['claude-code'], {
    SALLYPORT_INVENTORY_SECONDS: '2',
  });
  const files = { command: process.execPath, args: [serverProgram('filesystem'), place.home] };
  before = JSON.stringify({ mcpServers: { files } }, null, 2);
  writeFileSync(state(), before);
});
afterAll(async () => place[Symbol.asyncDispose]());

const doctor = async (): Promise<string> => (await place.sallyport('doctor')).stdout;
const inForce = async (newServers: string): Promise<void> => {
  const folder = join(place.home, 'policies');
  mkdirSync(folder, { recursive: true });
  const document = {
    apiVersion: 'sallyport/v1',
    kind: 'ToolRights',
    metadata: { id: 'servers', category: 'servers', severity: 'low' },
    onFailure: 'open',
    newServers,
    rights: [{ id: 'any', tools: [{ server: '*' }], default: 'always' }],
  };
  writeFileSync(join(folder, 'servers.yaml'), JSON.stringify(document));
  const applied = await place.sallyport('policy', 'apply', folder, '--extends', 'individual', '--yes');
  expect(applied).toMatchObject({ exitCode: 0 });
};

test('a server that came later is named and left, until policy says to put it behind the gateway', async () => {
  await vi.waitFor(async () => {
    const page = await place.api.inventory({ kind: 'mcp-server', q: 'files', state: 'present' });
    expect(page.ok ? page.value.items.map(({ name, path }) => [name, path]) : page).toEqual([
      ['files', state()],
    ]);
  }, 60_000);
  expect(await doctor()).toContain('1 MCP server is not behind the gateway: files');
  expect(readFileSync(state(), 'utf8')).toBe(before);

  await inForce('wrap');
  await vi.waitFor(() => expect(readFileSync(state(), 'utf8')).toContain('"--name"'), 60_000);
  expect(await doctor()).not.toContain('not behind the gateway');
  await vi.waitFor(async () => {
    const page = await place.api.activity({ q: 'servers-put-behind-gateway', limit: 5 });
    expect(page.ok ? page.value.items.map(({ summary }) => summary) : page).toEqual([
      expect.stringMatching(
        /^note servers-put-behind-gateway: count 1, servers files, files .*\.claude\.json/u,
      ),
    ]);
  }, 30_000);
});

test('the real client starts it behind the gateway, and `uninstall mcp` takes it back for good once policy says no more', async () => {
  const result = await runClient({
    version: CLIENT_VERSIONS.at(-1) ?? CLIENT_VERSIONS[0],
    home: place.home,
    prompt: 'please help',
    script: [
      [{ type: 'tool_use', name: 'WaitForMcpServers', input: {} }],
      [
        {
          type: 'tool_use',
          name: 'mcp__files__read_text_file',
          input: { path: join(place.cwd, 'deploy.md') },
        },
      ],
      [{ type: 'text', text: 'done' }],
    ],
    allowedTools: ['mcp__files', 'WaitForMcpServers'],
    // So only the gateway can take the token out.
    args: ['--settings', JSON.stringify({ disableAllHooks: true })],
  });
  expect(result.toolResults[1]?.text).toContain('[redacted:');
  expect(result.modelSaw(TOKEN)).toBe(false);

  await inForce('tell');
  expect((await place.sallyport('uninstall', 'mcp')).exitCode).toBe(0);
  const { mcpServers } = JSON.parse(readFileSync(state(), 'utf8')) as { mcpServers: object };
  expect(mcpServers).toEqual((JSON.parse(before) as { mcpServers: object }).mcpServers);
});
