/**
 * Nothing that reads hostile text throws, hangs or grows, whatever the text. `SALLYPORT_TEST_FUZZ=5000000` is the long
 * form; a failure prints its seed and the shrunk text.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mutatedText } from '../fuzz/mutated-text.ts';
import { PARSERS } from '../fuzz/parsers.ts';

const INPUTS = Number(process.env['SALLYPORT_TEST_FUZZ'] ?? 100_000);
/** The same texts in every run, so that a red run can be had again. */
const SEED = Number(process.env['SALLYPORT_TEST_FUZZ_SEED'] ?? 20_261_122);
/** A run that needs longer than this hangs; most take seconds. */
const HANG_MS = 600_000;

test.each(PARSERS)(
  `$name: no fault on ${INPUTS} changed texts`,
  ({ seeds, fault }) => {
    const texts = seeds();
    expect(texts.length).toBeGreaterThanOrEqual(3);
    let run = 0;
    fc.assert(
      fc.property(mutatedText(texts), (text) => {
        const said = fault(text, run++);
        if (said !== undefined) throw new Error(said);
      }),
      { numRuns: INPUTS, seed: SEED, endOnFailure: false },
    );
    expect(run).toBeGreaterThanOrEqual(INPUTS);
  },
  HANG_MS,
);
