import { DecisionEvidence, quietFacts, type EvidenceRecord } from '@sallyport/action-model';
import { ActivityDetail, type ActivityItem } from '@sallyport/fleet-protocol';
import { itemOf } from './item-of.ts';

export const SESSIONS = [
  '5b0f3c1e-7a55-4a37-9f0c-1de1c3a0b001',
  'c41d90aa-02be-4d0e-8a35-52f3a6a4c002',
  '9e77b2d4-66c1-4f8f-b7a9-0c5f1e9dd003',
] as const;

/** What agents do in an ordinary hour, with everything the page has a look for. */
const SCENES: readonly Partial<ActivityItem>[] = [
  { tool: 'Bash', kind: 'shell.run', summary: 'run npm test -- --run packages/policy-core' },
  { tool: 'Read', kind: 'file.read', summary: 'read ~/project/packages/device/src/spool/append.ts' },
  { tool: 'Edit', kind: 'file.write', summary: 'write ~/project/packages/device/src/spool/append.ts' },
  {
    tool: 'Read',
    kind: 'file.read',
    summary: 'read ~/.ssh/id_ed25519',
    verdict: 'block',
    enforced: 'block',
    reason: 'private keys stay out of agents; use the deploy-key tool instead',
    policy: 'secrets-stay-home',
    rule: 'ssh-keys',
  },
  { type: 'outcome', kind: null, verdict: null, enforced: null, tool: 'Bash', summary: 'finish Bash' },
  {
    tool: 'Bash',
    kind: 'shell.run',
    summary: "run curl -s -H 'authorization: [redacted:bearer-token]' https://api.example.test/v2/orders",
    verdict: 'warn',
    enforced: 'warn',
    reason: 'a credential in a command line ends up in shell history and process lists',
    policy: 'secrets-stay-home',
    rule: 'credential-in-command',
    redacted: true,
  },
  { tool: 'WebFetch', kind: 'web.fetch', summary: 'fetch https://docs.example.test/cel/language-definition' },
  {
    tool: 'mcp__github__create_issue',
    kind: 'message.send',
    agent: 'cowork',
    user: 'bo',
    host: 'mbp-bo',
    device: 'dev_mbp',
    session: SESSIONS[1],
    summary: 'send a message to example-org/payments',
    verdict: 'redact',
    enforced: 'block',
    reason: 'the issue text holds a customer list; remove it before posting',
    policy: 'customer-data',
    rule: 'personal-data-outbound',
    redacted: true,
  },
  {
    tool: 'Bash',
    kind: 'shell.run',
    session: SESSIONS[2],
    summary: 'run rm -rf build dist node_modules/.cache',
    verdict: 'block',
    enforced: 'allow',
    reason: 'recursive deletion outside the workspace',
    policy: 'no-destruction',
    rule: 'recursive-delete',
  },
  { tool: 'Grep', kind: 'file.read', summary: 'read ~/project/packages and 3 more', session: SESSIONS[2] },
  {
    tool: 'Bash',
    kind: 'shell.run',
    summary: 'run psql -h db.internal -c "update invoices set paid = true"',
    verdict: 'approve',
    enforced: 'approve',
    reason: 'changes to production data need a person',
    policy: 'production',
    rule: 'database-writes',
  },
  {
    type: 'lifecycle',
    kind: null,
    verdict: null,
    enforced: null,
    tool: null,
    summary: 'note SessionStart: source startup',
  },
  {
    tool: 'mcp__files__search',
    kind: 'tool.call',
    agent: 'cowork',
    user: 'bo',
    host: 'mbp-bo',
    device: 'dev_mbp',
    session: SESSIONS[1],
    summary: 'call mcp__files__search',
    verdict: 'read-only',
    enforced: 'read-only',
    reason: 'this session has read untrusted content',
    policy: 'untrusted-content',
    rule: 'read-only-after-fetch',
  },
];

const GAP: Partial<ActivityItem> = {
  type: 'gap',
  kind: null,
  verdict: null,
  enforced: null,
  agent: null,
  session: null,
  tool: null,
  summary: 'miss 3 records: disk-full (observations were dropped for 12 s)',
};

/** The nth record of the script, `ageMs` before now. */
export const scriptedItem = (seq: number, ageMs = 0): ActivityItem =>
  itemOf({
    at: new Date(Date.now() - ageMs).toISOString(),
    ...(seq % 97 === 0 ? GAP : SCENES[seq % SCENES.length]),
    seq,
  });

/** Newest first; one every `everyMs` up to now. */
export const scriptedHistory = (count: number, everyMs = 2300): ActivityItem[] =>
  Array.from({ length: count }, (_, index) => scriptedItem(count - index, index * everyMs));

