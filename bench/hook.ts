// What a hook costs: the whole road (read, decide, evidence durable, reply) over the daemon's socket and through the
// real hook script, beside an echo server that group-commits as many bytes with the same server library and the same
// script. Ratios are what counts: both sides run in turn, in one run, on one machine.
// Run: node bench/hook.ts
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderHookScript } from '../packages/device/src/hook-client/hook-script.ts';
import { hookCommand } from '../packages/device/src/hook-client/hook-command.ts';
import { stateHome } from '../packages/device/src/state-home.ts';
import { hookPayload } from './hook-payloads.ts';

const ROUNDS = 5;
const folder = mkdtempSync(join(tmpdir(), 'sallyport-bench-'));
const home = stateHome(join(folder, 'home'));
const processes: ChildProcess[] = [];
/** Counts on through all rounds, so that no payload is sent twice to the same server. */
let sent = 0;

const sallyportEnvironment = { ...process.env, SALLYPORT_HOME: home.root, SALLYPORT_PORT: '0' };

async function startPart(...words: string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['dist/sallyport.mjs', ...words, '--json'], {
    env: sallyportEnvironment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  processes.push(child);
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  return child;
}

/** `up` once, for a signed policy; then the guard alone, because storing and showing evidence is not the hook's road. */
async function startGuard(): Promise<ChildProcess> {
  const up = await startPart('up');
  const ended = new Promise((resolve) => up.once('exit', resolve));
  up.kill('SIGTERM');
  await ended;
  return await startPart('device');
}

/** The peer: takes a body, appends `bytes` bytes and syncs once for all that wait, then answers like an allow. */
async function startEcho(socket: string, bytes: number): Promise<ChildProcess> {
  const program = `
    import { createServer } from 'node:http';
    import { open } from 'node:fs/promises';
    const file = await open(${JSON.stringify(join(folder, 'echo.log'))}, 'a');
    const record = Buffer.alloc(${bytes}, 'x');
    let waiting = [], busy = false;
    async function flush() {
      busy = true;
      while (waiting.length > 0) {
        await new Promise((resolve) => setImmediate(resolve));
        const batch = waiting; waiting = [];
        await file.write(Buffer.concat(batch.map(() => record)));
        await file.datasync();
        for (const answer of batch) answer();
      }
      busy = false;
    }
    createServer((request, response) => {
      request.on('data', () => {});
      request.on('end', () => { waiting.push(() => response.writeHead(200, { 'content-type': 'text/plain' }).end('sallyport/1 0')); if (!busy) flush(); });
    }).listen(${JSON.stringify(socket)}, () => console.log('ready'));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  processes.push(child);
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  return child;
}

type Figures = { p50: number; p99: number; perSecond: number; cpuUs: number };
type Server = { socketPath: string; process: ChildProcess };

/** User and system time that a process has used so far, all its threads together. */
function cpuUs({ process: { pid } }: Server): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  // In ticks of a hundredth of a second, as Linux tells them on every machine that runs this.
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

async function drive(
  server: Server,
  headers: Record<string, string>,
  callers: number,
  calls: number,
  perSecond = Number.POSITIVE_INFINITY,
): Promise<Figures> {
  const agent = new Agent({ keepAlive: true, maxSockets: callers });
  const latenciesMs: number[] = [];
  let next = 0;
  const call = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const body = hookPayload(sent++);
      next += 1;
      const startedAt = performance.now();
      const call = request(
        {
          socketPath: server.socketPath,
          path: '/hook/PreToolUse',
          method: 'POST',
          agent,
          headers: { ...headers, host: 'localhost', 'content-length': Buffer.byteLength(body) },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
          response.on('end', () => {
            latenciesMs.push(performance.now() - startedAt);
            if (text.startsWith('sallyport/1 0')) resolve();
            else reject(new Error(`unexpected answer ${response.statusCode}: ${text}`));
          });
        },
      );
      call.on('error', reject);
      call.end(body);
    });
  const cpuBeforeUs = cpuUs(server);
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (next < calls) {
        // With a rate, each call has its own time to start.
        const dueInMs = startedAt + (next / perSecond) * 1000 - performance.now();
        if (dueInMs > 0) await new Promise((resolve) => setTimeout(resolve, dueInMs));
        await call();
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  agent.destroy();
  latenciesMs.sort((left, right) => left - right);
  const at = (share: number): number => latenciesMs[Math.floor(latenciesMs.length * share)] ?? Number.NaN;
  return {
    p50: at(0.5),
    p99: at(0.99),
    perSecond: calls / seconds,
    cpuUs: (cpuUs(server) - cpuBeforeUs) / calls,
  };
}

function runScript(script: string): number {
  const { command, args } = hookCommand(script, 'PreToolUse', 'closed');
  const startedAt = performance.now();
  const run = spawnSync(command, [...args], {
    input: hookPayload(sent++),
    env: { AI_AGENT: 'claude-code_2-1-330_harness' },
  });
  if (run.status !== 0) throw new Error(`the hook script ended with ${run.status}: ${run.stderr.toString()}`);
  return performance.now() - startedAt;
}

const median = (values: readonly number[]): number =>
  [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
const show = (value: number): string => value.toFixed(value < 10 ? 3 : 1);

try {
  const guard = { socketPath: home.hookSocket, process: await startGuard() };
  const token = readFileSync(home.hookTokenHeader, 'utf8').trim().split(': ')[1] ?? '';
  const headers = {
    'x-sallyport-token': token,
    'x-ai-agent': 'claude-code_2-1-330_harness',
    'content-type': 'application/json',
  };
  await drive(guard, headers, 32, 4000);
  // The peer writes as many bytes a call as a record has.
  const sample = spawnSync(
    process.execPath,
    ['dist/sallyport.mjs', 'evidence', 'tail', '--json', '-n', '1000'],
    { env: sallyportEnvironment, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  const bytes = Math.round(sample.stdout.length / 1000);
  const socketPath = join(folder, 'echo.sock');
  const echo = { socketPath, process: await startEcho(socketPath, bytes) };
  await drive(echo, headers, 32, 4000);

  console.log(`record ${bytes} bytes; medians of ${ROUNDS} rounds in turn`);
  for (const [callers, calls] of [
    [1, 1500],
    [32, 8000],
  ] as const) {
    const ours: Figures[] = [];
    const peer: Figures[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      ours.push(await drive(guard, headers, callers, calls));
      peer.push(await drive(echo, headers, callers, calls));
    }
    const figure = (rows: readonly Figures[], name: keyof Figures): number =>
      median(rows.map((row) => row[name]));
    console.log(
      `${String(callers).padStart(2)} callers  ours p50 ${show(figure(ours, 'p50'))} ms  p99 ${show(figure(ours, 'p99'))} ms  ${Math.round(figure(ours, 'perSecond'))}/s` +
        `   echo p50 ${show(figure(peer, 'p50'))} ms  p99 ${show(figure(peer, 'p99'))} ms  ${Math.round(figure(peer, 'perSecond'))}/s` +
        `   ratio p50 ${(figure(ours, 'p50') / figure(peer, 'p50')).toFixed(2)} (budget 1.5)` +
        `   CPU a call ${Math.round(figure(ours, 'cpuUs'))} and ${Math.round(figure(peer, 'cpuUs'))} µs`,
    );
  }

  const steady = await drive(guard, headers, 32, 8000, 2000);
  const steadyEcho = await drive(echo, headers, 32, 8000, 2000);
  console.log(
    `at 2,000 calls a second  ours ${Math.round(steady.perSecond)}/s p99 ${show(steady.p99)} ms   echo p99 ${show(steadyEcho.p99)} ms   (budget p99 5 ms)`,
  );

  const echoScript = join(folder, 'echo-hook.sh');
  writeFileSync(
    echoScript,
    renderHookScript({
      curl: '/usr/bin/curl',
      node: process.execPath,
      socket: echo.socketPath,
      tokenHeader: home.hookTokenHeader,
      offlineDecider: '/nowhere',
      stateHome: home.root,
      userHome: folder,
      gaps: join(folder, 'gaps.txt'),
      stops: join(folder, 'stopped.txt'),
    }),
  );
  const ours: number[] = [];
  const peer: number[] = [];
  for (let index = 0; index < 150; index += 1) {
    ours.push(runScript(home.hookScript));
    peer.push(runScript(echoScript));
  }
  console.log(
    `command hook  ours p50 ${show(median(ours))} ms   echo p50 ${show(median(peer))} ms   ratio ${(median(ours) / median(peer)).toFixed(2)} (budget 1.3)`,
  );
} finally {
  for (const child of processes) child.kill('SIGTERM');
  await new Promise((resolve) => setTimeout(resolve, 500));
  rmSync(folder, { recursive: true, force: true });
}
