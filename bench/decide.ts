/**
 * How long one decision takes, beside cel-js without our index on the same machine in the same run.
 *
 *   node bench/decide.ts
 *
 * Rules are spread over all kinds, and each of them matches one of the actions; for two matching actions there are
 * three that nothing stops. The recipe is the same at both sizes, so that their ratio says what the index does.
 */
import {
  Action,
  ACTION_KINDS,
  quietFacts,
  strictness,
  type ActionKind,
  type Facts,
} from '@sallyport/action-model';
import { loadPolicies, type CompiledPolicy } from '@sallyport/policy-core';
// Past the package's door on purpose: the baseline evaluates the very same conditions one by one.
import { decide } from '../packages/policy-core/src/decide.ts';
import { evaluateRule, variablesOf } from '../packages/policy-core/src/evaluate-rule.ts';

interface Case {
  readonly condition: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Nearly the same: the index finds the rule and its condition is false. */
  readonly nearMiss: Readonly<Record<string, unknown>>;
}

const HOME = '/home/user';
const path = (text: string, access = 'read') => ({
  path: text,
  given: text,
  access,
  recursive: false,
  glob: false,
  certain: true,
});
const host = (name: string) => ({
  host: name,
  registrableDomain: name.split('.').slice(-2).join('.'),
  port: 443,
  scheme: 'https',
  direction: 'both',
  zone: 'public',
});

const command = (...programs: readonly ReturnType<typeof program>[]) => ({
  command: {
    text: programs.map(({ name, args }) => `${name} ${args.join(' ')}`).join(' && '),
    shell: 'bash',
    programs: [program('cd', []), ...programs],
    marks: [],
  },
  paths: [path(`${HOME}/project/x`)],
});

const tool = (name: string, effects: readonly string[]) => ({
  tool: { name, provenance: 'mcp-server', known: true, server: 'server' },
  effects,
});

/** Rules come in groups of eight that share an anchor, as a real pack's do: the index finds them together. */
const caseOf = (number: number, kind: ActionKind): Case => {
  const group = Math.floor(number / (8 * ACTION_KINDS.length));
  const member = Math.floor(number / ACTION_KINDS.length) % 8;
  if (kind === 'shell.run')
    return {
      condition: `action.command.programs.exists(c, c.name == 'tool-${group}' && c.has('--danger-${member}'))`,
      fields: command(program(`tool-${group}`, [`--danger-${member}`])),
      nearMiss: command(program(`tool-${group}`, ['--safe'])),
    };
  if (kind.startsWith('file.'))
    return {
      condition: `action.paths.exists(p, p.under('~/.vault-${group}') && p.name == 'key-${member}' && p.certain)`,
      fields: { paths: [path(`${HOME}/.vault-${group}/deep/key-${member}`)] },
      nearMiss: { paths: [path(`${HOME}/.vault-${group}/deep/readme`)] },
    };
  if (kind.startsWith('web.') || kind.startsWith('net.') || kind === 'browser.act')
    return {
      condition: `action.hosts.exists(h, h.inDomain('drop-${group}.example') && h.host.startsWith('n${member}.'))`,
      fields: { hosts: [host(`n${member}.drop-${group}.example`)] },
      nearMiss: { hosts: [host(`www.drop-${group}.example`)] },
    };
  const name = `mcp__server__tool-${group}`;
  const effect = ['external', 'production', 'public', 'financial'][member % 4] ?? 'external';
  return {
    condition: `has(action.tool) && action.tool.name == '${name}' && '${effect}' in action.effects`,
    fields: tool(name, [effect]),
    nearMiss: tool(name, []),
  };
};

const program = (name: string, flags: readonly string[]) => ({
  name,
  given: name,
  args: [...flags, 'x'],
  flags,
  via: [],
  certain: true,
  elevated: false,
});

const actionOf = (kind: ActionKind, fields: Readonly<Record<string, unknown>>): Action =>
  Action.parse({
    kind,
    id: 'a',
    digest: '0'.repeat(64),
    origin: {
      home: HOME,
      cwd: `${HOME}/project`,
      groups: ['developers'],
      device: 'device-1',
      os: 'linux',
      tier: 'cooperative',
      agent: 'claude-code',
      surface: 'hook',
      session: 's',
      permissionMode: 'default',
      trigger: 'person',
      attended: true,
      proofs: {},
    },
    effects: [],
    paths: [],
    hosts: [],
    samples: [],
    findings: [],
    command: { text: 'ls', shell: 'bash', programs: [program('ls', ['-l'])], marks: [] },
    url: 'https://example.com/',
    query: 'weather',
    recipients: ['a@example.com'],
    gesture: 'left_click',
    remote: false,
    setting: 'theme',
    component: { type: 'skill', name: 'x' },
    ...fields,
  });

const BENIGN: Readonly<Record<string, unknown>> = {
  tool: { name: 'Read', provenance: 'built-in', known: true },
  paths: [path(`${HOME}/project/src/index.ts`), path(`${HOME}/project/package.json`, 'write')],
  hosts: [host('registry.example.com')],
};

const QUIET = quietFacts('2026-01-01T12:00:00.000Z');
const FACTS: Facts = { ...QUIET, session: { ...QUIET.session, labels: ['sensitive-read'] } };

const document = (rules: readonly { readonly kind: ActionKind; readonly condition: string }[]): string =>
  JSON.stringify({
    apiVersion: 'sallyport/v1',
    kind: 'Policy',
    metadata: { id: `bench-${documents++}`, category: 'bench', severity: 'low' },
    onFailure: 'closed',
    rules: rules.map(({ kind, condition }, index) => ({
      id: `rule-${index}`,
      on: [kind],
      when: condition,
      verdict: 'block',
      say: 'bench',
    })),
  });
