import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isAlive, until, type CommandLine } from './support/command-line.ts';
import { allowedMarkers, guardAlone, markersIn, seeded, type GuardAlone } from './support/guard-alone.ts';
import { McpPeer, textOf } from './support/mcp-peer.ts';
import { relayed } from './support/mcp-servers.ts';

const RECORDING = join(import.meta.dirname, 'support/recording-server.mjs');
const CLIENT = join(import.meta.dirname, 'support/mcp-client.mjs');
const KILLS = Number(process.env['SALLYPORT_TEST_KILLS'] ?? 32);
const SEED = Number(process.env['SALLYPORT_TEST_SEED'] ?? 20_261_122);
const VICTIMS = ['server', 'relay', 'guard'] as const;
const EACH_TIME = VICTIMS.length + 1;

describe('whoever is killed', () => {
  let guard: GuardAlone;
  let place: CommandLine;
  beforeAll(async () => {
    guard = await guardAlone();
    ({ place } = guard);
  });
  afterAll(() => guard[Symbol.asyncDispose]());

  const record = (): string => join(place.home, 'record.log');
  const start = (): McpPeer => {
    const { command, args } = relayed('recording', RECORDING, [record()], place.state);
    return new McpPeer([command, ...args], { cwd: place.cwd, env: place.env });
  };
  const ran = (): readonly string[] =>
    existsSync(record()) ? markersIn(readFileSync(record(), 'utf8')) : [];

  /** One session, and one kill in the middle of its calls. */
  const killOne = async (kill: number, victim: (typeof VICTIMS)[number], afterMs: number): Promise<void> => {
    await using peer = start();
    await peer.start();
    const server = Number(/pid (\d+)/.exec(peer.lines.join())?.[1]);
    const asked = Array.from({ length: 6 }, (_, call) =>
      peer.call('echo', { text: `marker-${kill}-${call}` }),
    );
    await pause(afterMs);
    if (victim === 'server') process.kill(server, 'SIGKILL');
    if (victim === 'relay') peer.child.kill('SIGKILL');
    if (victim === 'guard') await guard.kill();
    // An answer, a refusal, or the end: never silence.
    const answers = await Promise.all(asked);
    if (victim === 'guard') {
      expect(answers).not.toContain('gone');
      // The same session goes on with the guard that came back.
      await expect
        // On a busy machine a guard that has just come back withholds a result that it had no time to look at.
        .poll(async () => textOf(await peer.call('echo', { text: `again-${kill}` })), { timeout: 30_000 })
        .toContain(`"text":"again-${kill}"`);
      await peer.close();
    }
    await peer.end;
    await until(`server ${kill} has ended`, () => !isAlive(server));
  };

  /** A client that is killed can't be asked what it heard; what must be so is that nothing of it stays behind. */
  const killClient = async (kill: number, afterMs: number): Promise<void> => {
    const { command, args } = relayed('recording', RECORDING, [record()], place.state);
    const client = spawn(process.execPath, [CLIENT, `marker-${kill}`, command, ...args], {
      cwd: place.cwd,
      env: place.env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let said = '';
    client.stdout.setEncoding('utf8').on('data', (piece: string) => (said += piece));
    await until(`server ${kill} has started`, () => /pid \d+/.test(said));
    await pause(afterMs);
    const ended = once(client, 'exit');
    client.kill('SIGKILL');
    await ended;
    for (const [, pid] of said.matchAll(/(?:relay|pid) (\d+)/g))
      await until(`what client ${kill} started has ended`, () => !isAlive(Number(pid)));
  };

  test(
    `${KILLS} kills of server, relay, guard and client: nobody waits for ever, nothing runs undecided`,
    { timeout: 10_000 * KILLS },
    async () => {
      const next = seeded(SEED);
      // Once, so that the guard knows this server and its tools.
      await using first = start();
      await first.start();
      await first.ask('tools/list');
      expect(textOf(await first.call('echo', { text: 'marker-999-0' }))).toContain('marker-999-0');
      await first.close();
      for (let kill = 0; kill < KILLS; kill += EACH_TIME)
        await Promise.all([
          ...VICTIMS.map((victim, index) => killOne(kill + index, victim, next() * 60)),
          killClient(kill + VICTIMS.length, next() * 60),
        ]);
      const allowed = allowedMarkers(await guard.records());
      expect(ran().length).toBeGreaterThan(1);
      expect(ran().filter((marker) => !allowed.has(marker))).toEqual([]);
      // Nothing twice, although the relay asks a guard that came back once more.
      expect(new Set(ran()).size).toBe(ran().length);
      const verified = await place.run(['evidence', 'verify', '--json']);
      expect(JSON.parse(verified.stdout)).toMatchObject({ ok: true, breaks: [] });
    },
  );

  test('with the guard away, a closed tool is refused and an open one runs, on record; then it is asked again', async () => {
    await using peer = start();
    await peer.start();
    await guard.stop('SIGTERM');
    const before = ran().length;
    // What its own policy says of servers' tools without a guard.
    const refused = await peer.call('echo', { text: 'marker-900-1' });
    expect(textOf(refused)).toContain('run: sallyport doctor');
    expect(ran().length).toBe(before);
    const file = join(place.state, 'hook', 'last-resort.json');
    const table = JSON.parse(readFileSync(file, 'utf8')) as { tools: Record<string, string> };
    writeFileSync(
      file,
      JSON.stringify({
        ...table,
        tools: { ...table.tools, mcp__recording__echo: 'open', PostToolBatch: 'open' },
      }),
    );
    expect(textOf(await peer.call('echo', { text: 'marker-900-2' }))).toContain('marker-900-2');
    expect(ran().at(-1)).toBe('marker-900-2');
    writeFileSync(file, JSON.stringify(table));
    await guard.start();
    await expect
      .poll(async () => textOf(await peer.call('echo', { text: 'marker-900-3' })), { timeout: 10_000 })
      .toContain('marker-900-3');
    await peer.close();
    await expect
      .poll(
        async () =>
          (await guard.records())
            .flatMap((each) => (each.type === 'gap' ? [each.detail ?? ''] : []))
            .join('\n'),
        { timeout: 15_000 },
      )
      .toMatch(/open mcp__recording__echo/);
    const gaps = (await guard.records())
      .flatMap((each) => (each.type === 'gap' ? [each.detail ?? ''] : []))
      .join('\n');
    expect(gaps).toMatch(
      /the MCP relay of recording decided by its last resort: .*closed mcp__recording__echo/,
    );
  });
});
