import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { EvidenceRecord } from '@sallyport/action-model';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepOfflineEvidence } from '../src/offline/offline-evidence.ts';
import { recordsBehind } from '../src/spool/tail-spool.ts';
import { verifySpool } from '../src/spool/verify-spool.ts';
import { stateHome, type StateHome } from '../src/state-home.ts';
import { bundleProgram } from './spool-support/bundle-program.ts';

/**
 * What lies in files is in the chain exactly once, whenever the daemon that takes it in is killed. The kernel does
 * the killing: strace sends SIGKILL on entry to the n-th call of one kind, for every kind that changes a file and
 * every n, so each step of the way is one case. A second daemon then takes over.
 */
const CHANGES = ['pwrite64', 'fsync', 'fdatasync', 'ftruncate', 'rename', 'link', 'unlink'];
const EVENTS = ['one', 'two', 'three'];
const LINES = ['PreToolUse closed curl-28 - s-1', 'Stop open curl-7 - -', 'PreToolUse closed curl-28 - s-1'];
const BAD_FILES = 1;
const SIGKILL_STATUS = 137;

let folder: string;
let program: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-intake-'));
  program = bundleProgram(join(import.meta.dirname, 'offline-support/collect-once.ts'), folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Three decisions, a damaged one and three lines of the script, kept while no daemon ran. */
function keptHome(name: string): StateHome {
  const home = stateHome(join(folder, name));
  for (const event of EVENTS)
    keepOfflineEvidence(home.offlineEvidence, { type: 'lifecycle', event, detail: {} }, new Date());
  writeFileSync(join(home.offlineEvidence, '0.json'), '{"type":');
  mkdirSync(dirname(home.hookGaps), { recursive: true });
  writeFileSync(home.hookGaps, `${LINES.join('\n')}\n`);
  return home;
}

/** Runs the daemon's part under strace and gives back its exit status. */
const collect = (home: StateHome, ...words: string[]): Promise<number> =>
  new Promise((resolve) => {
    execFile(
      'strace',
      ['-fqq', ...words, process.execPath, program, home.root],
      {
        env: {
          ...process.env,
          // One thread for files and no calls past the kernel's sight: what is counted once comes again.
          UV_THREADPOOL_SIZE: '1',
          UV_USE_IO_URING: '0',
          NODE_COMPILE_CACHE: join(folder, 'compiled'),
        },
      },
      (error) => resolve(typeof error?.code === 'number' ? error.code : error === null ? 0 : SIGKILL_STATUS),
    );
  });

/** How often one thread makes each call, at most: strace counts by thread. */
async function countCalls(): Promise<Map<string, number>> {
  const log = join(folder, 'calls.log');
  expect(await collect(keptHome('counted'), `-o${log}`, `-etrace=${CHANGES.join()}`)).toBe(0);
  const most = new Map<string, number>();
  const byThread = new Map<string, number>();
  for (const [, thread, call = ''] of readFileSync(log, 'utf8').matchAll(/^(\d+)\s+(\w+)\(/gm)) {
    const count = (byThread.get(`${thread} ${call}`) ?? 0) + 1;
    byThread.set(`${thread} ${call}`, count);
    most.set(call, Math.max(most.get(call) ?? 0, count));
  }
  return most;
}

/** What the chain holds in the end, in a form that a person can compare. */
async function outcome(home: StateHome): Promise<object> {
  const events: string[] = [];
  let missing = 0;
  for await (const { text } of recordsBehind(home.spool, 0)) {
    const record = EvidenceRecord.parse(JSON.parse(text));
    if (record.type === 'lifecycle' && EVENTS.includes(record.event)) events.push(record.event);
    if (record.type === 'gap') missing += record.count ?? 0;
  }
  const { breaks } = await verifySpool(home.spool);
  const left = [...readdirSync(home.offlineEvidence), ...readdirSync(dirname(home.hookGaps))];
  return { events, missing, breaks, left };
}

test('a daemon killed at any step of taking in loses nothing and records nothing twice', async () => {
  const calls = await countCalls();
  expect([...calls.keys()]).toEqual(
    expect.arrayContaining(['rename', 'fsync', 'fdatasync', 'unlink', 'pwrite64']),
  );
  const steps = [...calls].flatMap(([call, count]) =>
    Array.from({ length: count }, (_, index) => [call, index + 1] as const),
  );
  const total = steps.length;
  let killed = 0;
  const lane = async (): Promise<void> => {
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
      const [call, when] = step;
      const home = keptHome(`${call}-${when}`);
      const kill = (at: number): Promise<number> =>
        collect(home, '-o/dev/null', `-etrace=${call}`, `-einject=${call}:signal=KILL:when=${at}`);
      if ((await kill(when)) !== 0) killed += 1;
      // Half of them are killed once more on the way back.
      if (when % 2 === 0) await kill(when / 2);
      expect(await collect(home, '-o/dev/null', '-etrace=none')).toBe(0);
      expect(await outcome(home), `killed at ${call} ${when}`).toEqual({
        events: EVENTS,
        missing: LINES.length + BAD_FILES,
        breaks: [],
        left: ['0.json.bad'],
      });
      rmSync(home.root, { recursive: true });
    }
  };
  await Promise.all([lane(), lane()]);
  // A call that a second run makes less often is no step of that run.
  expect(killed).toBeGreaterThan(total * 0.8);
  expect(total).toBeGreaterThan(30);
}, 300_000);
