import type { RetainedDecision } from '@sallyport/policy-core';
import { expect, test } from 'vitest';
import { retain } from '../../../policy-core/test/retained.ts';
import { given, policyOf } from '../../../policy-core/test/small-policy.ts';
import { failure } from '../command.ts';
import { decisionOf, sinceOf } from './read-decisions.ts';
import { replayEvidence } from './replay-evidence.ts';

const LIVE = policyOf([{ verdict: 'warn' }]);
const { action, facts } = given({ kind: 'file.read', path: '/srv/data', tool: 'Read' });

async function* each(records: readonly RetainedDecision[]): AsyncGenerator<RetainedDecision> {
  yield* records;
}

test('more records than are decided at once are all counted, and only a few are kept', async () => {
  const records = Array.from({ length: 1234 }, (_, seq) => retain(action, LIVE, facts, { seq: seq + 1 }));
  expect(await replayEvidence(each(records), () => LIVE, {})).toMatchObject({
    replayed: 1234,
    exact: 1234,
    changed: 0,
    examples: [],
  });
  const draft = policyOf([{ verdict: 'block' }]);
  const said = await replayEvidence(each(records), () => ({ ...draft, version: 'draft' }), {});
  expect(said).toMatchObject({ replayed: 1234, exact: 0, changed: 1234 });
  expect(said.changedBy.tool).toEqual([{ name: 'Read', from: 'warn', to: 'block', count: 1234 }]);
  expect(said.examples).toHaveLength(20);
});

test('the same verdict by another rule is no change and not exact', async () => {
  const draft = { ...policyOf([{ id: 'another', verdict: 'warn' }]), version: 'draft' };
  const said = await replayEvidence(each([retain(action, LIVE, facts)]), () => draft, {});
  expect(said).toMatchObject({ replayed: 1, changed: 0, exact: 0, otherRules: 1 });
});

test('what redaction altered is counted apart, whether or not it differs', async () => {
  const redactions = [{ field: '/action/paths/0/path', kind: 'jwt', count: 1 }];
  const record = retain(action, LIVE, facts, { redactions });
  expect(await replayEvidence(each([record]), () => LIVE, {})).toMatchObject({
    alteredByRedaction: 1,
    changedByRedaction: 0,
    exact: 0,
  });
  const draft = { ...policyOf([{ verdict: 'block' }]), version: 'draft' };
  expect(await replayEvidence(each([record]), () => draft, {})).toMatchObject({
    alteredByRedaction: 1,
    changedByRedaction: 1,
    changed: 1,
  });
});

test('ports and process numbers of another time are no difference between policies', async () => {
  const here = policyOf([{ verdict: 'block' }], {
    metadata: { id: 'self-protection-here', category: 'c', severity: 'low' },
  });
  const record = retain(action, here, facts);
  const said = await replayEvidence(each([record]), () => ({ ...LIVE, version: 'draft' }), {});
  expect(said).toMatchObject({ replayed: 0, changed: 0, notReplayable: { count: 1 } });
  expect(said.notReplayable.why[0]?.why).toContain('of that time');
  expect(await replayEvidence(each([record]), () => here, {})).toMatchObject({ replayed: 1, exact: 1 });
});

test('a record whose policy is not to be had is named with the reason', async () => {
  const said = await replayEvidence(each([retain(action, LIVE, facts)]), () => failure('nobody has it'), {});
  expect(said).toMatchObject({
    replayed: 0,
    notReplayable: { count: 1, why: [{ why: 'nobody has it', count: 1 }] },
  });
});

test('a time is a day, an instant, or how long ago', () => {
  const now = Date.parse('2026-11-22T12:00:00.000Z');
  expect(sinceOf(undefined, now)).toBeUndefined();
  expect(sinceOf('2h', now)).toBe(now - 7_200_000);
  expect(sinceOf('7d', now)).toBe(now - 7 * 86_400_000);
  expect(sinceOf('2026-11-01', now)).toBe(Date.parse('2026-11-01'));
  for (const text of ['', 'yesterday', '7', '-1d', '7y', '2026-13-01'])
    expect(sinceOf(text, now)).toMatchObject({ exit: 2 });
});

test('a line that is no record of a decision is told from one that cannot be read', () => {
  const record = retain(action, LIVE, facts);
  expect(decisionOf(JSON.stringify(record))).toEqual(record);
  expect(decisionOf('{"type":"lifecycle"}')).toBeUndefined();
  expect(decisionOf('{"type":"decision"}')).toBe('unreadable');
  for (const text of ['', '{']) expect(decisionOf(text)).toBe('unreadable');
  for (const text of ['null', '7']) expect(decisionOf(text)).toBeUndefined();
});
