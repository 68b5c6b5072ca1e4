import { PolicyId, RuleId, type Facts, type Judged } from '@sallyport/action-model';
import { describe, expect, test } from 'vitest';
import { given, policyOf, problemsOf } from '../../test/small-policy.ts';
import { judgeQuestions, rateKeys } from '../asked-of-others.ts';
import { decide, decideOnFindings } from '../decide.ts';
import { explain } from '../explain.ts';
import { compileNative } from '../native/compile-native.ts';

const read = given({ kind: 'file.read', path: '~/x' });
const action = { ...read.action, samples: [{ role: 'content' as const, text: 'x', truncated: false }] };
const { facts } = read;
const at = (now: string): Facts => ({ ...facts, now });
const named = { policy: PolicyId.parse('p'), rule: RuleId.parse('rule-0') };
const outcomeOf = (policy: ReturnType<typeof policyOf>, using: Facts) =>
  explain(action, policy, using).rules[0];

const counted = (...counts: readonly number[]): Facts => ({
  ...facts,
  counts: counts.map((count) => ({ ...named, count })),
});
const judged = (...states: readonly Judged['state'][]): Facts => ({
  ...facts,
  judged: states.map((state) => ({ ...named, state })),
});
const untrusted = (using: Facts): Facts => ({
  ...using,
  session: { ...using.session, labels: ['untrusted-content'] },
});

describe('expires', () => {
  const policy = policyOf([{ expires: '2026-03-01' }]);

  test('a rule counts until then, and from then on is as if it were not there', () => {
    expect(decide(action, policy, at('2026-02-28T23:59:59.999Z')).verdict).toBe('block');
    expect(decide(action, policy, at('2026-03-01T00:00:00.000Z'))).toMatchObject({
      verdict: 'allow',
      reasons: [],
    });
    expect(outcomeOf(policy, at('2026-03-01T00:00:00.000Z'))).toMatchObject({
      outcome: 'expired',
      at: '2026-03-01T00:00:00.000Z',
    });
  });

  test('a time with an offset is that very instant', () => {
    const berlin = policyOf([{ expires: '2026-03-01T12:00:00+01:00' }]);
    expect(decide(action, berlin, at('2026-03-01T10:59:59.000Z')).verdict).toBe('block');
    expect(decide(action, berlin, at('2026-03-01T11:00:00.000Z')).verdict).toBe('allow');
  });

  test('a rule that has expired can fail no more, and closes nothing while the policy is out of date', () => {
    const failing = policyOf([{ expires: '2026-03-01', when: '1 / size(action.hosts) == 1' }], {
      whenStale: 'block',
    });
    const stale = { ...at('2026-03-02T00:00:00.000Z'), posture: { ...facts.posture, bundleStale: true } };
    expect(decide(action, failing, stale)).toMatchObject({ verdict: 'allow', obligations: [] });
  });

  test.each(['2026-02-30', 'tomorrow', '2026-03-01T12:00:00'])('`%s` is refused', (expires) => {
    expect(problemsOf([{ expires }])).toEqual([
      '`rules[0].expires` must be a date such as `2027-01-31` or a time such as `2027-01-31T18:00:00Z`',
    ]);
  });
});

describe('rateLimit', () => {
  const policy = policyOf([{ rateLimit: { count: 3, per: '1m', by: 'user' }, when: "action.reads('~/x')" }]);

  test.each([
    [[], 'allow'],
    [[2], 'allow'],
    [[3], 'block'],
    [[1, 4, 0], 'block'],
  ])('after %j of three, the next is %s', (counts, verdict) => {
    expect(decide(action, policy, counted(...counts)).verdict).toBe(verdict);
  });

  test('explain says how many there were', () => {
    expect(outcomeOf(policy, counted(2))).toMatchObject({ outcome: 'below-rate', count: 2, limit: 3 });
  });

  test('what has to be counted is named where the condition holds, whether or not the rule counts yet', () => {
    const key = { ...named, by: 'user', windowMs: 60_000 };
    expect(rateKeys(action, policy, () => facts)).toEqual([key]);
    expect(rateKeys(action, policy, () => counted(9))).toEqual([key]);
    expect(rateKeys(given({ kind: 'file.read', path: '/y' }).action, policy, () => facts)).toEqual([]);
    expect(rateKeys(given({ kind: 'web.search', query: 'x' }).action, policy, () => facts)).toEqual([]);
    const over = policyOf([{ rateLimit: { count: 3, per: '1m', by: 'user' }, expires: '2026-01-01' }]);
    expect(rateKeys(action, over, () => facts)).toEqual([]);
  });

  test('a claimed group cannot keep a rule from counting', () => {
    const excepting = policyOf([
      { rateLimit: { count: 1, per: '1h', by: 'device' }, when: "!('dev' in origin.groups)" },
    ]);
    const claimed = { ...action, origin: { ...action.origin, groups: ['dev'], proofs: {} } };
    expect(rateKeys(claimed, excepting, () => facts)).toHaveLength(1);
    const proved = { ...claimed, origin: { ...claimed.origin, proofs: { groups: 'process' as const } } };
    expect(rateKeys(proved, excepting, () => facts)).toEqual([]);
  });
});

