import { expect, test } from 'vitest';
import { decide } from './decide.ts';
import { expandGiven } from './document/given.ts';
import type { Given } from './document/given-schema.ts';
import { explain } from './explain.ts';
import { lastResort } from './last-resort.ts';
import { loadPolicies } from './load-policies.ts';
import { compileNative } from './native/compile-native.ts';

interface RuleText {
  readonly id: string;
  readonly on?: readonly string[];
  readonly when?: string;
  readonly verdict?: string;
  readonly native?: readonly string[];
}

const policyOf = (rules: readonly RuleText[], changes: Readonly<Record<string, unknown>> = {}) => {
  const text = JSON.stringify({
    apiVersion: 'sallyport/v1',
    kind: 'Policy',
    metadata: { id: 'p', category: 'c', severity: 'low' },
    onFailure: 'closed',
    rules: rules.map((rule) => ({
      on: ['file.read'],
      verdict: 'block',
      say: `because of ${rule.id}`,
      ...rule,
    })),
    ...changes,
  });
  const loaded = loadPolicies([{ name: 'p.yaml', text }], { version: 'v1' });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.policy;
};

const given = (short: Given) => {
  const expanded = expandGiven(short, undefined);
  if (!expanded.ok) throw new Error(expanded.why);
  return expanded;
};

const read = given({ kind: 'file.read', path: '~/.ssh/id_rsa' });
const DIVIDES_BY_ZERO = '1 / size(action.hosts) == 1';

test('nothing said is allow, with the version it was said under', () => {
  const decision = decide(read.action, policyOf([{ id: 'r', when: '!origin.attended' }]), read.facts);
  expect(decision).toEqual({
    verdict: 'allow',
    enforced: 'allow',
    stage: 'enforce',
    obligations: [],
    reasons: [],
    policyVersion: 'v1',
    marks: [],
  });
});

test('obligations unite and the strictest names the verdict', () => {
  const policy = policyOf([
    { id: 'low', verdict: 'warn' },
    { id: 'high', verdict: 'approve' },
    { id: 'middle', verdict: 'redact' },
    { id: 'none', verdict: 'allow' },
  ]);
  const decision = decide(read.action, policy, read.facts);
  expect(decision.verdict).toBe('approve');
  expect(decision.obligations.map((each) => each.rule)).toEqual(['high', 'middle', 'low']);
  expect(decision.reasons[0]).toEqual({ policy: 'p', rule: 'high', say: 'because of high' });
});

test.each([
  ['closed', 'block', 'block'],
  ['open', 'allow', undefined],
] as const)(
  'a rule that errors in a category that fails %s counts as %s and is reported',
  (mode, verdict, obligation) => {
    const policy = policyOf([{ id: 'r', when: DIVIDES_BY_ZERO }], { onFailure: mode });
    const decision = decide(read.action, policy, read.facts);
    expect(decision.verdict).toBe(verdict);
    expect(decision.obligations[0]?.verdict).toBe(obligation);
    expect(decision.failMode).toMatchObject({ failure: 'rule-error', mode });
    expect(decision.failMode?.detail).toContain('p/r: division by zero');
    expect(decision.reasons[0]?.say).toContain('could not be evaluated');
  },
);

test('a conjunct that is false settles a rule whatever its other parts would have failed on', () => {
  const policy = policyOf([{ id: 'r', when: `action.reads('/elsewhere') && ${DIVIDES_BY_ZERO}` }]);
  expect(decide(read.action, policy, read.facts)).toMatchObject({ verdict: 'allow', reasons: [] });
});

test('observe records what policy said and lets go; warn turns it into a warning', () => {
  const rules = [{ id: 'r' }];
  const observed = decide(read.action, policyOf(rules, { rollout: { stage: 'observe' } }), read.facts);
  expect(observed).toMatchObject({ verdict: 'block', enforced: 'allow', stage: 'observe' });
  const warned = decide(read.action, policyOf(rules, { rollout: { stage: 'warn' } }), read.facts);
  expect(warned).toMatchObject({ verdict: 'block', enforced: 'warn', stage: 'warn' });
});

