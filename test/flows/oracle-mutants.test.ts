import { beforeAll, expect, test } from 'vitest';
import { judgeCases, type Judged } from '../oracle/judge-cases.ts';
import { judgeMutant, readMutants } from '../oracle/mutant.ts';
import { readCases } from '../oracle/oracle-case.ts';

const mutants = readMutants();
let unbroken: Judged;
beforeAll(async () => {
  // Of the unseen cases only the families that a mutant names: each is judged with each mutant.
  const families = new Set(mutants.flatMap(({ turnsRed }) => turnsRed));
  const unseen = [...readCases('unseen/mended'), ...readCases('unseen-2/mended')].filter(({ family }) =>
    families.has(family),
  );
  unbroken = await judgeCases([...readCases('cases'), ...unseen]);
});

test('there are at least ten ways in which the guard is broken on purpose', () => {
  expect(mutants.length).toBeGreaterThanOrEqual(10);
});

// A few at a time: most of each is the start of a process.
test.concurrent.each(mutants)('the cases notice the guard broken by $name', async (mutant) => {
  const outcome = await judgeMutant(mutant, unbroken);
  if (outcome.kind === 'stale') throw new Error(`${outcome.why}; write the mutant anew`);
  const newlyMissed = outcome.result;
  const families = new Set(newlyMissed.map(({ family }) => family));
  process.stdout.write(`${mutant.name}: ${newlyMissed.length} get through in ${[...families].join(', ')}\n`);
  expect([...families]).toEqual(expect.arrayContaining([...mutant.turnsRed]));
});
