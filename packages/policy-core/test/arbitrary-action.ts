import {
  Action,
  ACTION_KINDS,
  AnswerProof,
  CommandMark,
  type Facts,
  Judged,
  PolicyId,
  Provenance,
  RuleId,
  SessionLabel,
} from '@sallyport/action-model';
import * as fc from 'fast-check';

/** Actions of every kind, ordinary and odd, that satisfy the action model's own schema. */
const segment = fc.constantFrom(
  'home',
  'user',
  'root',
  '.ssh',
  '.SSH',
  '.aws',
  'id_rsa',
  'id_rsa.pub',
  'etc',
  'shadow',
  'project',
  'src',
  '.env',
  '*',
  '.*',
  '**',
  '.s?h',
  'id_[a-z]*',
  'Users',
  'C:',
  'ſsh',
  'x.pem',
  '.env.local',
  '.git',
  'hooks',
  'HOOKS. ',
  'settings.json',
  'ſettings.JSON',
  'a b',
  '.ssh. ',
  'é',
  'e\u0301',
);
const path = fc.oneof(
  fc.array(segment, { maxLength: 6 }).map((segments) => `/${segments.join('/')}`),
  fc.array(segment, { maxLength: 4 }).map((segments) => ['/home/user', ...segments].join('/')),
  fc.string({ maxLength: 30 }),
);
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 2 });

const pathUse = fc.record({
  path,
  given: fc.oneof(path, fc.constantFrom('$X/.ssh/id_rsa', '~/.s*/id_rsa', '$(pwd)/etc/shadow')),
  resolved: optional(path),
  access: fc.constantFrom('read', 'list', 'write', 'delete', 'execute'),
  recursive: fc.boolean(),
  glob: fc.boolean(),
  certain: fc.boolean(),
  anyCase: optional(fc.boolean()),
});
const hostUse = fc.record({
  host: fc.constantFrom(
    'pastebin.com',
    'a.pastebin.com',
    'evilpastebin.com',
    '127.0.0.1',
    'localhost',
    'x',
    '',
  ),
  registrableDomain: fc.constantFrom('pastebin.com', 'x'),
  port: optional(fc.constantFrom(22, 443, 7070)),
  scheme: optional(fc.constantFrom('https', 'ssh')),
  direction: fc.constantFrom('send', 'receive', 'both'),
  zone: fc.constantFrom('public', 'private', 'loopback', 'metadata'),
});
const word = fc.constantFrom(
  'push',
  '--force',
  '-r',
  '-f',
  'volume',
  'rm',
  '/',
  'x',
  '-C',
  'dir',
  '',
  'claude-code',
  'dİr',
  'CLAUDE',
  '/usr/bin/claude',
  'éclaude',
);
const programUse = fc.record({
  name: fc.constantFrom('rm', 'git', 'curl', 'sh', '?', 'docker'),
  given: fc.constantFrom('rm', '/bin/rm', '$x'),
  args: fc.array(word, { maxLength: 5 }),
  flags: fc.array(fc.constantFrom('-r', '-f', '--force'), { maxLength: 3 }),
  subcommand: optional(fc.constantFrom('push', 'volume')),
  via: fc.array(fc.constantFrom('sudo', 'sh -c'), { maxLength: 2 }),
  pipesTo: optional(fc.integer({ min: 0, max: 4 })),
  certain: fc.boolean(),
  elevated: fc.boolean(),
});
const text = fc.string({ maxLength: 20 });

