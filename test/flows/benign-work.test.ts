import { describe, expect, test } from 'vitest';
import { readTraces } from '../traces/traces.ts';
import { loadPack, STOPPED, workThrough, type Hour } from '../traces/work.ts';

const traces = readTraces();
/** Nobody says every host and file that ordinary work needs; what drifts beside that is the price of the fact. */
const MOST_DRIFT = 0.03;
const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;

/** Of all actions together, the share with a verdict. */
const shareOf = (hours: readonly Hour[], wanted: readonly string[]): number => {
  const actions = hours.reduce((sum, hour) => sum + hour.actions, 0);
  const met = hours.reduce(
    (sum, hour) => sum + hour.met.filter(({ verdict }) => wanted.includes(verdict)).length,
    0,
  );
  return met / actions;
};

const driftOf = (hours: readonly Hour[]): { readonly steps: number; readonly actions: number } => ({
  steps: hours.reduce((sum, { drifted }) => sum + drifted.length, 0),
  actions: hours.reduce((sum, { actions }) => sum + actions, 0),
});

function say(pack: string, hours: readonly Hour[]): void {
  const asked = percent(shareOf(hours, ['approve']));
  const stopped = percent(shareOf(hours, STOPPED));
  const actions = hours.reduce((sum, hour) => sum + hour.actions, 0);
  const most = Math.max(...hours.map((hour) => shareOf([hour], ['approve'])));
  const rules = Map.groupBy(
    hours.flatMap(({ met }) => met),
    ({ verdict, rules: [first] }) => `${verdict} ${first ?? '?'}`,
  );
  const drift = driftOf(hours);
  process.stdout.write(
    `${pack}: ${hours.length} hours of ordinary work, ${actions} actions: asked ${asked} (at most ${percent(most)} of an hour), stopped ${stopped}, outside of what was named ${drift.steps} (${percent(drift.steps / drift.actions)})\n${[
      ...rules,
    ]
      .toSorted(([, one], [, other]) => other.length - one.length)
      .map(([rule, met]) => `  ${met.length} × ${rule}\n`)
      .join('')}`,
  );
}

test('there are at least 50 hours of ordinary work, each of 60 to 150 actions', () => {
  expect(traces.length).toBeGreaterThanOrEqual(50);
  expect(new Set(traces.map(({ name }) => name)).size).toBe(traces.length);
  for (const { name, steps } of traces) {
    expect(steps.length, name).toBeGreaterThanOrEqual(60);
    expect(steps.length, name).toBeLessThanOrEqual(150);
  }
});

describe.each([
  { pack: 'individual', asked: 0.01 },
  { pack: 'company', asked: 0.03 },
  // It is meant to ask much, of people who do little else on that machine; more than this would be a mistake.
  { pack: 'high-risk', asked: 0.15 },
])('under `$pack`', ({ pack, asked }) => {
  test(`at most ${percent(asked)} of the actions of ordinary work are asked about, and one in 200 is stopped`, async () => {
    const policy = loadPack(pack);
    const hours: Hour[] = [];
    for (const trace of traces) hours.push(await workThrough(trace, policy));
    say(pack, hours);
    expect(shareOf(hours, ['approve'])).toBeLessThanOrEqual(asked);
    expect(shareOf(hours, STOPPED)).toBeLessThanOrEqual(0.005);
    const drift = driftOf(hours);
    expect(drift.steps / drift.actions).toBeLessThanOrEqual(MOST_DRIFT);
  });
});
