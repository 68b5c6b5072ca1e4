import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UploadResponse } from '@sallyport/fleet-protocol';
import { describe, expect, it } from 'vitest';
import { listDays, openDay } from '../src/store/day-segment.ts';
import { allRows, integer, oneRow } from '../src/store/sqlite.ts';
import { openStateFile } from '../src/store/state-file.ts';
import { bundledThreads } from './bundled-threads.ts';
import { decision, startChain, upload } from './evidence-chain.ts';
import { DEVICE_TOKEN } from './started-control-plane.ts';

// More for a long run: SALLYPORT_TEST_KILLS=1000.
const KILLS = Number(process.env['SALLYPORT_TEST_KILLS'] ?? 25);
const PROCESS = join(import.meta.dirname, 'control-plane-process.ts');
const BATCH = 40;

const start = async (directory: string): Promise<{ child: ChildProcess; port: number }> => {
  const { writer, reader } = bundledThreads();
  const child = spawn(process.execPath, [PROCESS, directory, writer.href, reader.href], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, port: Number(line.toString()) };
};

/** A device that behaves as ours do: one batch at a time, from the oldest record that was not acknowledged. */
const startDevice = (device: string) => {
  const chain = startChain(device);
  const lines: string[] = [];
  let acknowledged = 0;
  const sendOne = async (port: number): Promise<void> => {
    while (lines.length < acknowledged + BATCH)
      lines.push(chain.add(decision({ verdict: lines.length % 3 === 0 ? 'block' : 'allow' })));
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/evidence`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${DEVICE_TOKEN}` },
      body: JSON.stringify(upload(lines.slice(acknowledged, acknowledged + BATCH), { device })),
    });
    if (!response.ok) throw new Error(`the upload was answered ${response.status}`);
    acknowledged = UploadResponse.parse(await response.json()).storedThrough;
  };
  return {
    acknowledged: () => acknowledged,
    sendOne,
    /** Until the control plane is gone. */
    sendOn: async (port: number): Promise<void> => {
      try {
        for (;;) await sendOne(port);
      } catch {
        // Killed: whatever was not acknowledged is sent again to the next one.
      }
    },
  };
};

describe('a control plane that is killed while it stores', () => {
  it(
    `loses nothing it acknowledged and stores nothing twice, ${KILLS} times`,
    async () => {
      const directory = mkdtempSync(join(tmpdir(), 'sallyport-killed-'));
      const devices = [startDevice('device-1'), startDevice('device-2')];
      for (let kill = 0; kill < KILLS; kill += 1) {
        const { child, port } = await start(directory);
        // Every life stores something; the kill then falls anywhere into what follows.
        await devices[0]?.sendOne(port);
        const sending = devices.map(async (device) => device.sendOn(port));
        await sleep((kill * 37) % 180);
        child.kill('SIGKILL');
        await once(child, 'exit');
        await Promise.all(sending);
      }
      // One more batch each, so that the counts are made up for whatever the last kill left behind.
      const last = await start(directory);
      for (const device of devices) await device.sendOne(last.port);
      last.child.kill('SIGKILL');
      await once(last.child, 'exit');

      const state = openStateFile(directory, { readOnly: true });
      const perDevice = devices.map(() => new Set<number>());
      let rows = 0;
      let counted = 0;
      for (const day of listDays(directory)) {
        const database = openDay(directory, day, { readOnly: true });
        for (const row of allRows(database.prepare('SELECT chain, seq FROM records'))) {
          perDevice[integer(row, 'chain') - 1]?.add(integer(row, 'seq'));
          rows += 1;
        }
        counted += integer(oneRow(database.prepare('SELECT sum(count) AS n FROM hourly')) ?? {}, 'n');
        database.close();
      }
      const acknowledged = devices.map((device) => device.acknowledged());
      expect(perDevice.map((seen) => seen.size).sort()).toEqual([...acknowledged].sort());
      for (const seen of perDevice) expect(Math.max(...seen)).toBe(seen.size);
      const total = acknowledged.reduce((sum, n) => sum + n, 0);
      expect({ rows, counted }).toEqual({ rows: total, counted: total });
      expect(integer(oneRow(state.prepare('SELECT sum(records) AS n FROM devices')) ?? {}, 'n')).toBe(total);
      expect(allRows(state.prepare('SELECT * FROM findings'))).toEqual([]);
      state.close();
      rmSync(directory, { recursive: true, force: true });
    },
    Math.max(240_000, KILLS * 10_000),
  );
});
