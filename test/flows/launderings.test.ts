import { expect, test } from 'vitest';
import { companyPolicy, readLaunderings, replayLaundering } from '../launderings/replay-laundering.ts';

const launderings = readLaunderings();
const policy = companyPolicy();

test('five ways to launder what a session has been through are among them', () => {
  const ids = launderings.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(['subagent', 'nested-run', 'clear', 'file', 'renamed']));
});

// `not-caught` is said as plainly as a rule: one that is caught by now fails here until the list says so.
test.each(launderings)('$id ends as the list says: $expected', async (laundering) => {
  const rules = await replayLaundering(laundering, policy);
  expect(rules.length === 0 ? ['not-caught'] : rules).toContain(laundering.expected);
});
