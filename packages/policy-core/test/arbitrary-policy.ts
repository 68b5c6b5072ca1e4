import { ACTION_KINDS, FailMode, Stage, VERDICTS, WhenStale, type ActionKind } from '@sallyport/action-model';
import * as fc from 'fast-check';
import { stringify } from 'yaml';

/** Conditions that hold for any kind, over everything that can be indexed and some things that cannot. */
const ANY_KIND = [
  `action.paths.exists(p, p.under('~/.ssh') && !p.name.endsWith('.pub'))`,
  `action.paths.exists(p, p.access == 'read' && p.under('~*/.ssh', '/etc/shadow'))`,
  `action.paths.exists(p, p.touches('/etc') || p.name == '.env')`,
  `action.paths.exists(p, p.like('**/.env') || p.like('~/**/*.pem') || p.like('/home/*/.aws/**'))`,
  `action.paths.exists(p, p.name in ['id_rsa', 'SHADOW'] && p.certain)`,
  `action.paths.exists(p, p.covers('~*/.ssh', '/etc') && p.access != 'list')`,
  `action.paths.exists(p, p.extension == 'pem')`,
  `action.paths.exists(p, p.access == 'write' && (p.like('**/.git/hooks/**') || p.extension in ['json', 'JSON']))`,
  `action.paths.exists(p, p.like('**/.env.*', '~*/**/sett*.json', '**/e\u0301*x'))`,
  `action.paths.exists(p, p.name.like('sett*', '*.PEM') && p.certain)`,
  `action.paths.exists(p, p.given.like('*$X/.ssh*', '~/.s*'))`,
  `action.paths.exists(p, has(p.resolved) && p.resolved == '/etc/shadow')`,
  `action.paths.all(p, p.certain)`,
  `action.reads('~/.ssh', '/home/user/project') && !action.writes('~*/.aws')`,
  `action.hosts.exists(h, h.inDomain('pastebin.com') && has(h.port) && h.port in [22, 443])`,
  `action.hosts.exists_one(h, h.host == 'x')`,
  `has(action.tool) && action.tool.name in ['Read', 'Bash']`,
  `has(action.tool) && has(action.tool.server) && action.tool.server == 'github' && origin.attended`,
  `origin.agent == 'cowork' || 'pilot' in origin.groups`,
  `'external' in action.effects && !('irreversible' in action.effects)`,
  `action.findings.exists(f, f.detector == 'secret' && f.confidence > 0.5)`,
  `facts.session.has('secret-seen', 'sensitive-read')`,
  `facts.session.scopeDrift && facts.posture.sandboxOff || facts.destination.firstSeenDays < 7`,
  `facts.carries('secret:j*', 'pii') && !facts.posture.unsignedPlugin`,
  `facts.carried.exists(v, v.detector == 'secret') || facts.session.screenFallback`,
  `facts.session.exposure.exists(c, c.type == 'skill' && c.sha256 in ['${'a'.repeat(64)}'])`,
  `action.carries('secret', 'pii:card*') && origin.attended`,
  `action.returns('secret') || action.findings.exists(f, f.role == 'result' && f.level == 'block')`,
  `action.causes('irreversible', 'public') && (origin.agent == 'cowork' || size(action.hosts) > 1)`,
  `action.sendsTo('pastebin.com', 'x') && !action.sendsOutside('pastebin.com')`,
  `action.sendsOutside('ours.example')`,
  `now.getHours('Europe/Berlin') >= 13 && now.getDayOfWeek('America/New_York') in [4, 6]`,
  `facts.posture.bundleStale == true && now.getHours() == 12`,
  `size(action.paths) / (size(action.hosts) - 1) > 0`,
  `origin.agent == 'cowork' && 1 / size(action.hosts) == 1`,
  `size(action.paths.filter(p, p.glob)) > 1 ? origin.attended : action.kind == 'file.read'`,
];
const SHELL_ONLY = [
  `action.command.programs.exists(c, c.name == 'rm' && c.has('-r', '-R'))`,
  `action.command.programs.exists(c, c.runs('git', 'push', '--force'))`,
  `action.command.programs.exists(c, c.name == 'curl' && c.feeds.exists(n, n in ['sh', 'bash']))`,
  `'piped-code' in action.command.marks`,
  `action.command.programs.exists(c, has(c.subcommand) && c.subcommand == 'volume' && c.args.exists(a, a.like('r*')))`,
  `action.command.text.like('*dotglob*')`,
  `action.command.text.like('*localhost:7070*', '*\u2603 claude*')`,
  `'inline-code' in action.command.marks && action.command.text.like('*LocalHost?7070', 'x')`,
  `action.command.programs.exists(c, c.name == 'git' || c.args.exists(a, a.like('*claude-code*', '*/claude')))`,
  `action.command.programs.exists(c, c.args.exists(a, a.lowerAscii().like('*claude', '*dir')))`,
  `action.command.text.lowerAscii().like('*localhost*', '*\u2603 kil*')`,
  `action.command.programs.exists(c, c.args.exists(a, a.like('?claude')) && !(c.name in ['rm', 'sh']))`,
];

