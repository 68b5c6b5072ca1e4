import { PolicyId, RuleId, type Answer, type AnswerProof } from '@sallyport/action-model';
import { expect, test } from 'vitest';
import { given, policyOf } from '../test/small-policy.ts';
import { decide } from './decide.ts';
import { explain } from './explain.ts';

const person = (name: string, proof: AnswerProof = 'passkey') => ({ name, proof });
const answer = (rule: string, ...approvers: Answer['approvers']): Answer => ({
  policy: PolicyId.parse('p'),
  rule: RuleId.parse(rule),
  ticket: `ticket-${rule}`,
  approvers,
});

const { action, facts } = given({ kind: 'file.read', path: '~/x' });
const irreversible = { ...action, effects: ['irreversible' as const] };
const APPROVE = { id: 'ask', verdict: 'approve' };
const TWO = { ...APPROVE, approval: { twoPerson: true, expires: '2h', by: 'group:security' } };

test('an approval discharges the rule that asked for it and leaves its ticket on the obligation', () => {
  const decision = decide(action, policyOf([APPROVE]), {
    ...facts,
    answers: [answer('ask', person('ann', 'weak'))],
  });
  expect(decision).toMatchObject({ verdict: 'allow', enforced: 'allow', marks: ['approved'] });
  expect(decision.obligations).toEqual([
    {
      verdict: 'approve',
      policy: 'p',
      rule: 'ask',
      stage: 'enforce',
      approval: { expiresMs: 900_000, twoPerson: false },
      discharged: 'ticket-ask',
    },
  ]);
});

test('what other rules ask for stands as it stood, and what binds comes first', () => {
  const rules = [APPROVE, { id: 'clean', verdict: 'redact' }, { id: 'also', verdict: 'approve' }];
  const answers = [answer('ask', person('ann'))];
  const decision = decide(action, policyOf(rules), { ...facts, answers });
  expect(decision.verdict).toBe('approve');
  expect(decision.obligations.map(({ rule, discharged }) => [rule, discharged])).toEqual([
    ['also', undefined],
    ['clean', undefined],
    ['ask', 'ticket-ask'],
  ]);
});

test('an answer to a rule that blocks, fails or belongs to another policy changes nothing', () => {
  const other = { ...answer('ask', person('ann')), policy: PolicyId.parse('q') };
  for (const [rule, answers] of [
    [{ id: 'ask' }, [answer('ask', person('ann'))]],
    [{ ...APPROVE, when: '1 / size(action.hosts) == 1' }, [answer('ask', person('ann'))]],
    [APPROVE, [other]],
  ] as const) {
    const policy = policyOf([rule]);
    expect(decide(action, policy, { ...facts, answers: [...answers] })).toEqual(
      decide(action, policy, facts),
    );
  }
});

test.each([
  ['one person', [person('ann')], 'approve'],
  ['the same person twice, in other letters', [person('ann'), person(' Ann', 'other-device')], 'approve'],
  ['two people', [person('ann', 'weak'), person('ben')], 'allow'],
])('a rule that wants two people, answered by %s', (_, approvers, verdict) => {
  const said = decide(action, policyOf([TWO]), { ...facts, answers: [answer('ask', ...approvers)] });
  expect(said.verdict).toBe(verdict);
  expect(said.obligations[0]?.approval).toEqual({
    by: 'group:security',
    expiresMs: 7_200_000,
    twoPerson: true,
  });
});

test.each([
  ['one weak proof', APPROVE, [person('ann', 'weak')], 'approve', ['weak-approval-refused']],
  ['one proof among weak ones', APPROVE, [person('ann', 'weak'), person('ben')], 'allow', ['approved']],
  [
    'two people, one of them weak',
    TWO,
    [person('ann', 'weak'), person('ben')],
    'approve',
    ['weak-approval-refused'],
  ],
  ['two people with proof', TWO, [person('ann', 'other-device'), person('ben')], 'allow', ['approved']],
  ['one person of two', TWO, [person('ann')], 'approve', []],
])('what cannot be undone, approved with %s', (_, rule, approvers, verdict, marks) => {
  const said = decide(irreversible, policyOf([rule]), {
    ...facts,
    answers: [answer('ask', ...approvers)],
  });
  expect(said).toMatchObject({ verdict, marks });
});

test('an approval that an out-of-date policy asks for is that of the rule it came from', () => {
  const policy = policyOf([{ id: 'clean', verdict: 'redact' }], { whenStale: 'tighten' });
  const stale = { ...facts, posture: { ...facts.posture, bundleStale: true } };
  expect(decide(action, policy, stale).verdict).toBe('approve');
  const said = decide(action, policy, { ...stale, answers: [answer('clean', person('ann'))] });
  expect(said.verdict).toBe('redact');
  expect(said.obligations.map(({ verdict, discharged }) => [verdict, discharged])).toEqual([
    ['redact', undefined],
    ['approve', 'ticket-clean'],
  ]);
});

test('explain names the ticket, and rules that are out of their hours', () => {
  const policy = policyOf([
    APPROVE,
    {
      id: 'weekend',
      schedule: { days: ['sat', 'sun'], timeZone: 'UTC' },
      when: "action.reads('/elsewhere')",
    },
  ]);
  const answers = [answer('ask', person('ann'))];
  expect(explain(action, policy, { ...facts, answers }).rules).toMatchObject([
    { rule: 'ask', outcome: 'matched', discharged: 'ticket-ask' },
    { rule: 'weekend', outcome: 'off-schedule' },
  ]);
});
