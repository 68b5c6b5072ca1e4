import { expect, test } from 'vitest';
import { killUnderLoad } from './spool-support/kills.ts';

// More of them: `node packages/device/test/spool-support/kill-under-load.ts 10000`.
test('after 300 kills under load every acknowledged record is there, once, and the chain verifies', async () => {
  const report = await killUnderLoad(300, 1);
  expect(report).toMatchObject({ kills: 300, lost: 0, twice: 0, breaks: [], gaps: [] });
  expect(report.acknowledged).toBeGreaterThan(3000);
}, 300_000);
