import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, globSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EvidenceRecord } from '@sallyport/action-model';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { recordsBehind } from '../../packages/device/src/spool/tail-spool.ts';
import { verifySpool } from '../../packages/device/src/spool/verify-spool.ts';
import { stateHome, type StateHome } from '../../packages/device/src/state-home.ts';
import { callHook, faultyScript, isStopped, toolCall } from './support/hook-call.ts';
import { install, type Installation } from './support/installation.ts';

/**
 * The real daemon on a machine whose clock is set while it runs: a library under it answers for the wall clock, and
 * leaves the clocks alone that nobody can set.
 */
const PROGRAM = join(import.meta.dirname, '../../dist/sallyport.mjs');
const DAY_SECONDS = 86_400;
const LATER = { timeout: 30_000, interval: 500 };

let place: Installation;
let copy: StateHome;
let daemon: ChildProcess | undefined;

beforeAll(async () => {
  place = await install({ 'project/notes.txt': 'hello\n', '.ssh/id_ed25519': 'key\n' });
  copy = stateHome(join(place.home, 'clock'));
  for (const part of ['policy', 'secrets', 'hook', 'state.json'])
    cpSync(join(place.stateHome, part), join(copy.root, part), { recursive: true });
});
afterEach(stopDaemon);
afterAll(async () => place[Symbol.asyncDispose]());

/** As `libfaketime` reads it: an offset. In one step, because it is read at any moment. */
function setClock(offset: string): void {
  writeFileSync(join(place.home, 'offset.new'), `${offset}\n`);
  renameSync(join(place.home, 'offset.new'), join(place.home, 'offset'));
}

async function startDaemon(): Promise<void> {
  const [library] = globSync('/usr/lib/*/faketime/libfaketime.so.1');
  if (library === undefined)
    throw new Error('this test needs `faketime`; install it (Debian: `apt-get install faketime`)');
  daemon = spawn(process.execPath, [PROGRAM, 'device', '--json'], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: place.home,
      SALLYPORT_HOME: copy.root,
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: join(place.home, 'offset'),
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (daemon.stdout === null) throw new Error('the daemon has no output');
  await Promise.race([
    once(daemon.stdout, 'data'),
    once(daemon, 'exit').then(([code]) => {
      throw new Error(`the daemon ended with ${code}`);
    }),
  ]);
}

async function stopDaemon(): Promise<void> {
  if (daemon === undefined || daemon.exitCode !== null) return;
  const ended = once(daemon, 'exit');
  daemon.kill('SIGTERM');
  await ended;
}

async function records(): Promise<EvidenceRecord[]> {
  const found: EvidenceRecord[] = [];
  for await (const { text } of recordsBehind(copy.spool, 0))
    found.push(EvidenceRecord.parse(JSON.parse(text)));
  return found;
}

const jumps = async () =>
  (await records()).flatMap((record) =>
    record.type === 'lifecycle' && record.event === 'clock-jumped' ? [record.detail] : [],
  );

test('decisions stay right, records stay in order, and evidence says when the clock was set', async () => {
  const script = faultyScript(join(place.home, 'hook.sh'), copy, place.home, { deadlineSeconds: 10 });
  const decides = async (): Promise<void> => {
    for (const [tool, input, stopped] of [
      ['Bash', { command: 'ls' }, false],
      ['Read', { file_path: join(place.home, '.ssh/id_ed25519') }, true],
    ] as const)
      expect(isStopped(await callHook(script, 'open', toolCall(tool, input, place.cwd)))).toBe(stopped);
  };
  setClock('+0');
  await startDaemon();
  await decides();
  const steps = [
    ['+30d', 30],
    ['-3d', -33],
    ['+0', 3],
  ] as const;
  for (const [index, [offset, days]] of steps.entries()) {
    setClock(offset);
    await decides();
    await expect.poll(async () => (await jumps()).length, LATER).toBe(index + 1);
    await decides();
    const jump = (await jumps()).at(-1);
    expect(Number(jump?.['seconds'])).toBeCloseTo(days * DAY_SECONDS, -2);
    const span = Date.parse(String(jump?.['to'])) - Date.parse(String(jump?.['from']));
    expect(Math.round(span / 1000)).toBe(jump?.['seconds']);
  }

  const all = await records();
  expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1));
  const at = all.map((record) => Date.parse(record.at));
  expect(at).not.toEqual(at.toSorted((left, right) => left - right));
  // 30 days on, the policy is out of date; that is on record, and setting the clock back doesn't make it young again.
  const stale = all.flatMap((record) =>
    record.type === 'decision' ? [record.facts.posture.bundleStale] : [],
  );
  expect(stale).toEqual([...Array<boolean>(2).fill(false), ...Array<boolean>(stale.length - 2).fill(true)]);
  expect((await jumps()).map((jump) => jump['policyStale'])).toEqual([true, true, true]);
  expect(all.filter(({ type }) => type === 'gap')).toEqual([]);
  expect(await verifySpool(copy.spool)).toMatchObject({ ok: true, breaks: [] });
});

test('a clock that is set while no daemon runs is on record after the next start, once', async () => {
  const before = (await jumps()).length;
  setClock('+2d');
  await startDaemon();
  await expect.poll(async () => (await jumps()).length, LATER).toBe(before + 1);
  expect((await jumps()).at(-1)).toMatchObject({ whileStopped: true, by: 'boot' });
  await stopDaemon();
  await startDaemon();
  expect((await jumps()).length).toBe(before + 1);
  expect(readFileSync(copy.clock, 'utf8')).toContain('bootedAt');
});