test('explain names what was false, what was skipped and what failed', () => {
  const policy = policyOf([
    { id: 'matched', when: `action.reads('~/.ssh')` },
    { id: 'false', when: `action.reads('~/.ssh') && !origin.attended && origin.os == 'linux'` },
    { id: 'skipped', when: `action.reads('/elsewhere') && origin.attended` },
    { id: 'errored', when: DIVIDES_BY_ZERO },
    { id: 'other', on: ['web.fetch'] },
  ]);
  const { rules, decision } = explain(read.action, policy, read.facts);
  expect(decision).toEqual(decide(read.action, policy, read.facts));
  expect(rules.map(({ rule, outcome }) => [rule, outcome])).toEqual([
    ['matched', 'matched'],
    ['false', 'not-matched'],
    ['skipped', 'skipped-by-index'],
    ['errored', 'errored'],
    ['other', 'other-kind'],
  ]);
  expect(rules[1]).toMatchObject({ falseParts: ['!origin.attended'] });
  expect(rules[2]).toMatchObject({ falseParts: ['action.reads("/elsewhere")'] });
});

test('the last resort closes the tools that an enforcing rule of a closed category can match', () => {
  const kinds = { Read: ['file.read'], Bash: ['shell.run'], WebFetch: ['web.fetch'] } as const;
  expect(lastResort(policyOf([{ id: 'r' }]), kinds)).toEqual({
    tools: { Bash: 'open', Read: 'closed', WebFetch: 'open' },
    unknownTool: 'open',
  });
  expect(lastResort(policyOf([{ id: 'r' }], { onFailure: 'open' }), kinds).tools.Read).toBe('open');
  expect(lastResort(policyOf([{ id: 'r', verdict: 'warn' }]), kinds).tools.Read).toBe('open');
  expect(lastResort(policyOf([{ id: 'r' }], { rollout: { stage: 'observe' } }), kinds).tools.Read).toBe(
    'open',
  );
  const pilot = { stage: 'observe', groups: { pilot: 'enforce' } };
  expect(lastResort(policyOf([{ id: 'r' }], { rollout: pilot }), kinds).tools.Read).toBe('closed');
});

test('a closed rule that names its tool closes that tool and no other', () => {
  const policy = policyOf([
    {
      id: 'r',
      on: ['tool.call'],
      when: `has(action.tool) && action.tool.name in ['mcp__a__b', 'mcp__a__c']`,
    },
  ]);
  expect(lastResort(policy, { Task: ['tool.call'] })).toEqual({
    tools: { Task: 'open', mcp__a__b: 'closed', mcp__a__c: 'closed' },
    unknownTool: 'open',
  });
  expect(lastResort(policyOf([{ id: 'r', on: ['tool.call'] }]), {}).unknownTool).toBe('closed');
});

test('path, host and tool rules become the client’s own controls, and what cannot is named', () => {
  const policy = policyOf([
    {
      id: 'home',
      on: ['file.read', 'shell.run'],
      when: `action.paths.exists(p, p.access == 'read' && p.under('~*/.x'))`,
    },
    { id: 'write', on: ['file.write'], when: `action.writes('/etc/app')` },
    { id: 'pattern', when: `action.paths.exists(p, p.like('~/**/*.pem') || p.certain)` },
    { id: 'name', when: `action.paths.exists(p, p.name == 'wallet.dat')` },
    { id: 'hosts', on: ['shell.run'], when: `action.hosts.exists(h, h.inDomain('drop.example'))` },
    { id: 'fetch', on: ['web.fetch'], when: `action.hosts.exists(h, h.inDomain('drop.example'))` },
    { id: 'tool', on: ['tool.call'], when: `has(action.tool) && action.tool.name == 'mcp__a__b'` },
    {
      id: 'declared',
      when: `action.paths.exists(p, p.under('~/.k') && !p.name.endsWith('.pub'))`,
      native: ['Read(~*/.k/id)'],
    },
    { id: 'exception', when: `action.paths.exists(p, p.under('~/.k') && !p.name.endsWith('.pub'))` },
    { id: 'asked', verdict: 'approve', when: `action.reads('/z')` },
  ]);
  const native = compileNative(policy);
  expect(native.permissionsDeny).toEqual(
    [
      'Edit(//etc/app)',
      'Read(~/.x)',
      ...['~', '//home/*', '//Users/*'].map((home) => `Read(${home}/.k/id)`),
      'Read(//**/wallet.dat)',
      'WebFetch(domain:drop.example)',
      'mcp__a__b',
    ].toSorted(),
  );
  expect(native.sandbox).toEqual({
    filesystem: { denyRead: ['~/.x'], denyWrite: [] },
    network: { deniedDomains: ['*.drop.example', 'drop.example'] },
  });
  expect(native.notCompiled.map((each) => each.rule)).toEqual([
    'home',
    'pattern',
    'fetch',
    'exception',
    'asked',
  ]);
});

