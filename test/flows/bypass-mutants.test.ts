import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { isHeld, questionOf as bypassQuestion, readBypasses } from '../bypasses/bypass-case.ts';
import { askGuard, type Overlay } from '../oracle/ask-guard.ts';
import { readMutants, withBroken } from '../oracle/mutant.ts';
import { questionOf as trickQuestion } from '../path-tricks/judge-tricks.ts';
import { generatedTricks, handWrittenTricks, secondSet } from '../path-tricks/make-tricks.ts';
import { layScenery } from '../path-tricks/scenery.ts';

const mutants = readMutants(join(import.meta.dirname, '../bypasses/mutants'));
/** Every twelfth of those that the dice made: each is judged with each mutant. */
const SUITES = {
  'published-bypasses': readBypasses().map(bypassQuestion),
  'path-tricks': [
    ...generatedTricks().filter((_, index) => index % 12 === 0),
    ...handWrittenTricks(),
    ...secondSet(),
  ].map(trickQuestion),
};

/** What the guard holds, broken or not. */
async function heldBy(overlay?: Overlay): Promise<ReadonlySet<string>> {
  const answers = await askGuard(Object.values(SUITES).flat(), overlay, layScenery);
  return new Set([...answers.values()].filter(isHeld).map(({ id }) => id));
}

let held: ReadonlySet<string>;
beforeAll(async () => {
  held = await heldBy();
});

test('there are at least ten ways in which the guard is broken on purpose, for each suite', () => {
  for (const suite of Object.keys(SUITES))
    expect(mutants.filter(({ turnsRed }) => turnsRed.includes(suite)).length).toBeGreaterThanOrEqual(10);
});

// A few at a time: most of each is the start of a process.
test.concurrent.each(mutants)('bypasses and path tricks notice the guard broken by $name', async (mutant) => {
  const outcome = await withBroken(mutant, heldBy);
  if (outcome.kind === 'stale') throw new Error(`${outcome.why}; write the mutant anew`);
  const through = Object.entries(SUITES).map(
    ([suite, questions]) =>
      [suite, questions.filter(({ id }) => held.has(id) && !outcome.result.has(id)).length] as const,
  );
  process.stdout.write(
    `${mutant.name}: ${through.map(([suite, count]) => `${suite} ${count}`).join(', ')}\n`,
  );
  const red = through.filter(([, count]) => count > 0).map(([suite]) => suite);
  expect(red).toEqual(expect.arrayContaining([...mutant.turnsRed]));
});
