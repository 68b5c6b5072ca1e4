import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT_VERSIONS, runClient } from '@sallyport/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort, httpMcpServer, type HttpMcpServer } from './support/http-mcp-server.ts';
import { install, type Installation } from './support/installation.ts';
import { serverProgram } from './support/mcp-servers.ts';

/** Joined here so that no scanner takes this file for a leak. */
const TOKEN = ['xoxb', '263594206564', '2343594206574', 'FGqddMF8t08v8N7Oq4i57vs1'].join('-');

const OTHER = ['xoxb', '263594206565', '2343594206575', 'GGqddMF8t08v8N7Oq4i57vs2'].join('-');

/** The hooks are off, so that only the gateway can take the token out. */
const readToken = (version: (typeof CLIENT_VERSIONS)[number], { home, cwd }: Installation) =>
  runClient({
    version,
    home,
    prompt: 'please help',
    script: [
      [{ type: 'tool_use', name: 'WaitForMcpServers', input: {} }],
      [
        {
          type: 'tool_use',
          name: 'mcp__files__read_text_file',
          input: { path: join(cwd, 'deploy.md') },
        },
      ],
      [{ type: 'tool_use', name: 'mcp__far__read', input: {} }],
      [
        {
          type: 'tool_use',
          name: 'mcp__shared__read_text_file',
          input: { path: join(cwd, 'deploy.md') },
        },
      ],
      [{ type: 'text', text: 'done' }],
    ],
    allowedTools: ['mcp__files', 'mcp__far', 'mcp__shared', 'WaitForMcpServers'],
    args: ['--settings', JSON.stringify({ disableAllHooks: true })],
  });

describe.each(CLIENT_VERSIONS)('`install mcp` with the real client %s', (version) => {
  let place: Installation;
  let far: HttpMcpServer;
  const state = (): string => join(place.home, '.claude.json');
  beforeAll(async () => {
    far = await httpMcpServer({ name: 'read', says: `the other token is ${OTHER}` });
    place = await install({ 'project/deploy.md': `TOKEN=${TOKEN}\n` }, ['claude-code'], {
      SALLYPORT_MCP_PORT: String(await freePort()),
    });
    const files = { command: process.execPath, args: [serverProgram('filesystem'), place.home] };
    const remote = { type: 'http', url: far.url, headers: { Authorization: 'Bearer own' } };
    // A project's file, to which the person said yes.
    writeFileSync(join(place.cwd, '.mcp.json'), JSON.stringify({ mcpServers: { shared: files } }));
    const projects = { [place.cwd]: { enabledMcpjsonServers: ['shared'] } };
    writeFileSync(state(), JSON.stringify({ mcpServers: { files, far: remote }, projects }, null, 2));
  });
  afterAll(async () => {
    await place[Symbol.asyncDispose]();
    await far[Symbol.asyncDispose]();
  });

  test('servers that the person had added are behind the gateway until `uninstall mcp`, programs and addresses', async () => {
    const alone = await readToken(version, place);
    expect(alone.toolResults[3]?.text).toContain(TOKEN);
    expect([TOKEN, OTHER].map((token) => alone.modelSaw(token))).toEqual([true, true]);

    expect((await place.sallyport('install', 'mcp')).exitCode).toBe(0);
    const behind = await readToken(version, place);
    const [, ofFile, ofFar, ofShared] = behind.toolResults;
    expect(ofShared?.text).toContain('[redacted:');
    expect(ofFile?.text).toContain('[redacted:');
    expect(ofFar?.text).toContain('the other token is [redacted:');
    expect([TOKEN, OTHER].map((token) => behind.modelSaw(token))).toEqual([false, false]);
    // Its session and the person's own header reach it through the gateway.
    expect(far.sessions.at(-1)).toBe('one');
    expect(new Set(far.authorizations)).toEqual(new Set(['Bearer own']));
    const decided = (await place.decisions()).filter(({ action }) => action.tool?.name === 'mcp__far__read');
    expect(decided[0]?.origin).toMatchObject({ surface: 'mcp', mcpServer: 'far' });

    // The client keeps its state in that file, so by now it is another one.
    expect((await place.sallyport('uninstall', 'mcp')).exitCode).toBe(0);
    const { mcpServers } = JSON.parse(readFileSync(state(), 'utf8')) as { mcpServers: object };
    expect(mcpServers).toMatchObject({
      files: { command: process.execPath, args: [serverProgram('filesystem'), place.home] },
      far: { type: 'http', url: far.url, headers: { Authorization: 'Bearer own' } },
    });
    const after = await readToken(version, place);
    expect([TOKEN, OTHER].map((token) => after.modelSaw(token))).toEqual([true, true]);
  });
});