test.each([
  ['linux', ['Read(//etc/x)', 'Read(//home/*/.k)', 'Read(~/.a)', 'Read(~/.k)']],
  [
    'darwin',
    [
      'Read(//Library/x)',
      'Read(//Users/*/.k)',
      'Read(//etc/x)',
      'Read(~/.a)',
      'Read(~/.k)',
      'Read(~/Library/x)',
    ],
  ],
  ['win32', ['Read(C:/x)', 'Read(~/.a)', 'Read(~/.k)', 'Read(~/AppData/x)']],
])('the client’s controls for %s leave out what only other systems have', (platform, expected) => {
  const policy = policyOf([
    {
      id: 'any',
      on: ['file.read'],
      when: `action.reads('/etc/x', '/Library/x', 'C:/x', '~*/.a', '~*/Library/x', '~*/AppData/x')`,
    },
    { id: 'declared', on: ['file.read'], when: `action.reads('~*/.k')`, native: ['Read(~*/.k)'] },
  ]);
  expect(compileNative(policy, { platform }).permissionsDeny).toEqual(expected);
});

test('a policy that is not enforced everywhere is not compiled into the client', () => {
  const policy = policyOf([{ id: 'r', when: `action.reads('/z')` }], { rollout: { stage: 'warn' } });
  const native = compileNative(policy);
  expect(native.permissionsDeny).toEqual([]);
  expect(native.notCompiled).toHaveLength(1);
});

test('where the device found that names are taken in any case, another spelling is the same place', () => {
  const policy = policyOf([
    { id: 'keys', when: "action.paths.exists(p, p.under('~/.ssh'))" },
    { id: 'environment', when: "action.paths.exists(p, p.name == '.env')" },
    { id: 'wallets', when: "action.paths.exists(p, p.extension in ['kdbx'])" },
    { id: 'certificates', when: "action.paths.exists(p, p.like('**/*.pem'))" },
  ]);
  const rulesFor = (path: string, use: { anyCase?: boolean; resolved?: string } = {}) => {
    const { action, facts } = given({ kind: 'file.read', path });
    const paths = action.paths.map((one) => ({ ...one, ...use }));
    return decide({ ...action, paths }, policy, facts).reasons.map((reason) => reason.rule);
  };
  expect(rulesFor('/home/user/.SSH/ID_RSA')).toEqual([]);
  expect(rulesFor('/home/user/.SSH/ID_RSA', { anyCase: true })).toEqual(['keys']);
  expect(rulesFor('/mnt/c/SITE.PEM', { anyCase: true })).toEqual(['certificates']);
  // The name on the disk is the one that a rule compares.
  expect(rulesFor('/mnt/c/.ENV', { anyCase: true, resolved: '/mnt/c/.env' })).toEqual(['environment']);
  expect(rulesFor('/mnt/c/Safe.KDBX', { anyCase: true, resolved: '/mnt/c/safe.kdbx' })).toEqual(['wallets']);
  expect(rulesFor('/srv/link', { resolved: '/srv/.env' })).toEqual([]);
});
