import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandLine, isAlive, until, type CommandLine } from './support/command-line.ts';
import { McpPeer, textOf } from './support/mcp-peer.ts';
import { INSPECTOR, relayed, SERVERS, serverProgram } from './support/mcp-servers.ts';

const TAP = join(import.meta.dirname, 'support/tap-input.mjs');
const RECORDING = join(import.meta.dirname, 'support/recording-server.mjs');

/** What each server is asked, one thing after the other. */
const SESSIONS: Readonly<Record<(typeof SERVERS)[number], (peer: McpPeer, folder: string) => Promise<void>>> =
  {
    filesystem: async (peer, folder) => {
      await peer.call('write_file', { path: join(folder, 'a.txt'), content: 'häl\u2028lo\n' });
      await peer.call('read_text_file', { path: join(folder, 'a.txt') });
      await peer.call('list_directory', { path: folder });
      await peer.call('edit_file', {
        path: join(folder, 'a.txt'),
        edits: [{ oldText: 'lo', newText: 'la' }],
      });
      await peer.call('read_text_file', { path: join(folder, 'none.txt') });
      await peer.call('read_text_file', { wrong: 1.5e300 });
    },
    everything: async (peer) => {
      await peer.ask('prompts/list');
      await peer.ask('prompts/get', { name: 'simple-prompt' });
      await peer.ask('resources/list');
      await peer.ask('resources/templates/list');
      await peer.ask('logging/setLevel', { level: 'error' });
      await peer.call('echo', { message: 'hello \u{1f600} "quoted"' });
      await peer.call('get-sum', { a: 0.1, b: -2e-7 });
      await peer.call('get-structured-content', { location: 'Chicago' });
      await peer.call('get-tiny-image');
      await peer.call('get-annotated-message', { messageType: 'error', includeImage: true });
      await peer.call('trigger-long-running-operation', { duration: 0.2, steps: 4 }, { progressToken: 'p1' });
      await peer.call('trigger-sampling-request', { prompt: 'say hello', maxTokens: 10 });
      await peer.call('get-sum', { a: 'no number' });
    },
    memory: async (peer) => {
      await peer.call('create_entities', {
        entities: [{ name: 'Ann', entityType: 'person', observations: ['likes tea'] }],
      });
      await peer.call('search_nodes', { query: 'tea' });
      await peer.call('read_graph');
      await peer.call('delete_entities', { entityNames: ['Ann'] });
    },
    'sequential-thinking': async (peer) => {
      await peer.call('sequentialthinking', {
        thought: 'first',
        nextThoughtNeeded: true,
        thoughtNumber: 1,
        totalThoughts: 2,
      });
      await peer.call('sequentialthinking', { thought: 'no number', nextThoughtNeeded: false });
    },
  };

/** What the inspector asks of each, in its own words. */
const INSPECTIONS: Readonly<Record<(typeof SERVERS)[number], readonly string[]>> = {
  everything: [
    'tools/list',
    'tools/call --tool-name echo --tool-arg message=hällo',
    'resources/list',
    'resources/read --uri demo://resource/static/document/features.md',
    'prompts/get --prompt-name args-prompt --prompt-args city=Rome',
  ],
  filesystem: ['tools/list', 'tools/call --tool-name read_text_file --tool-arg path=seen.txt'],
  memory: ['tools/call --tool-name read_graph'],
  'sequential-thinking': [
    'tools/call --tool-name sequentialthinking --tool-arg thought=one nextThoughtNeeded=false thoughtNumber=1 totalThoughts=1',
  ],
};

const ANSWERS = {
  'sampling/createMessage': {
    result: {
      role: 'assistant',
      content: { type: 'text', text: 'hello' },
      model: 'm',
      stopReason: 'endTurn',
    },
  },
  'roots/list': { result: { roots: [] } },
};

/** The line ends that some readers know beside ours are escaped on the way: the same message in other letters. */
const same = (line: string): string => JSON.stringify(JSON.parse(line));

