/**
 * How many evidence records a second the embedded control plane stores and makes searchable, beside a bare loop that
 * only inserts the same lines into SQLite with the same durability and batch size, in the same run.
 *
 *   node bench/ingest.ts [--events 100000] [--batch 500] [--devices 4]
 *
 * Everything goes over loopback HTTP as a device sends it; sender and control plane share this process, so the figure
 * is the lower one. Lines are made before the clock starts. Searches run afterwards over all that was stored.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { decision, startChain, upload } from '../packages/control-plane/test/evidence-chain.ts';
import {
  startedControlPlane,
  type StartedControlPlane,
} from '../packages/control-plane/test/started-control-plane.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '100000' },
    batch: { type: 'string', default: '500' },
    devices: { type: 'string', default: '4' },
  },
});
const events = Number(values.events);
const batchSize = Number(values.batch);
const devices = Number(values.devices);

const WORDS =
  'invoice report customer ledger deploy secret notes backup schema index cache parser widget'.split(' ');
const word = (n: number): string => WORDS[n % WORDS.length] ?? 'notes';
const VERDICTS = ['allow', 'allow', 'allow', 'warn', 'block'] as const;

const lineContent = (n: number): Record<string, unknown> =>
  decision({
    path: `/home/ada/${word(n)}/${word(n * 7 + 3)}-${n % 5003}.txt`,
    tool: ['Read', 'Write', 'Bash', 'Edit', 'mcp__github__get_file'][n % 5] ?? 'Read',
    session: `session-${n % 211}`,
    verdict: VERDICTS[n % VERDICTS.length] ?? 'allow',
  });

type Batch = { readonly device: string; readonly lines: string[] };

/** Spread over one day, each device in order. */
const makeBatches = (device: string, count: number, first: number): Batch[] => {
  const chain = startChain(device);
  const start = Date.parse('2026-11-22T00:00:00.000Z');
  const lines = Array.from({ length: count }, (_, index) =>
    chain.add(
      lineContent(first + index),
      new Date(start + Math.floor((index / count) * 43_000_000)).toISOString(),
    ),
  );
  return Array.from({ length: Math.ceil(count / batchSize) }, (_, index) => ({
    device,
    lines: lines.slice(index * batchSize, (index + 1) * batchSize),
  }));
};

const send = async (plane: StartedControlPlane, batches: readonly Batch[]): Promise<void> => {
  for (const { device, lines } of batches) {
    const response = await plane.send(upload(lines, { device }));
    if (!response.ok) throw new Error(`upload answered ${response.status}: ${await response.text()}`);
    await response.arrayBuffer();
  }
};

const bareLoop = (directory: string, batches: readonly Batch[]): number => {
  const database = new DatabaseSync(join(directory, 'bare.sqlite'));
  database.exec(
    'PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE records(id INTEGER PRIMARY KEY, line TEXT)',
  );
  const insert = database.prepare('INSERT INTO records(line) VALUES (?)');
  const start = performance.now();
  for (const { lines } of batches) {
    database.exec('BEGIN');
    for (const line of lines) insert.run(line);
    database.exec('COMMIT');
  }
  const seconds = (performance.now() - start) / 1000;
  database.close();
  return seconds;
};

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

const SEARCHES = [
  'q=invoice',
  'q=inv',
  'q=customer%20ledger',
  'q=ledger-4711',
  'q=deploy&verdict=block',
  'verdict=block',
  'session=session-7',
  'q=~%2Fsecret',
  'tool=Bash&q=cache',
  'q=nothing-like-this',
  'q=r',
  'kind=file.read&q=schema%20pars',
];

const search = async (plane: StartedControlPlane): Promise<Map<string, number[]>> => {
  const times = new Map<string, number[]>();
  for (let round = 0; round < 20; round += 1)
    for (const query of SEARCHES) {
      const start = performance.now();
      const response = await plane.ask(`/api/v1/activity?${query}`, {}, 'cli');
      if (!response.ok) throw new Error(`\`${query}\` answered ${response.status}`);
      await response.arrayBuffer();
      times.set(query, [...(times.get(query) ?? []), performance.now() - start]);
    }
  return times;
};

const scratch = mkdtempSync(join(tmpdir(), 'sallyport-bench-ingest-'));
const perDevice = Math.floor(events / devices);
const sent = Array.from({ length: devices }, (_, index) =>
  makeBatches(`device-${index}`, perDevice, index * perDevice),
);
const all = sent.flat();
const count = perDevice * devices;
const bytes = all.reduce((sum, { lines }) => sum + lines.reduce((inner, line) => inner + line.length, 0), 0);
console.log(
  `${count} records of ${Math.round(bytes / count)} bytes, ${batchSize} a batch, ${devices} devices`,
);

const bareSeconds = bareLoop(scratch, all);
const plane = await startedControlPlane();
const start = performance.now();
await Promise.all(sent.map(async (batches) => send(plane, batches)));
const ackedSeconds = (performance.now() - start) / 1000;
const page = await plane.ask(`/api/v1/activity/aggregate`, {}, 'cli');
const { total } = (await page.json()) as { total: number };
const searchableSeconds = (performance.now() - start) / 1000;

console.log(`stored and acknowledged: ${Math.round(count / ackedSeconds)} records/s`);
console.log(`bare insert loop:        ${Math.round(count / bareSeconds)} records/s`);
console.log(`ratio:                   ${(bareSeconds / ackedSeconds).toFixed(3)} of the bare loop`);
console.log(
  `counted and searchable ${(searchableSeconds - ackedSeconds).toFixed(3)} s after the last acknowledgement: ${total} of ${count}`,
);

const times = await search(plane);
const sorted = [...times.values()].flat().sort((left, right) => left - right);
console.log(
  `search over ${count} records: p50 ${percentile(sorted, 0.5).toFixed(1)} ms, p95 ${percentile(sorted, 0.95).toFixed(1)} ms`,
);
for (const [query, each] of times)
  console.log(
    `  ${percentile(
      each.sort((left, right) => left - right),
      0.95,
    )
      .toFixed(1)
      .padStart(7)} ms  ${query}`,
  );
await plane.remove();
rmSync(scratch, { recursive: true, force: true });
if (total !== count) process.exitCode = 1;