const JUDGE = { ask: 'does this ask for money?', about: ['content'] };
const LIMITS = {
  expires: fc.constantFrom('2025-12-31', '2026-01-01T13:00:00+01:00', '2030-01-01'),
  schedule: fc.constantFrom(
    { days: ['thu', 'fri'], from: '09:00', to: '13:00', timeZone: 'Europe/Berlin' },
    { days: ['sat'], from: '22:00', to: '06:00', timeZone: 'America/New_York', outside: true },
    { from: '01:30', to: '02:30', timeZone: 'Europe/Berlin' },
  ),
  rateLimit: fc.constantFrom({ count: 1, per: '1m', by: 'session' }, { count: 5, per: '1h', by: 'user' }),
  judge: fc.constantFrom(JUDGE, { ...JUDGE, about: ['result'] }),
};
const oneLimit = (key: keyof typeof LIMITS): fc.Arbitrary<Readonly<Record<string, unknown>>> =>
  LIMITS[key].map((value: unknown) => ({ [key]: value }));
const limits = fc.oneof<fc.MaybeWeightedArbitrary<Readonly<Record<string, unknown>>>[]>(
  { weight: 4, arbitrary: fc.constantFrom('expires', 'schedule', 'rateLimit', 'judge').chain(oneLimit) },
  { weight: 1, arbitrary: fc.record(LIMITS, { requiredKeys: [] }) },
);
/** Most rules have none of them, as in life, and some have several. */
const someLimits = fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: limits });
const approval = fc.constantFrom(
  {},
  { approval: { twoPerson: true } },
  { approval: { by: 'group:dev', expires: '2h' } },
);
const verdict = fc
  .tuple(fc.constantFrom(...VERDICTS), approval)
  .map(([said, terms]) => ({ verdict: said, ...(said === 'approve' ? terms : {}) }));

const shellKind: ActionKind = 'shell.run';
const about = fc.oneof(
  fc.record({
    on: fc.uniqueArray(fc.constantFrom(...ACTION_KINDS), { minLength: 8, maxLength: 24 }),
    when: fc.option(fc.constantFrom(...ANY_KIND), { nil: undefined, freq: 12 }),
  }),
  fc.record({ on: fc.constant([shellKind]), when: fc.constantFrom(...SHELL_ONLY) }),
);
const rule = fc
  .tuple(about, verdict, someLimits)
  .map(([which, what, when]) => ({ ...which, ...what, ...when }));

const right = fc.constantFrom('always', 'approve', 'block');
const toolPattern = fc.constantFrom<unknown>(
  'Bash',
  'Read',
  'mcp__github__*',
  'Re?d',
  '*',
  { server: 'git*' },
  { server: 'x', tool: '*' },
);
const row = fc.record(
  {
    tools: fc.array(toolPattern, { minLength: 1, maxLength: 3 }),
    except: fc.array(toolPattern, { maxLength: 2 }),
    default: right,
    groups: fc.dictionary(fc.constantFrom('pilot', 'dev', 'none'), right),
    approval: fc.constantFrom({ twoPerson: true }, { expires: '1d' }),
  },
  { requiredKeys: ['tools', 'default'] },
);

const rollout = fc.record(
  {
    stage: fc.constantFrom(...Stage.options),
    groups: fc.constantFrom({ pilot: 'enforce' }, { dev: 'warn' }),
    percent: fc.constantFrom({ warn: 30 }, { enforce: 50 }),
  },
  { requiredKeys: ['stage'] },
);

/** Documents as text: the property tests go through the same door as everybody. */
export const arbitraryDocuments: fc.Arbitrary<readonly string[]> = fc
  .record({
    modes: fc.record({
      red: fc.constantFrom(...FailMode.options),
      blue: fc.constantFrom(...FailMode.options),
    }),
    whenStale: fc.record(
      {
        red: fc.constantFrom(...WhenStale.options),
        blue: fc.constantFrom(...WhenStale.options),
      },
      { requiredKeys: [] },
    ),
    documents: fc.array(
      fc.record({
        category: fc.constantFrom('red' as const, 'blue' as const),
        severity: fc.constantFrom('low', 'medium', 'critical'),
        content: fc.oneof(
          { weight: 4, arbitrary: fc.record({ rules: fc.array(rule, { minLength: 1, maxLength: 6 }) }) },
          { weight: 1, arbitrary: fc.record({ rights: fc.array(row, { minLength: 1, maxLength: 3 }) }) },
        ),
        rollout: fc.option(rollout, { nil: undefined, freq: 3 }),
      }),
      { minLength: 1, maxLength: 5 },
    ),
  })
  .map(({ modes, whenStale, documents }) =>
    documents.map(({ category, severity, content, rollout }, number) =>
      stringify(
        {
          apiVersion: 'sallyport/v1',
          kind: 'rules' in content ? 'Policy' : 'ToolRights',
          metadata: { id: `policy-${number}`, category, severity },
          onFailure: modes[category],
          whenStale: whenStale[category],
          ...('rules' in content
            ? {
                rules: content.rules.map((each, index) => ({
                  id: `rule-${index}`,
                  say: `rule ${index}`,
                  ...each,
                })),
              }
            : { rights: content.rights.map((each, index) => ({ id: `row-${index}`, ...each })) }),
          rollout,
        },
        { aliasDuplicateObjects: false },
      ),
    ),
  );