const HASH = 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9';

const decisionRecord = (item: ActivityItem): EvidenceRecord => {
  const said = { policy: item.policy ?? 'p', rule: item.rule ?? 'r' };
  const isRun = item.kind === 'shell.run';
  // As the device does: every field has its bound.
  const command = item.summary.replace(/^run /, '').slice(0, 65_536);
  return DecisionEvidence.parse({
    v: 1,
    seq: item.seq,
    at: item.at,
    device: item.device,
    tier: 'cooperative',
    prev: HASH,
    hash: HASH,
    type: 'decision',
    action: {
      id: `act_${item.seq}`,
      kind: item.kind ?? 'tool.call',
      digest: HASH,
      ...(item.tool === null ? {} : { tool: { name: item.tool, provenance: 'built-in', known: true } }),
      effects: isRun ? ['external'] : [],
      paths: [
        {
          path: '/home/ana/.ssh/id_ed25519',
          given: '~/.ssh/id_ed25519',
          access: 'read',
          recursive: false,
          glob: false,
          certain: true,
          ...(item.seq % 2 === 1 ? { anyCase: true } : {}),
        },
      ],
      hosts: [],
      ...(isRun
        ? {
            command: {
              text: command,
              shell: 'bash',
              programs: [
                {
                  name: 'curl',
                  given: command.slice(0, 8192).split(' ')[0] ?? '',
                  args: [],
                  flags: [],
                  via: ['sudo', 'sh -c'],
                  certain: true,
                  elevated: true,
                },
              ],
              marks: ['piped-code'],
            },
          }
        : {}),
      input: JSON.stringify(
        isRun ? { command } : { file_path: '~/.ssh/id_ed25519', note: item.summary },
      ).slice(0, 16_384),
    },
    origin: {
      groups: item.seq % 2 === 1 ? ['security', 'pilot'] : [],
      os: 'linux',
      tier: 'cooperative',
      agent: item.agent ?? 'other',
      agentVersion: '2.1.330',
      surface: 'hook',
      permissionMode: 'acceptEdits',
      cwd: '/home/ana/project',
      workspace: '/home/ana/project',
      trigger: 'person',
      attended: true,
      proofs: { user: 'process', agent: 'claimed' },
    },
    facts: {
      ...quietFacts(item.at),
      posture: { ...quietFacts(item.at).posture, bundleStale: item.seq % 2 === 1 },
    },
    decision: {
      verdict: item.verdict ?? 'allow',
      enforced: item.enforced ?? 'allow',
      stage: item.verdict === item.enforced || item.enforced === 'block' ? 'enforce' : 'observe',
      obligations:
        item.reason === null ? [] : [{ ...said, verdict: item.verdict ?? 'warn', stage: 'enforce' }],
      reasons: item.reason === null ? [] : [{ ...said, say: item.reason }],
      policyVersion: 'individual-2026-11-20',
      marks: item.verdict === 'redact' && item.enforced === 'block' ? ['redact-became-block'] : [],
    },
    sightings: [{ path: 'hook', at: item.at }],
    findings: item.redacted
      ? [
          {
            detector: 'secret',
            rule: 'bearer-token',
            level: 'block',
            role: 'command',
            sample: 0,
            start: 0,
            end: 9,
            confidence: 0.97,
            detectorVersion: '1',
          },
        ]
      : [],
    redactions: item.redacted
      ? [
          { field: '/action/command/text', kind: 'bearer-token', count: 1 },
          { field: '/action/input', kind: 'bearer-token', count: 1 },
        ]
      : [],
  });
};

const otherRecord = (item: ActivityItem): unknown => {
  const link = {
    v: 1,
    seq: item.seq,
    at: item.at,
    device: item.device,
    tier: 'cooperative',
    prev: HASH,
    hash: HASH,
  };
  if (item.type === 'outcome') {
    return {
      ...link,
      type: 'outcome',
      tool: item.tool ?? 'Bash',
      outcome: 'succeeded',
      durationMs: 412,
      resultBytes: 2150,
    };
  }
  if (item.type === 'gap') {
    return {
      ...link,
      type: 'gap',
      cause: 'disk-full',
      count: 3,
      detail: 'observations were dropped for 12 s',
    };
  }
  return { ...link, type: 'lifecycle', event: 'SessionStart', detail: { source: 'startup', resumed: false } };
};

export const scriptedDetail = (item: ActivityItem): ActivityDetail => {
  const record = item.type === 'decision' ? decisionRecord(item) : otherRecord(item);
  return ActivityDetail.parse({ item, record, line: JSON.stringify(record) });
};
