/**
 * What looking at texts costs the thread that asks: `node bench/inspect.ts` (no build needed).
 * Per kind of text: how long the event loop was held while texts of that kind were inspected one after the other, beside
 * runs that only wait (the machine's own mood), the time until an answer, and what `detect` takes in the thread itself.
 */
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isMainThread, Worker } from 'node:worker_threads';
import { Inspector } from '@sallyport/device';
import { detect } from '@sallyport/detectors';

const ROUNDS = 20;
/** Of the longest texts, each of which takes seconds. */
const LONG_ROUNDS = 3;
const LONG_UNITS = 1024 * 1024;
const STALL_MS = 20;
const root = fileURLToPath(new URL('..', import.meta.url));
const prose = readFileSync(`${root}ARCHITECTURE.md`, 'utf8');
const records = readFileSync(`${root}package-lock.json`, 'utf8');

/** In one piece of memory, as texts from outside are: a text put together here would be joined while it is measured. */
const filled = (piece: string, units: number): string =>
  Buffer.from(piece.repeat(Math.ceil(units / piece.length)).slice(0, units), 'utf16le').toString('utf16le');
const K = 1024;
const KINDS: readonly (readonly [string, (round: number) => string])[] = [
  ['prose, 500 units', (round) => filled(`${round} ${prose}`, 500)],
  ['rows of people, 500 units', (round) => filled(`Ada L. ${round},ada${round}@b.org,212-664-7665\n`, 500)],
  ['prose, 4 Ki', (round) => filled(`${round} ${prose}`, 4 * K)],
  ['records, 100 Ki', (round) => filled(`${round} ${records}`, 100 * K)],
  ['records, 256 Ki', (round) => filled(`${round} ${records}`, 256 * K)],
  ['rows of people, 256 Ki', (round) => filled(`Ada L. ${round},ada${round}@b.org,212-664-7665\n`, 256 * K)],
  ['names with values, 256 Ki', (round) => filled(`key_${round}=aB3dE5gH7jK9mN1p `, 256 * K)],
  ['percent of percent, 256 Ki', (round) => filled(`%2541${round % 10}`, 256 * K)],
  ['a wide script, 256 Ki', (round) => filled(`${round} готов и ждёт подписи 報告書 `, 256 * K)],
  ['records, 8 Mi', (round) => filled(`${round} ${records}`, 8 * K * K)],
];

// The thread of the second row: it looks at texts that nobody handed over and nobody waits for.
if (!isMainThread) for (;;) detect({ text: filled(records, 256 * K), role: 'tool-result' });

/** The longest turn, and the 99th of 100: on a busy machine the longest is often the machine's. */
const held = async (work: (round: number) => Promise<unknown>, rounds = ROUNDS): Promise<string> => {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  for (let round = 0; round < rounds; round++) await work(round);
  // The last turn of the loop is counted when the next begins.
  await wait(5);
  delay.disable();
  return `${(delay.max / 1e6).toFixed(1)} ms (99 %: ${(delay.percentile(99) / 1e6).toFixed(1)})`;
};

const inspector = new Inspector({ onFailure: (why) => console.log(`failed: ${why}`) });
await inspector.inspect([{ text: filled(records, 16 * K), role: 'file' }], { deadlineMs: 60_000 });
console.log(
  `longest time the event loop was held (budget ${STALL_MS} ms) over ${ROUNDS} texts of each kind:`,
);
console.log(`  only waiting: ${await held(() => wait(20))}`);
const busy = new Worker(new URL(import.meta.url));
await wait(2000);
console.log(`  only waiting, beside a thread that looks at texts of its own: ${await held(() => wait(20))}`);
await busy.terminate();
for (const [name, make] of KINDS) {
  const rounds = make(0).length > LONG_UNITS ? LONG_ROUNDS : ROUNDS;
  const texts = Array.from({ length: rounds }, (_, round) => make(round));
  const startedWith = process.threadCpuUsage();
  const answers: number[] = [];
  const cut = new Set<string>();
  const worst = await held(async (round) => {
    const start = performance.now();
    const [inspected] = await inspector.inspect([{ text: texts[round] ?? '', role: 'tool-result' }], {
      deadlineMs: 60_000,
    });
    for (const what of inspected?.truncated ?? []) cut.add(what);
    answers.push(performance.now() - start);
  }, rounds);
  const own = process.threadCpuUsage(startedWith);
  const again = performance.now();
  await inspector.inspect([{ text: texts.at(-1) ?? '', role: 'tool-result' }], { deadlineMs: 60_000 });
  const remembered = performance.now() - again;
  const before = process.threadCpuUsage();
  detect({ text: texts[0] ?? '', role: 'tool-result' });
  const spent = process.threadCpuUsage(before);
  const median = answers.toSorted((a, b) => a - b)[rounds >> 1] ?? 0;
  console.log(
    `  ${name}: held ${worst}, its own work ${((own.user + own.system) / 1000 / rounds).toFixed(1)} ms a text; answer after ${median.toFixed(1)} ms, remembered ${remembered.toFixed(1)} ms; \`detect\` itself ${((spent.user + spent.system) / 1000).toFixed(1)} ms; cut short: ${[...cut].join(' ') || 'nothing'}`,
  );
}
await inspector.close();
