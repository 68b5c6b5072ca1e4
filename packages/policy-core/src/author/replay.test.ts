import { PolicyId, RuleId } from '@sallyport/action-model';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryAction, arbitraryFacts } from '../../test/arbitrary-action.ts';
import { arbitraryDocuments } from '../../test/arbitrary-policy.ts';
import { retain } from '../../test/retained.ts';
import { given, loadTexts, policyOf } from '../../test/small-policy.ts';
import { loadPolicies } from '../load-policies.ts';
import { replay } from './replay.ts';

const { action, facts } = given({ kind: 'file.read', path: '/srv/data', tool: 'Read', user: 'ann' });
const LIVE = policyOf([{ id: 'warns', verdict: 'warn' }]);

const draftOf = (rules: Parameters<typeof policyOf>[0], changes: Readonly<Record<string, unknown>> = {}) => {
  const text = JSON.stringify({
    apiVersion: 'sallyport/v1',
    kind: 'Policy',
    metadata: { id: 'p', category: 'c', severity: 'low' },
    onFailure: 'closed',
    rules: rules.map((rule) => ({ id: 'warns', on: ['file.read'], verdict: 'block', say: 'no', ...rule })),
    ...changes,
  });
  const loaded = loadPolicies([{ name: 'draft.yaml', text }], { version: 'draft' });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.policy;
};

test('replaying the policy in force over what evidence keeps reproduces every decision exactly', () => {
  let stopped = 0;
  fc.assert(
    fc.property(
      arbitraryDocuments,
      fc.array(fc.tuple(arbitraryAction, arbitraryFacts, fc.boolean()), { minLength: 4 }),
      (texts, deeds) => {
        const policy = loadTexts(texts);
        const records = deeds.map(([one, using, isResult], seq) =>
          retain(one, policy, using, { seq, isResult }),
        );
        const said = replay(records, policy);
        expect(said).toMatchObject({ replayed: records.length, changed: 0, notReplayable: { count: 0 } });
        for (const record of said.records) {
          expect('after' in record && record.after).toEqual(record.before);
          if (record.before.enforced === 'block') stopped += 1;
        }
      },
    ),
    { numRuns: 60 },
  );
  expect(stopped).toBeGreaterThan(10);
}, 120_000);

test('only what changes is listed, by user, tool and path', () => {
  const draft = draftOf([{ when: "action.reads('/srv')" }]);
  const elsewhere = given({ kind: 'file.read', path: '/other', tool: 'Read' });
  const records = [
    retain(action, LIVE, facts, { seq: 1 }),
    retain(action, LIVE, facts, { seq: 2 }),
    retain(elsewhere.action, draft, facts, { seq: 3 }),
  ];
  const said = replay(records, draft);
  expect(said).toMatchObject({ replayed: 3, changed: 2 });
  expect(said.changedBy).toEqual({
    user: [{ name: 'ann', from: 'warn', to: 'block', count: 2 }],
    tool: [{ name: 'Read', from: 'warn', to: 'block', count: 2 }],
    path: [{ name: '/srv/data', from: 'warn', to: 'block', count: 2 }],
  });
  expect(said.records[0]).toMatchObject({
    before: { verdict: 'warn', enforced: 'warn', rules: ['p/warns'] },
    after: { verdict: 'block', enforced: 'block' },
  });
});

test('a stage that is raised is a change, though policy says the same', () => {
  const observed = draftOf([{}], { rollout: { stage: 'observe' } });
  const said = replay([retain(action, observed, facts)], { ...draftOf([{}]), version: 'next' });
  expect(said.changedBy.tool).toEqual([{ name: 'Read', from: 'allow', to: 'block', count: 1 }]);
});

test('prompts are counted a day, one for each deed of a session however often it is tried', () => {
  const draft = draftOf([{ verdict: 'approve' }]);
  const other = { ...action, digest: 'f'.repeat(64) };
  const on = (at: string, one = action) => retain(one, LIVE, facts, { at });
  const records = [
    on('2026-05-01T09:00:00.000Z'),
    on('2026-05-01T09:01:00.000Z'),
    on('2026-05-01T23:59:59.000Z', other),
    on('2026-05-02T00:00:00.000Z'),
  ];
  expect(replay(records, draft).prompts).toEqual([
    { day: '2026-05-01', before: 0, after: 2 },
    { day: '2026-05-02', before: 0, after: 1 },
  ]);
  const asked = records.map(({ at }) => retain(action, draft, facts, { at }));
  expect(replay(asked, LIVE).prompts[0]).toEqual({ day: '2026-05-01', before: 1, after: 0 });
});

