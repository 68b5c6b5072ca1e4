import { expect, test } from 'vitest';
import { cutPower } from './spool-support/power-cuts.ts';

// More of them: `node packages/device/test/spool-support/cut-power.ts 10000`.
test('no acknowledged record is lost when the power goes at any moment and the disk keeps what it likes', async () => {
  const report = await cutPower(1000, 1);
  expect(report.failures).toEqual([]);
  expect(report.acknowledged).toBeGreaterThan(3000);
}, 300_000);

// Found by 10,000 cuts: whole lines behind lost sectors, where a line feed was the first byte of the first sector kept.
test.each([104, 225, 321])('an unfinished write is no gap, wherever it was torn: seed %i', async (seed) => {
  expect((await cutPower(10, seed)).failures).toEqual([]);
});

// The suite above must be able to fail: each of these disks breaks the promise, and it has to notice.
test.each(['datasync-does-nothing', 'datasync-answers-first', 'directory-sync-does-nothing'] as const)(
  'a disk whose %s is found out',
  async (lie) => {
    const { failures } = await cutPower(100, 1, lie);
    expect(failures.some((failure) => failure.includes('acknowledged records lost'))).toBe(true);
  },
);
