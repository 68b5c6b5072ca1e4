import { expect, test } from 'vitest';
import { judgeMutant, readMutants } from '../detectors/mutant.ts';

const mutants = readMutants();

test('there are at least ten ways in which a detector is broken on purpose', () => {
  expect(mutants.length).toBeGreaterThanOrEqual(10);
});

// `detectors.test.ts` shows that every bound holds unbroken. Two at a time: each is a process.
test.concurrent.each(mutants)('the measured sets notice $name', async (mutant) => {
  const outcome = await judgeMutant(mutant);
  if (outcome.kind === 'stale') throw new Error(`${outcome.why}; write the mutant anew`);
  for (const [set, broken] of outcome.red) expect(broken, set).not.toEqual([]);
});
