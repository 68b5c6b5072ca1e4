// What the MCP relay costs: one tool call through `sallyport mcp run` (read, decided, evidence durable, result looked at)
// beside a bare relay that only cuts lines and has each call written durably by another process, over the same kind of
// socket, with the same group commit. Both in turn, in one run, on one machine; the ratios are what counts.
// Run: node bench/mcp.ts
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROUNDS = 3;
const CALLS: Readonly<Record<number, number>> = { 1: 300, 50: 2000, 500: 4000 };
/** About what our two records of such a call have. */
const RECORD_BYTES = 2600;
const folder = mkdtempSync(join(tmpdir(), 'sallyport-bench-'));
const processes: ChildProcess[] = [];
const environment = { ...process.env, SALLYPORT_HOME: join(folder, 'home'), SALLYPORT_PORT: '0' };

const program = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

/** Answers every request at once. */
const server = program(
  'server.mjs',
  `import { createInterface } from 'node:readline';
   for await (const line of createInterface({ input: process.stdin })) {
     const { id, method } = JSON.parse(line);
     const result = method === 'tools/list'
       ? { tools: [{ name: 'get_issue', description: 'gets an issue', inputSchema: { type: 'object' } }] }
       : method === 'initialize'
         ? { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 's', version: '1' } }
         : { content: [{ type: 'text', text: 'the issue is open, and nobody works on it' }] };
     if (id !== undefined) process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result }) + '\\n');
   }`,
);

/** Appends a record for each line and syncs once for all that wait, then gives the line back. */
const committer = program(
  'committer.mjs',
  `import { createServer } from 'node:net';
   import { open } from 'node:fs/promises';
   const file = await open(${JSON.stringify(join(folder, 'bare.log'))}, 'a');
   const record = Buffer.alloc(${RECORD_BYTES}, 'x');
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
   createServer((socket) => {
     let rest = '';
     socket.setEncoding('utf8').on('data', (piece) => {
       const lines = (rest + piece).split('\\n'); rest = lines.pop();
       for (const line of lines) waiting.push(() => socket.write(line + '\\n'));
       if (!busy) flush();
     });
     socket.on('error', () => {});
   }).listen(${JSON.stringify(join(folder, 'bare.sock'))}, () => console.log('ready'));`,
);

const bareRelay = program(
  'bare-relay.mjs',
  `import { connect } from 'node:net';
   import { spawn } from 'node:child_process';
   const server = spawn(process.execPath, [${JSON.stringify(server)}], { stdio: ['pipe', 'pipe', 'inherit'] });
   const guard = connect(${JSON.stringify(join(folder, 'bare.sock'))});
   const lines = (stream, take) => {
     let rest = '';
     stream.setEncoding('utf8').on('data', (piece) => {
       const all = (rest + piece).split('\\n'); rest = all.pop();
       for (const line of all) take(line + '\\n');
     });
   };
   lines(process.stdin, (line) => guard.write(line));
   lines(guard, (line) => server.stdin.write(line));
   lines(server.stdout, (line) => process.stdout.write(line));
   process.stdin.on('end', () => process.exit());`,
);

async function startPart(words: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [...words], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  processes.push(child);
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  return child;
}

type Figures = { readonly p50: number; readonly p95: number; readonly perSecond: number };

/** A client that keeps so many calls on their way. */
async function drive(argv: readonly string[], callers: number): Promise<Figures> {
  const calls = CALLS[callers] ?? 0;
  const child = spawn(process.execPath, [...argv], { env: environment, stdio: ['pipe', 'pipe', 'inherit'] });
  processes.push(child);
  const answered = new Map<number, () => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.includes('"content"') && !line.includes('"tools"') && !line.includes('protocolVersion'))
      throw new Error(`unexpected answer: ${line.slice(0, 300)}`);
    // Both relays give back what the server wrote.
    const { id } = JSON.parse(line) as { id: number };
    answered.get(id)?.();
    answered.delete(id);
  });
  const ask = (id: number, method: string, params: object): Promise<void> =>
    new Promise((resolve) => {
      answered.set(id, resolve);
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    });
  const call = (id: number): Promise<void> =>
    ask(id, 'tools/call', { name: 'get_issue', arguments: { repository: 'example/app', number: id } });
  await ask(0, 'initialize', {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'bench', version: '1' },
  });
  await ask(-1, 'tools/list', {});
  // Warm, as a session is after its first calls.
  for (let id = 1; id <= 100; id++) await call(id);
  const latenciesMs: number[] = [];
  let next = 100;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (next < 100 + calls) {
        const askedAt = performance.now();
        await call((next += 1));
        latenciesMs.push(performance.now() - askedAt);
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.stdin.end();
  await ended;
  latenciesMs.sort((left, right) => left - right);
  const at = (share: number): number => latenciesMs[Math.floor(latenciesMs.length * share)] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), perSecond: latenciesMs.length / seconds };
}

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;

/** From the start of the command to the server's first word, in turn with the server alone. */
async function startMs(argv: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...argv], { env: environment, stdio: ['pipe', 'pipe', 'inherit'] });
  processes.push(child);
  const said = new Promise((resolve) => child.stdout.once('data', resolve));
  const params = {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'bench', version: '1' },
  };
  child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params })}\n`);
  await said;
  const ms = performance.now() - startedAt;
  child.stdin.end();
  return ms;
}

try {
  const up = await startPart(['dist/sallyport.mjs', 'up', '--json']);
  const ended = new Promise((resolve) => up.once('exit', resolve));
  up.kill('SIGTERM');
  await ended;
  await startPart(['dist/sallyport.mjs', 'device', '--json']);
  await startPart([committer]);
  const ours = ['dist/sallyport.mjs', 'mcp', 'run', '--name', 'issues', '--', process.execPath, server];
  console.log(
    'calls at once   throughput ours / bare   p50 ours − bare (ms)   p95 ours (ms)   per second ours, bare',
  );
  for (const callers of [1, 50, 500]) {
    const rounds: { ours: Figures; bare: Figures }[] = [];
    for (let round = 0; round < ROUNDS; round++)
      rounds.push({ bare: await drive([bareRelay], callers), ours: await drive(ours, callers) });
    const of = (pick: (round: { ours: Figures; bare: Figures }) => number): number =>
      median(rounds.map(pick));
    console.log(
      `${String(callers).padStart(13)}   ${of(({ ours: us, bare }) => us.perSecond / bare.perSecond)
        .toFixed(2)
        .padStart(22)}   ${of(({ ours: us, bare }) => us.p50 - bare.p50)
        .toFixed(2)
        .padStart(20)}   ${of(({ ours: us }) => us.p95)
        .toFixed(1)
        .padStart(
          13,
        )}   ${of(({ ours: us }) => us.perSecond).toFixed(0)}, ${of(({ bare }) => bare.perSecond).toFixed(0)}`,
    );
  }
  const starts: { ours: number; alone: number }[] = [];
  for (let round = 0; round < 9; round++)
    starts.push({ alone: await startMs([server]), ours: await startMs(ours) });
  console.log(
    `first word of a server, ours / alone: ${median(starts.map((start) => start.ours / start.alone)).toFixed(2)} (${median(starts.map((start) => start.ours)).toFixed(0)} ms, ${median(starts.map((start) => start.alone)).toFixed(0)} ms)`,
  );
} finally {
  for (const child of processes) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
