import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EvidenceRecord } from '@sallyport/action-model';
import { CLIENT_VERSIONS, runClient, type Script } from '@sallyport/testkit';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { install, type Installation } from './support/installation.ts';
import { relayed, serverProgram } from './support/mcp-servers.ts';

/** Joined here so that no scanner takes this file for a leak. */
const TOKEN = ['xoxb', '263594206564', '2343594206574', 'FGqddMF8t08v8N7Oq4i57vs1'].join('-');

/** What the client asks its server for, one step after the other. */
const calls = (...asked: [tool: string, input: object][]): Script => [
  // A busy machine has not started the server yet when the first call is made.
  [{ type: 'tool_use', name: 'WaitForMcpServers', input: {} }],
  ...asked.map(([tool, input]) => [{ type: 'tool_use', name: `mcp__files__${tool}`, input }] as const),
  [{ type: 'text', text: 'done' }],
];

describe.each(CLIENT_VERSIONS)('with the real client %s and a server behind the relay', (version) => {
  let place: Installation;
  beforeAll(async () => {
    place = await install(
      {
        '.ssh/id_ed25519': 'the-inside-of-a-key\n',
        'project/notes.txt': 'the quick brown fox\n',
        'project/deploy.md': `TOKEN=${TOKEN}\n`,
      },
      ['claude-code'],
      { SALLYPORT_INVENTORY_SECONDS: '5' },
    );
    writeFileSync(
      join(place.home, 'mcp.json'),
      JSON.stringify({
        mcpServers: { files: relayed('files', serverProgram('filesystem'), [place.home], place.stateHome) },
      }),
    );
  });
  afterAll(async () => place[Symbol.asyncDispose]());

  test('allowed, blocked and redacted calls, each one action with what the hook saw', async () => {
    const result = await runClient({
      version,
      home: place.home,
      prompt: 'please help',
      script: calls(
        ['read_text_file', { path: join(place.cwd, 'notes.txt') }],
        ['read_text_file', { path: join(place.home, '.ssh/id_ed25519') }],
        ['read_text_file', { path: join(place.cwd, 'deploy.md') }],
      ),
      allowedTools: ['mcp__files', 'WaitForMcpServers'],
      args: ['--mcp-config', join(place.home, 'mcp.json')],
    });
    const [, notes, key, deploy] = result.toolResults;
    expect(notes?.text).toContain('the quick brown fox');
    expect(key?.text).toContain('Sallyport stopped this mcp__files__read_text_file call');
    expect(deploy?.text).toContain('[redacted:');
    expect(result.modelSaw(TOKEN)).toBe(false);

    const { stdout } = await place.sallyport('evidence', 'tail', '--json', '-n', '1000');
    const records = stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => EvidenceRecord.parse(JSON.parse(line)));
    const decided = records.filter(
      (record) => record.type === 'decision' && record.action.input?.includes('notes.txt') === true,
    );
    // One decision for each of its two sorts of action, made at the hook …
    expect(
      decided.map((record) => record.type === 'decision' && [record.origin.surface, record.action.kind]),
    ).toEqual([
      ['hook', 'tool.call'],
      ['hook', 'file.read'],
    ]);
    // … and seen again at the server.
    const ids = decided.map((record) => (record.type === 'decision' ? record.action.id : undefined));
    const again = records.filter(
      (record) => record.type === 'sighting' && record.of === 'decision' && ids.includes(record.action),
    );
    expect(again.map((record) => record.type === 'sighting' && record.sighting.path)).toEqual(['mcp', 'mcp']);
    // The secret was taken out at the server already, so the hook behind the tool found none.
    const results = records.filter(
      (record) => record.type === 'decision' && record.decision.marks.includes('of-the-result'),
    );
    expect(new Set(results.map((record) => record.type === 'decision' && record.sightings[0]?.path))).toEqual(
      new Set(['mcp']),
    );
  });

  test('a call that no hook saw is decided at the server alone', async () => {
    const result = await runClient({
      version,
      home: place.home,
      prompt: 'please help',
      script: calls(
        ['read_text_file', { path: join(place.home, '.ssh/id_ed25519') }],
        ['read_text_file', { path: join(place.cwd, 'deploy.md') }],
      ),
      allowedTools: ['mcp__files', 'WaitForMcpServers'],
      args: [
        '--mcp-config',
        join(place.home, 'mcp.json'),
        '--settings',
        JSON.stringify({ disableAllHooks: true }),
      ],
    });
    expect(result.toolResults[1]?.text).toContain('Sallyport stopped this mcp__files__read_text_file call');
    expect(result.toolResults[2]?.text).toContain('[redacted:');
    expect(result.modelSaw('the-inside-of-a-key')).toBe(false);
    expect(result.modelSaw(TOKEN)).toBe(false);
  });

  test('rights cut to the tools that were used load, take off the rest, and decide nothing of the past otherwise', async () => {
    const listed = await place.sallyport('inventory', '--unused');
    expect(listed.stdout).toMatch(/^files {2}1 of \d+ tools used, last .*\n {2}used: read_text_file \d+×$/mu);
    expect(listed.stdout).toMatch(/^ {2}unused: .*write_file/mu);
    const { stdout: table } = await place.sallyport('inventory', '--unused', '--policy');
    expect(table).toContain('{ server: "files", tool: "read_text_file" }');
    expect(table).not.toContain('write_file');
    const folder = join(place.home, 'cut');
    mkdirSync(folder);
    writeFileSync(join(folder, 'used-tools.yaml'), table);
    const valid = await place.sallyport('policy', 'validate', folder, '--extends', 'individual');
    expect(valid.stdout).toContain('valid');
    const { stdout } = await place.sallyport('policy', 'replay', '--json', '--policy', folder);
    const said = JSON.parse(stdout) as unknown;
    expect(said).toMatchObject({ changed: 0, notReplayable: { count: 0 } });
    expect(said).toHaveProperty('replayed', expect.any(Number));
  });

  test('a server that somebody writes into a file later is found and told to the control plane', async () => {
    mkdirSync(join(place.home, '.cursor'));
    writeFileSync(
      join(place.home, '.cursor', 'mcp.json'),
      JSON.stringify({ mcpServers: { laterserver: { command: 'npx', args: ['-y', 'some-package'] } } }),
    );
    await vi.waitFor(async () => {
      const page = await place.api.activity({ q: 'laterserver', type: 'lifecycle', limit: 5 });
      const [said] = page.ok ? page.value.items.map(({ summary }) => summary) : [];
      expect(said).toMatch(/^note inventory-changed: .*new.*mcp-server.*laterserver/u);
    }, 60_000);
    const { stdout } = await place.sallyport('inventory', '--json', '--kind', 'mcp-server');
    expect(stdout).toContain('laterserver');
  });
});
