import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, expect, test } from 'vitest';
import { prepareStateHome } from './prepare-state-home.ts';
import { stateHome } from './state-home.ts';

const folder = mkdtempSync(join(tmpdir(), 'sallyport-prepare-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const STARTS = 4;
const ROUNDS = 60;

/** Every thread waits at the gate of a round, so that all of them make the same folder at the same moment. */
const starter = `
  const { parentPort, workerData } = require('node:worker_threads');
  const gate = new Int32Array(workerData.gate);
  import(workerData.module).then(({ prepareStateHome }) => {
    const refused = [];
    for (let round = 0; round < workerData.rounds; round++) {
      const due = (round + 1) * workerData.starts;
      Atomics.add(gate, 0, 1);
      while (Atomics.load(gate, 0) < due);
      const root = workerData.folder + '/' + round;
      const prepared = prepareStateHome({ root, hookSocket: root + '/s' });
      if (!prepared.ok) refused.push(prepared.message);
    }
    parentPort.postMessage(refused);
  });`;

test('two starts that make the folder at the same moment both have it', async () => {
  const gate = new SharedArrayBuffer(4);
  const module = new URL('./prepare-state-home.ts', import.meta.url).href;
  const workerData = { gate, module, folder, rounds: ROUNDS, starts: STARTS };
  const refused = await Promise.all(
    Array.from(
      { length: STARTS },
      () =>
        new Promise<string[]>((resolve, reject) => {
          const worker = new Worker(starter, { eval: true, workerData });
          worker.once('message', resolve);
          worker.once('error', reject);
        }),
    ),
  );
  expect(refused.flat()).toEqual([]);
});

test('a file in the way is said to be one', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(prepareStateHome(stateHome(join(folder, 'file', 'state')))).toMatchObject({
    ok: false,
    message: expect.stringContaining('is a file'),
  });
});

test('a link to nowhere is not taken for a folder', () => {
  symlinkSync(join(folder, 'nowhere'), join(folder, 'link'));
  expect(prepareStateHome(stateHome(join(folder, 'link')))).toMatchObject({
    ok: false,
    message: expect.stringContaining('EEXIST'),
  });
});
