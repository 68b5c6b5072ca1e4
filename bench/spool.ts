/**
 * How fast evidence becomes durable, beside a bare loop that writes the same number of bytes and calls fdatasync, on
 * the same disk in the same run.
 *
 *   node bench/spool.ts [--seconds 3] [--bytes 1200]
 *
 * With n callers each waits for its record before it hands in the next. The bare loop is given n records at a time
 * in one write, which is the best that group commit could do; it makes no JSON, no hash and no checksum. The ratio
 * is spool ÷ bare: above 1 for a rate is faster, for a latency slower. Signed checkpoints are on.
 */
import { generateKeyPairSync } from 'node:crypto';
import { closeSync, fdatasync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { openSpool } from '../packages/device/src/spool/open-spool.ts';
import { verifySpool } from '../packages/device/src/spool/verify-spool.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '3' }, bytes: { type: 'string', default: '1200' } },
});
const runMs = Number(values.seconds) * 1000;
const recordBytes = Number(values.bytes);
const datasync = promisify(fdatasync);

interface Row {
  readonly perSecond: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly cpuUs: number;
}

/** Runs `callers` loops of `step` for a while; `records` become durable with each step. */
async function measure(callers: number, records: number, step: () => Promise<void>): Promise<Row> {
  const latenciesUs: number[] = [];
  const cpu = process.cpuUsage();
  const start = performance.now();
  const end = start + runMs;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (let before = performance.now(); before < end; before = performance.now()) {
        await step();
        latenciesUs.push((performance.now() - before) * 1000);
      }
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const sorted = Float64Array.from(latenciesUs).sort();
  const done = latenciesUs.length * records;
  return {
    perSecond: done / seconds,
    p50Us: sorted[Math.floor(sorted.length * 0.5)] ?? 0,
    p99Us: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
    cpuUs: (user + system) / done,
  };
}

async function bare(home: string, records: number): Promise<Row> {
  const file = openSync(join(home, `bare-${records}`), 'w');
  const bytes = Buffer.alloc(recordBytes * records, 'x');
  let position = 0;
  const row = await measure(1, records, async () => {
    position += writeSync(file, bytes, 0, bytes.length, position);
    await datasync(file);
  });
  closeSync(file);
  return row;
}

async function spool(home: string, callers: number): Promise<Row> {
  const directory = join(home, `spool-${callers}`);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const opened = await openSpool({
    directory,
    device: 'bench-device',
    tier: 'cooperative',
    signingKey: privateKey,
    quota: { totalBytes: 1e12, observationBytes: 1e12, sessionBytes: 1e12, queueBytes: 1e9 },
    now: () => new Date(),
  });
  // The link and the members around the padding take about 310 bytes.
  const padding = 'x'.repeat(Math.max(0, recordBytes - 310));
  const row = await measure(callers, 1, async () => {
    const result = await opened.append({ type: 'lifecycle', event: 'bench', detail: { padding } });
    if (!result.ok) throw new Error(result.detail);
  });
  await opened.close();
  const { ok, records, anchoredTo, breaks } = await verifySpool(directory, { publicKey });
  if (!ok || anchoredTo !== records)
    throw new Error(`the chain does not verify: ${JSON.stringify(breaks[0])}`);
  return row;
}

const cell = (value: number): string => value.toFixed(value < 100 ? 1 : 0).padStart(9);
const line = (name: string, row: Row): string =>
  `${name.padEnd(22)}${cell(row.perSecond)}${cell(row.p50Us)}${cell(row.p99Us)}${cell(row.cpuUs)}`;

console.log(`${`${recordBytes}-byte records`.padEnd(22)}    per s   p50 µs   p99 µs  CPU µs/record`);
for (const callers of [1, 32, 1024]) {
  const home = mkdtempSync(join(tmpdir(), 'sallyport-bench-'));
  try {
    const bareRow = await bare(home, callers);
    const spoolRow = await spool(home, callers);
    console.log(line(`bare, ${callers} a write`, bareRow));
    console.log(line(`spool, ${callers} callers`, spoolRow));
    const rate = (spoolRow.perSecond / bareRow.perSecond).toFixed(2);
    const latency = (spoolRow.p50Us / bareRow.p50Us).toFixed(2);
    console.log(`${'ratio'.padEnd(22)}${rate.padStart(9)}${latency.padStart(9)}`);
  } finally {
    rmSync(home, { recursive: true });
  }
}
