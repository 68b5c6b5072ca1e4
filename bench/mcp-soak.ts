// Whether the gateway stays as it is: for an hour, or so many minutes as are asked for, clients come, call, and go away, over
// standard streams and over HTTP, properly and not, while the guard's and a relay's memory and descriptors are looked at. The
// first third is for warming up; the last must not stand above the middle one. It exits with 1 where it does.
// Run: node bench/mcp-soak.ts [--minutes 60]
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { commandLine, until } from '../test/flows/support/command-line.ts';
import { ConformanceServer } from '../test/flows/support/conformance-server.ts';
import { McpPeer, textOf } from '../test/flows/support/mcp-peer.ts';
import { relayed } from '../test/flows/support/mcp-servers.ts';
import { behindGateway } from '../test/flows/support/remote-server.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error('`--minutes` takes a number');
const SAMPLE_EVERY_MS = Math.min(10_000, (minutes * 60_000) / 90);
/** What a heap may breathe between two thirds; an hour of a leak that matters is far beyond it. */
const SPARE_MIB = 16;
const SPARE_SHARE = 0.1;
const SPARE_DESCRIPTORS = 4;
const RECORDING = join(import.meta.dirname, '../test/flows/support/recording-server.mjs');

type Sample = { readonly residentMiB: number; readonly descriptors: number };
const sampleOf = (pid: number): Sample => ({
  residentMiB: Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024,
  descriptors: readdirSync(`/proc/${pid}/fd`).length,
});

const median = (of: readonly number[]): number =>
  of.toSorted((left, right) => left - right)[Math.floor(of.length / 2)] ?? Number.NaN;
const post = (url: string, headers: Record<string, string>, body: object, signal?: AbortSignal) =>
  fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', ...body }),
    ...(signal === undefined ? {} : { signal }),
  });