let documents = 0;

const load = (
  rules: readonly { readonly kind: ActionKind; readonly condition: string }[],
): CompiledPolicy => {
  const sources = [];
  for (let at = 0; at < rules.length; at += 500)
    sources.push({ name: `bench-${at}.yaml`, text: document(rules.slice(at, at + 500)) });
  const loaded = loadPolicies(sources);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems.slice(0, 3)));
  return loaded.policy;
};

const unindexed = (action: Action, policy: CompiledPolicy): number => {
  const variables = variablesOf(action, FACTS);
  let matches = 0;
  for (const rule of policy.kinds[action.kind]?.rules ?? [])
    if (evaluateRule(rule, variables).kind === 'matched') matches++;
  return matches;
};

interface Timing {
  readonly p50: number;
  readonly p99: number;
}

/**
 * Microseconds a call; a sample is a batch of calls on one action, so that the clock is not what is measured.
 * Several calls take turns, so that what else the machine does meets all of them.
 */
const timed = (
  actions: readonly Action[],
  calls: readonly ((action: Action) => unknown)[],
  rounds: number,
): readonly Timing[] => {
  const samples = calls.map((): number[] => []);
  const batch = 16;
  for (let round = -2; round < rounds; round++) {
    for (const action of actions) {
      for (const [index, call] of calls.entries()) {
        const start = process.hrtime.bigint();
        for (let i = 0; i < batch; i++) call(action);
        if (round >= 0) samples[index]?.push(Number(process.hrtime.bigint() - start) / batch / 1000);
      }
    }
  }
  return samples.map((own) => {
    own.sort((left, right) => left - right);
    const at = (share: number): number => own[Math.floor(own.length * share)] ?? Number.NaN;
    return { p50: at(0.5), p99: at(0.99) };
  });
};

const scenario = (ruleCount: number) => {
  const rules = Array.from({ length: ruleCount }, (_, number) => {
    const kind = ACTION_KINDS[number % ACTION_KINDS.length] ?? 'file.read';
    return { kind, ...caseOf(number, kind) };
  });
  const matching = rules.map(({ kind, fields }) => actionOf(kind, fields));
  const benign = rules.flatMap(({ kind, nearMiss }, index) =>
    index % 2 === 0
      ? [actionOf(kind, BENIGN), actionOf(kind, nearMiss), actionOf(kind, { ...BENIGN, ...nearMiss })]
      : [],
  );
  const actions = [...matching, ...benign];
  const policy = load(rules);
  const unmatched = matching.filter((action) => decide(action, policy, FACTS).verdict === 'allow').length;
  if (unmatched > 0) throw new Error(`${unmatched} actions miss their rule`);
  return { actions, policy };
};

const microseconds = (value: number): string => `${value.toFixed(2)} µs`;
const report = (name: string, value: string, budget = ''): void => {
  console.log(`${name.padEnd(58)}${value.padStart(14)}  ${budget}`);
};

const large = scenario(1000);
const small = scenario(10);
const candidateCounts = large.actions
  .map(
    (action) =>
      large.policy.kinds[action.kind]?.index.candidates(action, FACTS, variablesOf(action, FACTS)).length ??
      0,
  )
  .toSorted((left, right) => left - right);
const stopped = large.actions.filter(
  (action) => strictness(decide(action, large.policy, FACTS).verdict) > 0,
).length;

const NEVER: Timing = { p50: Number.NaN, p99: Number.NaN };
const [t1000 = NEVER] = timed(large.actions, [(action) => decide(action, large.policy, FACTS)], 6);
const [t10 = NEVER] = timed(small.actions, [(action) => decide(action, small.policy, FACTS)], 300);
const [everyRule = NEVER] = timed(large.actions, [(action) => unindexed(action, large.policy)], 2);

const plain = load(
  Array.from({ length: 1000 }, (_, number) => ({
    kind: 'file.read' as const,
    condition: `action.paths.exists(p, p.path.endsWith('/secret-${number}.txt') && p.certain)`,
  })),
);
const plainActions = Array.from({ length: 20 }, (_, number) =>
  actionOf('file.read', { paths: [path(`${HOME}/project/secret-${number * 50}.txt`)] }),
);
const [plainDecide = NEVER, plainBare = NEVER] = timed(
  plainActions,
  [(action) => decide(action, plain, FACTS), (action) => unindexed(action, plain)],
  20,
);

report(
  'rules / actions / not allowed',
  `1000 / ${large.actions.length} / ${((100 * stopped) / large.actions.length).toFixed(0)} %`,
  'wanted: ≥ 30 % not allowed',
);
report(
  'candidates, median action',
  String(candidateCounts[Math.floor(candidateCounts.length / 2)]),
  'wanted: ≤ 20',
);
report('candidates, worst action', String(candidateCounts.at(-1)));
report('decide, 1,000 rules: p50', microseconds(t1000.p50), 'budget 10 µs');
report('decide, 1,000 rules: p99', microseconds(t1000.p99));
report('decide, 10 rules: p50', microseconds(t10.p50));
report('decide, 10 rules: p99', microseconds(t10.p99));
report('t(1,000) / t(10), p50', (t1000.p50 / t10.p50).toFixed(2), 'budget 3');
report('cel-js, all rules of the kind one by one: p50', microseconds(everyRule.p50));
report('without index / with index, p50', (everyRule.p50 / t1000.p50).toFixed(1));
report('decide, 1,000 rules that cannot be indexed: p50', microseconds(plainDecide.p50));
report('cel-js loop over the same 1,000 conditions: p50', microseconds(plainBare.p50));
report('decide / bare loop', (plainDecide.p50 / plainBare.p50).toFixed(2), 'budget 1.5');
