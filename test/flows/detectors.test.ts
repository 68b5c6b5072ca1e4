/** Recall, precision and false alarms of what ships, from one build: `node test/detectors/measure.ts` prints them. */
import { beforeAll, expect, test } from 'vitest';
import { brokenBounds, scoreSets, type Score } from '../detectors/score-sets.ts';
import { SETS } from '../detectors/sets.ts';

let scores: readonly Score[];
beforeAll(async () => {
  scores = await scoreSets(SETS);
});

test.each(SETS)('$name: holds its bounds', ({ name }) => {
  const score = scores.find(({ set }) => set.name === name);
  if (score === undefined) throw new Error('the set was not measured');
  expect(score.recall.n + score.alarms.n).toBeGreaterThan(20);
  expect(brokenBounds(score)).toEqual([]);
});