const place = await commandLine();
const fixtures = { '2025-11-25': new ConformanceServer(), '2026-07-28': new ConformanceServer() };
const counted = { calls: 0, relays: 0, sessions: 0, abandoned: 0 };
let isOver = false;
try {
  const servers = await Promise.all(
    Object.entries(fixtures).map(async ([name, server]) => ({ name, url: await server.listen() })),
  );
  const addressOf = behindGateway(place.state, servers);
  await place.up({ SALLYPORT_MCP_PORT: '0' }).announced;
  await until('the gateway listens', () => addressOf('2025-11-25') !== '');
  const start = async (): Promise<McpPeer> => {
    const { command, args } = relayed('soaked', RECORDING, ['/dev/null'], place.state);
    const peer = new McpPeer([command, ...args], { cwd: place.cwd, env: place.env });
    await peer.start();
    await peer.ask('tools/list');
    return peer;
  };
  const call = async (peer: McpPeer): Promise<void> => {
    const text = `call ${(counted.calls += 1)} ${'of ordinary words '.repeat(20)}`;
    const said = textOf(await peer.call('echo', { text }));
    if (!said.includes(text)) throw new Error(`not the answer: ${said.slice(0, 300)}`);
    // The peer keeps what it hears for tests; here that would be its own leak.
    peer.lines.length = 0;
  };

  /** One client that stays. */
  const staying = await start();
  const stay = async (): Promise<void> => {
    while (!isOver) {
      await call(staying);
      await pause(50);
    }
    await staying.close();
  };
  /** Clients that come and go: every second one is killed in the middle of a call. */
  const comeAndGo = async (): Promise<void> => {
    while (!isOver) {
      await using peer = await start();
      for (let each = 0; each < 3; each++) await call(peer);
      if ((counted.relays += 1) % 2 === 0) {
        void peer.call('hang');
        peer.child.kill('SIGKILL');
        counted.abandoned += 1;
      } else await peer.close();
      await pause(500);
    }
  };
  /** Sessions over HTTP, each with a stream of its own that is left hanging every second time. */
  const sessions = async (): Promise<void> => {
    const url = addressOf('2025-11-25');
    const revision = { 'mcp-protocol-version': '2025-11-25' };
    while (!isOver) {
      const clientInfo = { name: 'soak', version: '1' };
      const begun = await post(
        url,
        {},
        {
          id: 0,
          method: 'initialize',
          params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo },
        },
      );
      await begun.text();
      const headers = { ...revision, 'mcp-session-id': begun.headers.get('mcp-session-id') ?? '' };
      const listening = new AbortController();
      const own = await fetch(url, {
        headers: { ...headers, accept: 'text/event-stream' },
        signal: listening.signal,
      });
      const answered = await post(url, headers, {
        id: 1,
        method: 'tools/call',
        params: { name: 'test_tool_with_progress', arguments: {}, _meta: { progressToken: 'p' } },
      });
      const said = await answered.text();
      if (!said.includes('Went on.')) throw new Error(`not the answer: ${said.slice(0, 300)}`);
      counted.calls += 1;
      listening.abort();
      await own.body?.cancel().catch(() => {});
      if ((counted.sessions += 1) % 2 === 0) {
        // Gone in the middle of a call.
        const gone = new AbortController();
        const asked = post(
          url,
          headers,
          { id: 2, method: 'tools/call', params: { name: 'test_tool_with_progress' } },
          gone.signal,
        );
        await pause(5);
        gone.abort();
        await asked.then((answer) => answer.text()).catch(() => {});
        counted.abandoned += 1;
      } else await (await fetch(url, { method: 'DELETE', headers })).text();
      await pause(100);
    }
  };
  const alone = async (): Promise<void> => {
    const url = addressOf('2026-07-28');
    const meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    for (let id = 1; !isOver; id++) {
      const headers = {
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/call',
        'mcp-name': 'test_simple_text',
      };
      const params = { name: 'test_simple_text', arguments: {}, _meta: meta };
      const said = await (await post(url, headers, { id, method: 'tools/call', params })).text();
      if (!said.includes('simple text response')) throw new Error(`not the answer: ${said.slice(0, 300)}`);
      counted.calls += 1;
      await pause(50);
    }
  };

  const pids = { guard: place.running().processes.device, relay: staying.child.pid ?? 0 };
  const samples: Record<keyof typeof pids, Sample[]> = { guard: [], relay: [] };
  const sampling = async (): Promise<void> => {
    const endMs = performance.now() + minutes * 60_000;
    while (performance.now() < endMs && !isOver) {
      await pause(SAMPLE_EVERY_MS);
      samples.guard.push(sampleOf(pids.guard));
      samples.relay.push(sampleOf(pids.relay));
    }
    isOver = true;
  };
  const parts = [stay, comeAndGo, sessions, alone, sampling];
  await Promise.all(
    parts.map((part) =>
      part().catch((error: unknown) => {
        isOver = true;
        throw error;
      }),
    ),
  );

  const verdicts = Object.entries(samples).map(([who, all]) => {
    const third = Math.floor(all.length / 3);
    const [middle, last] = [all.slice(third, 2 * third), all.slice(2 * third)];
    const memory = [middle, last].map((some) => median(some.map(({ residentMiB }) => residentMiB)));
    const descriptors = [middle, last].map((some) => median(some.map((each) => each.descriptors)));
    const [before = 0, after = 0] = memory;
    const [held = 0, holds = 0] = descriptors;
    const isFlat =
      after <= before * (1 + SPARE_SHARE) + SPARE_MIB && holds <= held + SPARE_DESCRIPTORS && third > 0;
    console.log(
      `${who}: memory ${before.toFixed(0)} -> ${after.toFixed(0)} MiB, descriptors ${held} -> ${holds} (medians of the middle and the last third, ${all.length} samples): ${isFlat ? 'flat' : 'NOT FLAT'}`,
    );
    return isFlat;
  });
  console.log(
    `${minutes} min: ${counted.calls} calls, ${counted.relays} relays and ${counted.sessions} sessions over HTTP came and went, ${counted.abandoned} of them in the middle of a call`,
  );
  const verified = await place.run(['evidence', 'verify', '--json']);
  // As the command writes it.
  const evidence = JSON.parse(verified.stdout) as { readonly ok: boolean };
  console.log(`evidence ${evidence.ok ? 'whole' : 'BROKEN'}`);
  if (!evidence.ok || verdicts.includes(false)) process.exitCode = 1;
} finally {
  isOver = true;
  for (const server of Object.values(fixtures)) await server[Symbol.asyncDispose]();
  await place[Symbol.asyncDispose]();
}