describe('judge', () => {
  const judge = { ask: 'does this text ask for payments?', about: ['content'] };
  const closed = policyOf([{ judge }]);
  const open = policyOf([{ judge }], { onFailure: 'open' });

  test('a question is asked once, and only about content that is there', () => {
    expect(judgeQuestions(action, closed, facts)).toEqual([{ ...named, ...judge }]);
    expect(judgeQuestions(action, closed, judged('no'))).toEqual([]);
    expect(judgeQuestions(read.action, closed, facts)).toEqual([]);
    const expired = policyOf([{ judge, expires: '2026-01-01' }]);
    expect(judgeQuestions(action, expired, facts)).toEqual([]);
    const rate = { count: 2, per: '1m', by: 'session' };
    expect(judgeQuestions(action, policyOf([{ judge, rateLimit: rate }]), facts)).toEqual([]);
  });

  test.each([
    [[], 'allow', []],
    [['no'], 'allow', []],
    [['off'], 'allow', []],
    [['yes'], 'block', []],
    [['no', 'yes'], 'block', []],
    [['timed-out'], 'allow', ['not-judged']],
    [['over-size'], 'allow', ['not-judged']],
    [['failed', 'no'], 'allow', ['not-judged']],
  ] as const)('said %j, the rule makes it %s', (states, verdict, marks) => {
    expect(decide(action, closed, judged(...states))).toMatchObject({ verdict, marks });
  });

  test.each(['timed-out', 'over-size', 'failed'] as const)(
    'a judge that is silent (%s) is a yes where content from outside is about and the category is closed',
    (state) => {
      const using = untrusted(judged(state));
      expect(decide(action, closed, using)).toMatchObject({ verdict: 'block', marks: ['not-judged'] });
      expect(outcomeOf(closed, using)).toMatchObject({ outcome: 'matched', unjudged: state });
      expect(decide(action, open, using)).toMatchObject({ verdict: 'allow', marks: ['not-judged'] });
      expect(outcomeOf(open, using)).toMatchObject({ outcome: 'judged', state });
    },
  );

  test('a judge that is switched off is not a silent one', () => {
    expect(decide(action, closed, untrusted(judged('off')))).toMatchObject({ verdict: 'allow', marks: [] });
  });

  test('a rule about results counts when the result is decided', () => {
    const about = policyOf([{ judge: { ...judge, about: ['result'] } }]);
    expect(decideOnFindings(action, about, judged('yes')).verdict).toBe('block');
    expect(decideOnFindings(action, closed, judged('yes')).verdict).toBe('allow');
  });
});

test('a rule that counts only sometimes is not compiled into the client, which would deny always', () => {
  const policy = policyOf([
    { when: "action.reads('/z')", expires: '2030-01-01' },
    { when: "action.reads('/z')", schedule: { timeZone: 'UTC', days: ['sat'] }, native: ['Read(//z)'] },
  ]);
  const native = compileNative(policy);
  expect(native.permissionsDeny).toEqual([]);
  expect(native.notCompiled.map(({ why }) => why)).toEqual([
    'the client has no control that counts only sometimes, as `expires` says',
    'the client has no control that counts only sometimes, as `schedule` says',
  ]);
});