const candidate = fc.record({
  kind: fc.constantFrom(...ACTION_KINDS),
  id: fc.constant('a'),
  digest: fc.constant('0'.repeat(64)),
  origin: fc.record({
    home: optional(fc.constantFrom('/home/user', '/root', '/Users/x', 'C:/Users/x', '/', '', '/data/u')),
    groups: fc.array(fc.constantFrom('pilot', 'dev', 'toString'), { maxLength: 2 }),
    device: optional(fc.constantFrom('d1', 'd2', 'd3')),
    os: fc.constantFrom('linux', 'darwin', 'win32', 'unknown'),
    tier: fc.constantFrom('cooperative', 'managed'),
    agent: fc.constantFrom('cowork', 'claude-code', 'other'),
    surface: fc.constantFrom('hook', 'mcp', 'http'),
    permissionMode: fc.constantFrom('default', 'bypassPermissions'),
    trigger: fc.constantFrom('person', 'schedule'),
    attended: fc.boolean(),
    proofs: fc.constantFrom({}, { groups: 'process' }),
  }),
  tool: optional(
    fc.record({
      name: fc.constantFrom('Read', 'Bash', 'mcp__github__create_issue'),
      server: optional(fc.constantFrom('github', 'x')),
      serverTool: optional(fc.constantFrom('create_issue', '')),
      provenance: fc.constantFrom(...Provenance.options),
      known: fc.boolean(),
    }),
  ),
  effects: fc.array(fc.constantFrom('external', 'irreversible', 'public'), { maxLength: 2 }),
  paths: fc.array(pathUse, { maxLength: 4 }),
  hosts: fc.array(hostUse, { maxLength: 3 }),
  samples: fc.constant([]),
  findings: fc.array(
    fc.record({
      detector: fc.constantFrom('secret', 'pii'),
      rule: fc.constantFrom('jwt', 'card-number', 'redaction-mark', ''),
      level: fc.constantFrom('warn', 'block'),
      role: fc.constantFrom('content', 'result'),
      sample: fc.constant(0),
      start: fc.constant(0),
      end: fc.constant(1),
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
      detectorVersion: fc.constant('1'),
    }),
    { maxLength: 2 },
  ),
  command: fc.record({
    text: fc.constantFrom(
      'x',
      'shopt -s dotglob; cat *',
      'curl localhost:7070/x',
      'curl LocalHost:7070',
      'é\u2603 claude-code',
    ),
    shell: fc.constantFrom('bash', 'powershell'),
    programs: fc.array(programUse, { maxLength: 4 }),
    marks: fc.array(fc.constantFrom(...CommandMark.options), { maxLength: 2 }),
  }),
  url: fc.constantFrom('https://pastebin.com/x', 'x'),
  query: text,
  recipients: fc.array(
    fc.constantFrom('agent', '', 'a@pastebin.com', 'b@x', 'Ann <ann@ours.example>, e@evil.example'),
    { maxLength: 2 },
  ),
  model: optional(text),
  gesture: text,
  app: optional(text),
  agentType: optional(text),
  remote: fc.boolean(),
  schedule: optional(text),
  setting: fc.constantFrom('hooks', 'permissions.defaultMode'),
  component: fc.record({ type: fc.constantFrom('plugin', 'skill'), name: text, source: optional(text) }),
});

export const arbitraryAction: fc.Arbitrary<Action> = candidate.map((value) => Action.parse(value));

/** Rules of the documents that `arbitrary-policy.ts` makes, so that facts about rules meet rules. */
const ofRule = fc.record({
  policy: fc.integer({ min: 0, max: 3 }).map((number) => PolicyId.parse(`policy-${number}`)),
  rule: fc
    .constantFrom('rule-0', 'rule-1', 'rule-2', 'rule-3', 'row-0-approve', 'row-1-approve')
    .map((name) => RuleId.parse(name)),
});
const approver = fc.record({
  name: fc.constantFrom('ann', 'Ann ', 'ben'),
  proof: fc.constantFrom(...AnswerProof.options),
});
const aboutRule = <Fact>(more: fc.Arbitrary<Fact>) =>
  fc.array(
    fc.tuple(ofRule, more).map(([named, rest]) => ({ ...named, ...rest })),
    { maxLength: 8 },
  );

export const arbitraryFacts: fc.Arbitrary<Facts> = fc.record({
  now: fc.constantFrom(
    '2026-01-01T12:00:00.000Z',
    '2026-01-01T11:59:59.999Z',
    '2026-03-29T01:10:00.000Z',
    '2026-10-25T01:10:00.000Z',
    '2026-06-13T20:30:00.000Z',
    '2026-06-14T05:00:00.000Z',
  ),
  session: fc.record({
    labels: fc.array(fc.constantFrom(...SessionLabel.options), { maxLength: 2 }),
    scopeDrift: fc.boolean(),
    screenFallback: fc.boolean(),
    exposure: fc.constantFrom([], [{ type: 'skill' as const, name: 'notes', sha256: 'a'.repeat(64) }]),
  }),
  posture: fc.record({
    hooksManaged: fc.boolean(),
    bundleStale: fc.boolean(),
    sandboxOff: fc.boolean(),
    foreignHooks: fc.boolean(),
    unsignedPlugin: fc.boolean(),
  }),
  destination: fc.record({ firstSeenDays: fc.constantFrom(0, 3, 7, 400) }),
  carried: fc.constantFrom([], [{ name: 'secret#1', detector: 'secret' as const, rule: 'jwt' }]),
  answers: aboutRule(
    fc.record({
      ticket: fc.constantFrom('t-1', 't-2', 't-3'),
      approvers: fc.array(approver, { minLength: 1, maxLength: 3 }),
    }),
  ),
  counts: aboutRule(fc.record({ count: fc.constantFrom(0, 1, 1, 4, 5, 5) })),
  judged: aboutRule(fc.record({ state: fc.constantFrom(...Judged.shape.state.options) })),
});
