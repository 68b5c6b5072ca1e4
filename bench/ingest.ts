/**
 * How many evidence records a second the embedded control plane stores and makes searchable, beside a bare loop that
 * only inserts the same lines into SQLite with the same durability and batch size, in the same run.
 *
 *   node bench/ingest.ts [--events 100000] [--batch 500] [--devices 4]
 *
 * Everything goes over loopback HTTP as a device sends it; sender and control plane share this process, so the figure
 * is the lower one. Lines are made while no clock runs. Searches run afterwards over all that was stored, which lies
 * in one day: the worst case, as a day is one file.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { ActivityAggregate } from '@sallyport/fleet-protocol';
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

/** Enough to keep every device busy for a second or two, few enough to hold in memory. */
const ROUND_BATCHES = 10;

/** One device's lines, made a round at a time while the clock stands still; spread over half a day. */
const startSource = (device: string, first: number, count: number) => {
  const chain = startChain(device);
  const start = Date.parse('2026-11-22T00:00:00.000Z');
  let made = 0;
  const batch = (): string[] => {
    const lines = Array.from({ length: Math.min(batchSize, count - made) }, (_, index) => {
      const at = new Date(start + Math.floor(((made + index) / count) * 43_000_000)).toISOString();
      return chain.add(lineContent(first + made + index), at);
    });
    made += lines.length;
    return lines;
  };
  return {
    device,
    round: (): string[][] => Array.from({ length: ROUND_BATCHES }, batch).filter((lines) => lines.length > 0),
  };
};

const send = async (
  plane: StartedControlPlane,
  device: string,
  batches: readonly string[][],
): Promise<void> => {
  for (const lines of batches) {
    const response = await plane.send(upload(lines, { device }));
    if (!response.ok) throw new Error(`upload answered ${response.status}: ${await response.text()}`);
    await response.arrayBuffer();
  }
};

const openBareLoop = (directory: string) => {
  const database = new DatabaseSync(join(directory, 'bare.sqlite'));
  database.exec(
    'PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE records(id INTEGER PRIMARY KEY, line TEXT)',
  );
  const insert = database.prepare('INSERT INTO records(line) VALUES (?)');
  return (batches: readonly string[][]): void => {
    for (const lines of batches) {
      database.exec('BEGIN');
      for (const line of lines) insert.run(line);
      database.exec('COMMIT');
    }
  };
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
  'policy=secrets-stay-home',
  'rule=ssh-keys&q=ledger',
  // Both are common and never meet, so that no list of hits ends the search early.
  'tool=Read&verdict=block',
];

const countStored = async (plane: StartedControlPlane): Promise<number> => {
  const response = await plane.ask('/api/v1/activity/aggregate', {}, 'cli');
  const { total } = ActivityAggregate.parse(await response.json());
  const found = await plane.ask(`/api/v1/activity?q=notes&limit=1`, {}, 'cli');
  await found.arrayBuffer();
  return total;
};

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
const count = perDevice * devices;
const sources = Array.from({ length: devices }, (_, index) =>
  startSource(`device-${index}`, index * perDevice, perDevice),
);
const bare = openBareLoop(scratch);
const plane = await startedControlPlane();
let bytes = 0;
let bareMs = 0;
let storedMs = 0;
for (;;) {
  const round = sources.map((source) => ({ device: source.device, batches: source.round() }));
  const all = round.flatMap(({ batches }) => batches);
  if (all.length === 0) break;
  bytes += all.reduce((sum, lines) => sum + lines.reduce((inner, line) => inner + line.length, 0), 0);
  // Both in each round, so that a busy machine slows both.
  const start = performance.now();
  bare(all);
  const middle = performance.now();
  await Promise.all(round.map(async ({ device, batches }) => send(plane, device, batches)));
  bareMs += middle - start;
  storedMs += performance.now() - middle;
}
const lastAck = performance.now();
const total = await countStored(plane);
const searchableMs = performance.now() - lastAck;

const rate = (ms: number): number => Math.round((count / ms) * 1000);
console.log(
  `${count} records of ${Math.round(bytes / count)} bytes, ${batchSize} a batch, ${devices} devices`,
);
console.log(`stored and acknowledged: ${rate(storedMs)} records/s`);
console.log(`bare insert loop:        ${rate(bareMs)} records/s`);
console.log(`ratio:                   ${(bareMs / storedMs).toFixed(3)} of the bare loop`);
console.log(
  `counted and searchable ${searchableMs.toFixed(0)} ms after the last acknowledgement: ${total} of ${count}`,
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
