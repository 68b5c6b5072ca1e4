import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowedMarkers, guardAlone, markersIn, seeded, type GuardAlone } from './support/guard-alone.ts';
import { behindGateway } from './support/remote-server.ts';

const SERVER = join(import.meta.dirname, 'support/recording-http-server.mjs');
const KILLS = Number(process.env['SALLYPORT_TEST_KILLS'] ?? 12);
const SEED = Number(process.env['SALLYPORT_TEST_SEED'] ?? 20_261_123);
const VICTIMS = ['server', 'guard', 'client'] as const;
/** Far beyond what a guard takes to come back. */
const SILENCE_MS = 20_000;

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
};

describe('whoever is killed while calls go over HTTP', () => {
  let guard: GuardAlone;
  let server: ChildProcess;
  let record = '';
  let serverPort = 0;
  let address: () => string;
  const startServer = async (): Promise<void> => {
    server = spawn(process.execPath, [SERVER, record, String(serverPort)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (server.stdout !== null) await once(server.stdout, 'data');
  };
  const killServer = async (): Promise<void> => {
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  };
  beforeAll(async () => {
    const [gatewayPort, port] = [await freePort(), await freePort()];
    serverPort = port;
    guard = await guardAlone(({ home, state }) => {
      record = join(home, 'record.log');
      writeFileSync(record, '');
      const addressOf = behindGateway(state, [{ name: 'recording', url: `http://127.0.0.1:${port}/mcp` }]);
      address = () => addressOf('recording');
      return { SALLYPORT_MCP_PORT: String(gatewayPort) };
    });
    await startServer();
  });
  afterAll(async () => {
    await killServer();
    await guard[Symbol.asyncDispose]();
  });

  type Ask = { readonly session?: string; readonly signal?: AbortSignal };
  const ask = async (body: object, { session, signal }: Ask = {}): Promise<Response> =>
    fetch(address(), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2025-11-25',
        ...(session === undefined ? {} : { 'mcp-session-id': session }),
      },
      body: JSON.stringify({ jsonrpc: '2.0', ...body }),
      signal: AbortSignal.any([AbortSignal.timeout(SILENCE_MS), ...(signal === undefined ? [] : [signal])]),
    });
  const begin = async (): Promise<string> => {
    const clientInfo = { name: 'client', version: '1' };
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo };
    const begun = await ask({ id: 0, method: 'initialize', params });
    await begun.text();
    const session = begun.headers.get('mcp-session-id');
    if (session === null) throw new Error(`no session: ${begun.status}`);
    await ask({ method: 'notifications/initialized' }, { session });
    return session;
  };
  /** What came of a call: its answer, an error, or a broken connection; a call that nobody answers is none of these. */
  const call = async (text: string, how: Ask): Promise<string> => {
    const params = { name: 'echo', arguments: { text } };
    try {
      const answer = await ask({ id: text, method: 'tools/call', params }, how);
      return `${answer.status} ${await answer.text()}`;
    } catch (error) {
      if (error instanceof DOMException && error.name === 'TimeoutError') throw error;
      return 'gone';
    }
  };

  const killOne = async (kill: number, victim: (typeof VICTIMS)[number], afterMs: number): Promise<void> => {
    const leaving = new AbortController();
    const session = await begin();
    const asked = Array.from({ length: 6 }, (_, each) =>
      call(`marker-${kill}-${each}`, { session, signal: leaving.signal }),
    );
    await pause(afterMs);
    if (victim === 'server') await killServer().then(startServer);
    if (victim === 'guard') await guard.kill();
    if (victim === 'client') leaving.abort();
    // An answer, an error or the end of the connection: never silence.
    const answers = await Promise.all(asked);
    expect(answers).toHaveLength(6);
    // Whoever is left serves a client that begins again.
    await expect
      .poll(async () => call(`again-${kill}`, { session: await begin().catch(() => '') }), {
        timeout: 30_000,
      })
      .toContain(`"text":"again-${kill}"`);
  };

  test(
    `${KILLS} kills of server, guard and client: nobody waits for ever, nothing runs undecided or twice`,
    { timeout: 10_000 * KILLS },
    async () => {
      const next = seeded(SEED);
      const session = await begin();
      await (await ask({ id: 1, method: 'tools/list' }, { session })).text();
      expect(await call('marker-999-0', { session })).toContain('marker-999-0');
      for (let kill = 0; kill < KILLS; kill++)
        await killOne(kill, VICTIMS[kill % VICTIMS.length] ?? 'guard', next() * 60);
      const ran = markersIn(readFileSync(record, 'utf8'));
      const allowed = allowedMarkers(await guard.records());
      expect(ran.length).toBeGreaterThan(KILLS);
      expect(ran.filter((marker) => !allowed.has(marker))).toEqual([]);
      expect(new Set(ran).size).toBe(ran.length);
      const verified = await guard.place.run(['evidence', 'verify', '--json']);
      expect(JSON.parse(verified.stdout)).toMatchObject({ ok: true, breaks: [] });
    },
  );
});
