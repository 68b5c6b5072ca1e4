import { type Action, type Decision, type NewEvidence, quietFacts } from '@sallyport/action-model';
import { loadPolicies, type CompiledPolicy } from '@sallyport/policy-core';
import { describe, expect, test } from 'vitest';
import { readOf } from './action.fixture.ts';
import { enforce, type AppendOutcome, type Door, type Held } from './enforce.ts';

const DOCUMENT = `
apiVersion: sallyport/v1
kind: Policy
metadata: {id: keys, category: exfiltration, severity: high}
onFailure: closed
rules:
  - {id: ssh, on: [file.read], when: "action.paths.exists(p, p.under('~/.ssh'))", verdict: block, say: keys stay here}
  - {id: notes, on: [file.read], when: "action.paths.exists(p, p.name == 'notes.txt')", verdict: warn, say: careful}
tests:
  - {given: {kind: file.read, path: ~/.ssh/id}, expect: block}
`;

function policy(): CompiledPolicy {
  const loaded = loadPolicies([{ name: 'test', text: DOCUMENT }], { version: 'v1' });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.policy;
}

const read = (path: string, tool = 'Read'): Action => ({
  ...readOf(path, `a-${path}`),
  tool: { name: tool, provenance: 'built-in', known: true },
});

const observeOnly = (said: Decision): Decision => ({
  ...said,
  enforced: 'allow',
  marks: ['observe-only-surface'],
});

type Kept = { evidence: NewEvidence; done: boolean };

function doorOf(
  changes: Partial<Door> = {},
  answer: AppendOutcome = { ok: true },
): { door: Door; kept: Kept[] } {
  const kept: Kept[] = [];
  const compiled = policy();
  const door: Door = {
    policy: () => ({ ok: true, policy: compiled }),
    lastResort: () => ({ tools: { Read: 'closed', Glob: 'open' }, unknownTool: 'open' }),
    facts: () => quietFacts('2026-11-22T10:00:00.000Z'),
    append: async (evidence) => {
      const entry = { evidence, done: false };
      kept.push(entry);
      await new Promise((resolve) => setImmediate(resolve));
      entry.done = true;
      return answer;
    },
    now: () => new Date('2026-11-22T10:00:00.000Z'),
    ...changes,
  };
  return { door, kept };
}

const held = (actions: readonly Action[], changes: Partial<Held> = {}): Held => ({
  actions,
  surface: 'hook',
  express: (decision) => decision,
  ...changes,
});

const decisionIn = ({ evidence }: Kept): Decision => {
  if (evidence.type !== 'decision') throw new Error('not a decision');
  return evidence.decision;
};

test('the answer comes only after the evidence is durable, and says the same', async () => {
  const { door, kept } = doorOf();
  const { decision } = await enforce(held([read('/home/ann/.ssh/id')]), door);
  expect(kept).toHaveLength(1);
  expect(kept[0]?.done).toBe(true);
  expect(decision.enforced).toBe('block');
  expect(kept.map(decisionIn)).toEqual([decision]);
});

test('of several actions the strictest is carried out, and each has its own record', async () => {
  const { door, kept } = doorOf();
  const { decision, decisions } = await enforce(
    held([read('/home/ann/a'), read('/home/ann/.ssh/id'), read('/home/ann/notes.txt')]),
    door,
  );
  expect(decisions.map(({ enforced }) => enforced)).toEqual(['allow', 'block', 'warn']);
  expect(decision).toBe(decisions[1]);
  expect(kept).toHaveLength(3);
});

test('what the surface says instead is what evidence keeps as enforced', async () => {
  const { door, kept } = doorOf();
  await enforce(held([read('/home/ann/.ssh/id')], { express: observeOnly }), door);
  expect(kept.map(decisionIn)[0]).toMatchObject({
    verdict: 'block',
    enforced: 'allow',
    marks: ['observe-only-surface'],
  });
});

describe.each(['spool-full', 'spool-failed'] as const)('when evidence cannot be kept (%s)', (failure) => {
  const full: AppendOutcome = { ok: false, failure, detail: 'no room' };
  test('a closed tool is stopped whatever policy said', async () => {
    const { door } = doorOf({}, full);
    const { decision } = await enforce(held([read('/home/ann/a', 'Read')]), door);
    expect(decision).toMatchObject({
      verdict: 'allow',
      enforced: 'block',
      failMode: { failure, mode: 'closed' },
    });
  });
  test('an open tool goes on as policy said, and a block stays a block', async () => {
    const { door } = doorOf({}, full);
    expect((await enforce(held([read('/home/ann/a', 'Glob')]), door)).decision).toMatchObject({
      enforced: 'allow',
      failMode: { failure, mode: 'open' },
    });
    expect((await enforce(held([read('/home/ann/.ssh/id', 'Glob')]), door)).decision.enforced).toBe('block');
  });
});

test.each([
  ['there is no policy', { policy: () => ({ ok: false, failure: 'no-bundle' }) as const }, 'no-bundle'],
  [
    'the policy does not verify',
    { policy: () => ({ ok: false, failure: 'bundle-invalid' }) as const },
    'bundle-invalid',
  ],
  // A policy that is not one makes `decide` throw, as a bug of ours would.
  ['policy throws', { policy: () => ({ ok: true, policy: {} as CompiledPolicy }) as const }, 'rule-error'],
])('when %s, the last-resort table answers and evidence says why', async (_name, changes, failure) => {
  const { door, kept } = doorOf(changes);
  expect((await enforce(held([read('/home/ann/a', 'Read')]), door)).decision.enforced).toBe('block');
  expect((await enforce(held([read('/home/ann/.ssh/id', 'Glob')]), door)).decision.enforced).toBe('allow');
  expect((await enforce(held([read('/home/ann/a', 'Unheard')]), door)).decision.enforced).toBe('allow');
  for (const entry of kept) expect(decisionIn(entry).failMode?.failure).toBe(failure);
});

test('a payload that could not be read is not put to policy', async () => {
  const { door } = doorOf();
  const { decision } = await enforce(held([read('/home/ann/a', 'Read')], { unreadable: 'not JSON' }), door);
  expect(decision).toMatchObject({
    enforced: 'block',
    failMode: { failure: 'unreadable-payload', detail: 'not JSON' },
  });
});

test('secrets are out of the record before it is handed to the spool', async () => {
  const { door, kept } = doorOf();
  const token = ['ghp', 'abcdefghijklmnopqrstuvwxyzABCDEF0123'].join('_');
  const action = read(`/home/ann/${token}/x`);
  await enforce(held([action], { nativeInput: JSON.stringify({ file_path: `/home/ann/${token}/x` }) }), door);
  expect(JSON.stringify(kept)).not.toContain(token);
  expect(kept[0]?.evidence).toMatchObject({
    redactions: expect.arrayContaining([expect.objectContaining({ kind: 'github-token' })]),
  });
});
