/**
 * How much of the console's time goes to main-thread tasks longer than 50 ms, in a real Chromium, with 10,000 rows
 * listed and 80 new records a second, beside the same page with nothing arriving in the same run.
 *
 *   node bench/console.ts [seconds]
 *
 * The budget is 1 % of the time. On a machine that others use, a task also waits for its turn; processor time leaves
 * that out, so both are printed. `reading` scrolls up and down meanwhile, as a person does who looks for something;
 * there the new records wait above the list.
 */
import { rmSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import type { Page } from 'playwright-core';
// Past the package's door on purpose: the console is a page, and its mock is where its tests have it.
import { startMockApi } from '../packages/console/test/mock-api.ts';
import { buildConsole, openBrowser } from '../packages/console/test/open-console.ts';
import { scriptedHistory, scriptedItem } from '../packages/console/test/scripted-data.ts';

const ROWS = 10_000;
const EVENTS_PER_SECOND = 80;
const TICK_MS = 25;
const seconds = Number(process.argv[2] ?? 20);

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds by the clock, and of processor time. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

interface LongTasks {
  readonly count: number;
  readonly share: number;
  readonly worstMs: number;
}

interface Measured {
  readonly clock: LongTasks;
  readonly processor: LongTasks;
  readonly busyShare: number;
}

const LONG_MS = 50;

const longOnes = (durationsMs: readonly number[], elapsedMs: number): LongTasks => {
  const long = durationsMs.filter((ms) => ms > LONG_MS);
  return {
    count: long.length,
    share: long.reduce((sum, ms) => sum + ms, 0) / elapsedMs,
    worstMs: Math.max(0, ...durationsMs),
  };
};

const listAll = async (page: Page): Promise<void> => {
  const grid = page.getByRole('grid');
  await grid.waitFor();
  for (;;) {
    const listed = Number(
      (await page.locator('footer').textContent())?.match(/^([\d,]+)/)?.[1]?.replaceAll(',', ''),
    );
    if (listed >= ROWS) break;
    await grid.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
    await page.waitForTimeout(20);
  }
  await grid.evaluate((element) => element.scrollTo({ top: 0 }));
  await page.waitForTimeout(1000);
};

/** Main-thread tasks as the browser itself traces them: by the clock, and by the processor time they took. */
const measure = async (page: Page, meanwhile: () => Promise<unknown>): Promise<Measured> => {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const complete = new Promise<unknown>((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['disabled-by-default-devtools.timeline', '__metadata'] },
  });
  const from = performance.now();
  await meanwhile();
  const elapsedMs = performance.now() - from;
  await session.send('Tracing.end');
  await complete;
  await session.detach();
  const main = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}/${tid}`),
  );
  const tasks = events.filter(({ name, pid, tid }) => name === 'RunTask' && main.has(`${pid}/${tid}`));
  return {
    clock: longOnes(
      tasks.map(({ dur = 0 }) => dur / 1000),
      elapsedMs,
    ),
    processor: longOnes(
      tasks.map(({ tdur = 0 }) => tdur / 1000),
      elapsedMs,
    ),
    busyShare: tasks.reduce((sum, { tdur = 0 }) => sum + tdur / 1000, 0) / elapsedMs,
  };
};

const folder = await buildConsole();
const api = await startMockApi({ open: true, consoleFolder: folder, items: scriptedHistory(ROWS, 50) });
const browser = await openBrowser();
const page = await browser.context.newPage();
await page.goto(`${api.url}/activity`);
await listAll(page);

let seq = ROWS;
let sent = 0;
const sendEvents = (): (() => void) => {
  const from = performance.now();
  const before = sent;
  const timer = setInterval(() => {
    const due = before + Math.floor(((performance.now() - from) / 1000) * EVENTS_PER_SECOND);
    for (; sent < due; sent += 1) api.push(scriptedItem((seq += 1)));
  }, TICK_MS);
  return () => clearInterval(timer);
};
const wait = () => page.waitForTimeout(seconds * 1000);
/** Scrolls from inside the page: a driver that looks elements up for every step would be measured too. */
const scroll = () =>
  page.evaluate(async (untilMs) => {
    const grid = document.querySelector('[role=grid]');
    const until = performance.now() + untilMs;
    for (let step = 0; performance.now() < until; step += 1) {
      grid?.scrollBy({ top: Math.floor(step / 40) % 2 === 0 ? 400 : -400 });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }, seconds * 1000);

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`.padStart(8);
const told = ({ share, count, worstMs }: LongTasks): string =>
  `${percent(share)} in ${String(count).padStart(3)} tasks, worst ${String(Math.round(worstMs)).padStart(4)} ms`;
const print = (name: string, { clock, processor, busyShare }: Measured): void =>
  console.log(
    `${name.padEnd(24)} by the clock ${told(clock)} | by processor time ${told(processor)} | busy ${percent(busyShare)}`,
  );

console.log(
  `tasks over ${LONG_MS} ms on the main thread, ${seconds} s each; load ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} processors`,
);
print('nothing arrives', await measure(page, wait));
let stop = sendEvents();
print(`${EVENTS_PER_SECOND} events/s, at the top`, await measure(page, wait));
stop();
stop = sendEvents();
print(`${EVENTS_PER_SECOND} events/s, reading`, await measure(page, scroll));
stop();
console.log(
  `${sent} records arrived over ${ROWS} rows; ${(await page.locator('footer').textContent())?.split(' listed')[0]} listed at the end`,
);

await browser.close();
await api.close();
rmSync(folder, { recursive: true, force: true });
