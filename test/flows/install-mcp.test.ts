import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT_VERSIONS, runClient } from '@sallyport/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { install, type Installation } from './support/installation.ts';
import { serverProgram } from './support/mcp-servers.ts';

/** Joined here so that no scanner takes this file for a leak. */
const TOKEN = ['xoxb', '263594206564', '2343594206574', 'FGqddMF8t08v8N7Oq4i57vs1'].join('-');

/** The hooks are off, so that only the relay can take the token out. */
const readToken = (version: (typeof CLIENT_VERSIONS)[number], { home, cwd }: Installation) =>
  runClient({
    version,
    home,
    prompt: 'please help',
    script: [
      [
        {
          type: 'tool_use',
          name: 'mcp__files__read_text_file',
          input: { path: join(cwd, 'deploy.md') },
        },
      ],
      [{ type: 'text', text: 'done' }],
    ],
    allowedTools: ['mcp__files'],
    args: ['--settings', JSON.stringify({ disableAllHooks: true })],
  });

describe.each(CLIENT_VERSIONS)('`install mcp` with the real client %s', (version) => {
  let place: Installation;
  const state = (): string => join(place.home, '.claude.json');
  beforeAll(async () => {
    place = await install({ 'project/deploy.md': `TOKEN=${TOKEN}\n` });
    const files = { command: process.execPath, args: [serverProgram('filesystem'), place.home] };
    writeFileSync(state(), JSON.stringify({ mcpServers: { files } }, null, 2));
  });
  afterAll(async () => place[Symbol.asyncDispose]());

  test('a server that the person had added is behind the relay until `uninstall mcp`', async () => {
    const alone = await readToken(version, place);
    expect(alone.modelSaw(TOKEN)).toBe(true);

    expect((await place.sallyport('install', 'mcp')).exitCode).toBe(0);
    const behind = await readToken(version, place);
    expect(behind.toolResults[0]?.text).toContain('[redacted:');
    expect(behind.modelSaw(TOKEN)).toBe(false);

    // The client keeps its state in that file, so by now it is another one.
    expect((await place.sallyport('uninstall', 'mcp')).exitCode).toBe(0);
    const { mcpServers } = JSON.parse(readFileSync(state(), 'utf8')) as { mcpServers: object };
    expect(mcpServers).toMatchObject({
      files: { command: process.execPath, args: [serverProgram('filesystem'), place.home] },
    });
    expect((await readToken(version, place)).modelSaw(TOKEN)).toBe(true);
  });
});