test('answers count as they are on record, or not at all', () => {
  const draft = draftOf([{ verdict: 'approve' }]);
  const approvers = [{ name: 'ben', proof: 'passkey' as const }];
  const named = { policy: PolicyId.parse('p'), rule: RuleId.parse('warns') };
  const records = [retain(action, draft, { ...facts, answers: [{ ...named, ticket: 't', approvers }] })];
  expect(replay(records, draft).records[0]).toMatchObject({ after: { verdict: 'allow', asks: true } });
  expect(replay(records, draft, { answers: 'none' }).records[0]).toMatchObject({
    before: { verdict: 'allow', asks: true },
    after: { verdict: 'approve', asks: true },
  });
});

test('what a record does not hold is not guessed, unless the rule cannot hold in any case', () => {
  const record = retain(action, LIVE, facts);
  const { destination: _destination, ...older } = record.facts;
  const old = { ...record, facts: older };
  const whyNot = (when: string) => replay([old], draftOf([{ when }])).notReplayable.why;
  expect(whyNot('facts.destination.firstSeenDays < 7 && origin.attended')).toEqual([
    { why: '`facts.destination` was not recorded then', count: 1 },
  ]);
  expect(whyNot('facts.destination.firstSeenDays < 7 && !origin.attended')).toEqual([]);
  expect(whyNot("facts.session.has('read-only')")).toEqual([]);
  expect(replay([record], draftOf([{ when: 'facts.destination.firstSeenDays < 7' }]))).toMatchObject({
    replayed: 1,
    changed: 1,
  });
});

test('counts and judges that nobody asked then are named', () => {
  const rateLimit = { count: 3, per: '1m', by: 'user' };
  const judge = { ask: 'is this about money?', about: ['content'] };
  const record = retain(action, LIVE, facts);
  const whyNot = (rule: Readonly<Record<string, unknown>>) =>
    replay([record], draftOf([rule])).notReplayable.why;
  expect(whyNot({ rateLimit })).toEqual([{ why: 'nobody counted for rule `p/warns` then', count: 1 }]);
  expect(whyNot({ judge })).toEqual([{ why: 'no judge was asked for rule `p/warns` then', count: 1 }]);
  expect(whyNot({ judge, when: '!origin.attended' })).toEqual([]);
  const named = { policy: PolicyId.parse('p'), rule: RuleId.parse('warns') };
  const counted = retain(action, LIVE, { ...facts, counts: [{ ...named, count: 3 }] });
  expect(replay([counted], draftOf([{ rateLimit }]))).toMatchObject({ replayed: 1, changed: 1 });
});

test.each([
  [{ failMode: { failure: 'no-bundle', mode: 'closed' } }, 'policy was not asked then: `no-bundle`'],
  [
    { failMode: { failure: 'not-inspected', mode: 'closed' } },
    'it was stopped because its content could not be inspected',
  ],
  [{ marks: ['conversation-stopped'] }, 'its conversation had been stopped before'],
] as const)('a decision that is not policy’s own (%j) is not replayed', (decision, why) => {
  // The list of marks is copied, not changed.
  const changes = decision as NonNullable<Parameters<typeof retain>[3]>['decision'];
  const said = replay([retain(action, LIVE, facts, { decision: changes ?? {} })], LIVE);
  expect(said).toMatchObject({ replayed: 0, notReplayable: { count: 1, why: [{ why, count: 1 }] } });
});

const redaction = (field: string) => [{ field, kind: 'jwt', count: 1 }];

test('a record that redaction altered is replayed and counted; a redacted input is not seen by conditions', () => {
  const records = [
    retain(action, LIVE, facts, { redactions: redaction('/action/paths/0/path') }),
    retain(action, LIVE, facts, { redactions: redaction('/action/input') }),
  ];
  expect(replay(records, LIVE)).toMatchObject({ replayed: 2, alteredByRedaction: 1 });
});

test('what makes no action is named and never decided', () => {
  const record = retain(action, LIVE, facts);
  const broken = { ...record, action: { ...record.action, kind: 'shell.run' as const } };
  expect(replay([broken], LIVE).notReplayable.why).toEqual([
    { why: 'what was recorded makes no action', count: 1 },
  ]);
});