describe('behind the relay', () => {
  let place: CommandLine;
  beforeAll(async () => {
    place = await commandLine();
    await place.up().announced;
  });
  afterAll(async () => place[Symbol.asyncDispose]());

  /** Starts a server as a client would, with or without the relay before it. */
  const start = (argv: readonly string[], name?: string, env: Record<string, string> = {}): McpPeer => {
    const relay = name === undefined ? undefined : relayed(name, argv[1] ?? '', argv.slice(2), place.state);
    return new McpPeer(relay === undefined ? argv : [relay.command, ...relay.args], {
      cwd: place.cwd,
      env: { ...place.env, ...env },
      answers: ANSWERS,
    });
  };
  const recording = (file: string, name = 'recording', env: Record<string, string> = {}) =>
    start([process.execPath, RECORDING, join(place.home, file)], name, env);
  const recorded = (file: string): string[] =>
    readFileSync(join(place.home, file), 'utf8').split('\n').slice(0, -1);

  test.for(SERVERS)('the server `%s` and its client exchange the very same lines', async (server) => {
    const heard = async (name?: string): Promise<readonly string[]> => {
      const folder = join(place.home, `files-${server}`);
      mkdirSync(folder, { recursive: true });
      const tap = `tap-${server}-${name ?? 'direct'}`;
      const argv = ['--import', TAP, serverProgram(server), ...(server === 'filesystem' ? [folder] : [])];
      await using peer = start([process.execPath, ...argv], name, {
        TAP: join(place.home, tap),
        MEMORY_FILE_PATH: join(folder, 'memory.json'),
        DISABLE_THOUGHT_LOGGING: 'true',
      });
      // It would ask for roots at a time of its own.
      await peer.start(server === 'everything' ? { sampling: {} } : { sampling: {}, roots: {} });
      await peer.ask('tools/list');
      await SESSIONS[server](peer, folder);
      await peer.ask('ping');
      // One of them does not end with its input: it is ended with the client.
      if (server !== 'everything') await peer.close();
      return [
        ...peer.lines.map((line) => `to the client ${same(line)}`),
        ...recorded(tap).map((line) => `to the server ${same(line)}`),
      ];
    };
    const direct = await heard();
    expect(direct.length).toBeGreaterThan(8);
    expect(await heard(server)).toEqual(direct);
  });

  test.for(SERVERS)('the inspector shows of `%s` the very same', { timeout: 80_000 }, async (server) => {
    writeFileSync(join(place.cwd, 'seen.txt'), 'seen by both\n');
    const args = [serverProgram(server), ...(server === 'filesystem' ? [place.cwd] : [])];
    const env = { MEMORY_FILE_PATH: join(place.home, 'inspected.json') };
    const behind = relayed(`${server}-inspected`, args[0] ?? '', args.slice(1), place.state);
    const config = join(place.home, `inspector-${server}.json`);
    const mcpServers = { direct: { command: process.execPath, args, env }, relayed: { ...behind, env } };
    writeFileSync(config, JSON.stringify({ mcpServers }));
    /** What it printed, or complained of. */
    const shown = (name: string, line: string): Promise<string> =>
      new Promise((resolve) => {
        const options = ['--cli', '--config', config, '--server', name, '--method', ...line.split(' ')];
        const where = { cwd: place.cwd, env: place.env };
        execFile(process.execPath, [INSPECTOR, ...options], where, (error, stdout, stderr) =>
          resolve(error === null ? stdout : `failed: ${stderr}`),
        );
      });
    const direct = await Promise.all(INSPECTIONS[server].map((line) => shown('direct', line)));
    for (const text of direct) expect(JSON.parse(text)).not.toHaveProperty('isError', true);
    await Promise.all(
      INSPECTIONS[server].map(async (line, index) => {
        // On a busy machine the guard may have no time to look at what comes back, and withholds it.
        await expect.poll(() => shown('relayed', line), { timeout: 50_000 }).toBe(direct[index]);
      }),
    );
  });

  test('environment, folder and standard error are the client’s own', async () => {
    await using peer = recording('plain.log', 'recording', { MINE: 'yes' });
    await peer.start();
    expect(textOf(await peer.call('env', { name: 'MINE' }))).toContain('"yes"');
    expect(textOf(await peer.call('cwd'))).toContain(place.cwd);
    await peer.call('stderr', { text: 'said aside' });
    await expect.poll(() => peer.stderr).toBe('said aside\n');
    expect(await peer.close()).toEqual({ code: 0, signal: null });
  });

  test('what can be read in two ways never goes on, and whoever sent it is told', async () => {
    await using peer = recording('strict.log');
    await peer.start();
    peer.write(
      '{"jsonrpc":"2.0","id":90,"method":"tools/call","params":{"name":"echo","name":"exit","arguments":{}}}',
    );
    peer.write(
      '{"jsonrpc":"2.0","id":91,"method":"tools/call","params":{"name":"echo","arguments":{"text":1e999}}}',
    );
    expect(await peer.heard((message) => message['id'] === 91)).toMatchObject({ error: { code: -32_600 } });
    expect(peer.messages.filter((message) => 'error' in message)).toHaveLength(2);
    // A server's stray lines are left out, and its answer comes.
    expect(textOf(await peer.call('stray'))).toContain('said');
    expect(peer.lines.join()).not.toContain('no message');
    expect(recorded('strict.log').filter((line) => line.includes('tools/call'))).toHaveLength(1);
    await peer.close();
  });

  test('a line beyond the limit is refused by name, and the session goes on', async () => {
    await using peer = recording('long.log');
    await peer.start();
    const answer = await peer.call('big', { bytes: 34 * 1024 * 1024 });
    expect(answer).toMatchObject({ error: { message: expect.stringContaining('32 MiB') } });
    peer.write(`{"jsonrpc":"2.0","id":500,"method":"x","params":{"x":"${'x'.repeat(33 * 1024 * 1024)}"}}`);
    expect(await peer.answerTo(500)).toMatchObject({ error: { message: expect.stringContaining('32 MiB') } });
    expect(textOf(await peer.call('echo', { text: 'still here' }))).toContain('still here');
    await peer.close();
  });

  test.each([
    ['its exit status', 'exit', { code: 7 }, { code: 7, signal: null }],
    ['success', 'exit', { code: 0 }, { code: 0, signal: null }],
  ])('a server that ends ends the client’s side with %s', async (_name, tool, args, expected) => {
    await using peer = recording('end.log');
    await peer.start();
    expect(await peer.call(tool, args)).toBe('gone');
    expect(await peer.end).toEqual(expected);
  });

  test.each(['SIGTERM', 'SIGKILL'] as const)('%s ends the server too', async (signal) => {
    await using peer = recording('signal.log');
    await peer.start();
    const pid = Number(/pid (\d+)/.exec(peer.lines.join())?.[1]);
    expect(isAlive(pid)).toBe(true);
    void peer.call('hang');
    peer.child.kill(signal);
    await peer.end;
    await until('the server has ended', () => !isAlive(pid));
  });

  test('who reads slowly slows down who writes, and nobody else', async () => {
    await using peer = recording('slow.log');
    await peer.start();
    peer.child.stdout?.pause();
    const ids = Array.from({ length: 30 }, (_, index) => 1000 + index);
    for (const id of ids)
      peer.send({ id, method: 'tools/call', params: { name: 'big', arguments: { bytes: 128 * 1024 } } });
    const relay = peer.child.pid ?? 0;
    await until('the server has been asked', () => recorded('slow.log').length >= 8);
    const residentMiB = (): number =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${relay}/status`, 'utf8'))?.[1]) / 1024;
    expect(residentMiB()).toBeLessThan(200);
    peer.child.stdout?.resume();
    const answers = await Promise.all(ids.map(async (id) => textOf(await peer.answerTo(id))));
    expect(answers.filter((text) => text.length <= 128 * 1024)).toEqual([]);
    await peer.close();
  });
});
