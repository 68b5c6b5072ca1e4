/**
 * Nothing that reads hostile text throws, hangs or grows, whatever the text. `SALLYPORT_TEST_FUZZ=5000000` is the long
 * form; a failure prints its seed and the shrunk text. Each reader is a process, so that two cores are used.
 */
import { join } from 'node:path';
import { runProcess } from '@sallyport/testkit';
import { expect, test } from 'vitest';
import { PARSERS } from '../fuzz/parsers.ts';

const INPUTS = Number(process.env['SALLYPORT_TEST_FUZZ'] ?? 100_000);
/** The same texts in every run, so that a red run can be had again. */
const SEED = Number(process.env['SALLYPORT_TEST_FUZZ_SEED'] ?? 20_261_122);
/** A run that needs longer than this for each hundred thousand texts hangs; most take seconds. */
const HANG_MS = 600_000 * Math.max(1, INPUTS / 100_000);
const PROGRAM = join(import.meta.dirname, '..', 'fuzz', 'fuzz-reader.ts');

test.concurrent.each(PARSERS)(
  `$name: no fault on ${INPUTS} changed texts`,
  async ({ name, seeds }) => {
    expect(seeds().length).toBeGreaterThanOrEqual(3);
    const words = [process.execPath, PROGRAM, name, String(INPUTS), String(SEED)];
    const { exitCode, stdout, stderr } = await runProcess(words, {
      cwd: import.meta.dirname,
      env: {},
      timeoutMs: HANG_MS,
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(Number(stdout)).toBeGreaterThanOrEqual(INPUTS);
  },
  HANG_MS,
);
