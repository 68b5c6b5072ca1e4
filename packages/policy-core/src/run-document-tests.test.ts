import { expect, test } from 'vitest';
import { documentOf, problemsOf } from '../test/small-policy.ts';
import { loadPolicies } from './load-policies.ts';

const READ = { kind: 'file.read', path: '~/x' };
const JUDGE = { ask: 'is this about money?', about: ['content'] };
const person = (name: string) => ({ name, proof: 'passkey' });

/** Each condition or key holds for what is given, and not for an ordinary action. */
test.each([
  ['now.getFullYear() == 2027', {}, { now: '2027-02-01T10:00:00+01:00' }],
  ['facts.session.scopeDrift', {}, { scopeDrift: true }],
  ['facts.session.screenFallback', {}, { screenFallback: true }],
  ["facts.session.has('secret-seen')", {}, { labels: ['secret-seen'] }],
  ['facts.posture.sandboxOff', {}, { posture: { sandboxOff: true } }],
  ['facts.posture.foreignHooks && !facts.posture.sandboxOff', {}, { posture: { foreignHooks: true } }],
  ['facts.posture.unsignedPlugin', {}, { posture: { unsignedPlugin: true } }],
  ['facts.posture.hooksManaged', {}, { posture: { hooksManaged: true } }],
  ['facts.posture.bundleStale', {}, { stale: true }],
  ['facts.destination.firstSeenDays > 7', {}, { destination: { firstSeenDays: 30 } }],
  ["facts.carried.exists(v, v.detector == 'secret')", {}, { carried: [{ detector: 'secret', rule: 'jwt' }] }],
  ["'dev' in origin.groups", {}, { groups: ['dev'] }],
  ["has(origin.user) && origin.user == 'ann'", {}, { user: 'ann' }],
  ["origin.trigger == 'schedule'", {}, { trigger: 'schedule' }],
  ["origin.permissionMode == 'bypassPermissions'", {}, { permissionMode: 'bypassPermissions' }],
  ["origin.tier == 'managed'", {}, { tier: 'managed' }],
  ['has(origin.subagent)', {}, { subagent: true }],
  ['has(origin.plugin)', {}, { plugin: 'p' }],
  ['has(origin.skill)', {}, { skill: 's' }],
  ["action.hosts.exists(h, h.direction == 'send')", {}, { host: 'x.example', direction: 'send' }],
  [undefined, { rateLimit: { count: 2, per: '1m', by: 'user' } }, { counts: [{ rule: 'rule-0', count: 2 }] }],
  [undefined, { judge: JUDGE }, { judged: [{ rule: 'rule-0', state: 'yes' }] }],
])('a document tests `%s` %j with %j', (when, keys, given) => {
  const rule = { ...(when === undefined ? {} : { when }), ...keys };
  const tests = [
    { given: READ, expect: 'allow' },
    { given: { ...READ, ...given }, expect: 'block' },
  ];
  expect(problemsOf([rule], { tests })).toEqual([]);
});

test('a document tests what its approvals do', () => {
  const answers = [{ rule: 'rule-0', approvers: [person('ann')] }];
  const tests = [
    { given: READ, expect: 'approve' },
    { given: { ...READ, answers }, expect: 'allow' },
    { given: { ...READ, answers: [{ ...answers[0], policy: 'other' }] }, expect: 'approve' },
  ];
  expect(problemsOf([{ verdict: 'approve' }], { tests })).toEqual([]);
});

test('a fact about a rule that does not exist is refused, because it would test nothing', () => {
  const tests = [{ given: { ...READ, counts: [{ rule: 'rule-O', count: 1 }] }, expect: 'block' }];
  expect(problemsOf([{}], { tests })).toEqual([
    'test 1 names the rule `rule-O`, which this document does not have; did you mean `rule-0`?',
  ]);
});

test('rules that have expired or soon will are warned of where somebody says what time it is', () => {
  const text = documentOf(
    ['2026-05-31', '2026-06-01', '2026-06-15', '2026-06-16'].map((expires) => ({ expires })),
  );
  const warningsAt = (now: string | undefined) => {
    const loaded = loadPolicies([{ name: 'p.yaml', text }], now === undefined ? {} : { now });
    return loaded.ok ? loaded.warnings.map(({ message }) => message) : ['refused'];
  };
  expect(warningsAt(undefined)).toEqual([]);
  expect(warningsAt('2026-06-01T00:00:00.000Z')).toEqual([
    'rule `rule-0` expired on 2026-05-31 and no longer counts; remove it or give it a later date',
    'rule `rule-1` expired on 2026-06-01 and no longer counts; remove it or give it a later date',
    'rule `rule-2` expires on 2026-06-15; give it a later date if it is still needed then',
  ]);
});

test('a row of rights that asks nothing of anybody is warned of', () => {
  const text = JSON.stringify({
    apiVersion: 'sallyport/v1',
    kind: 'ToolRights',
    metadata: { id: 'rights', category: 'tools', severity: 'low' },
    onFailure: 'open',
    rights: [
      { id: 'all', tools: ['*'], default: 'approve' },
      { id: 'read', tools: ['Read'], default: 'always' },
    ],
  });
  const loaded = loadPolicies([{ name: 'rights.yaml', text }]);
  expect(loaded.ok && loaded.warnings.map(({ message }) => message)).toEqual([
    expect.stringContaining('row 2 of the rights says `always` to everybody'),
  ]);
});
