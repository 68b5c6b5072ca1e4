import { quietFacts } from '@sallyport/action-model';
import { createHash } from 'node:crypto';
import { CHAIN_START, hashedText, sealLine } from '@sallyport/fleet-protocol';

type Verdict = 'allow' | 'warn' | 'block';

export type DecisionWish = {
  readonly path?: string;
  readonly tool?: string;
  readonly session?: string;
  readonly verdict?: Verdict;
  readonly at?: string;
  readonly say?: string;
  readonly surface?: 'hook' | 'mcp';
};

const HOME = '/home/ada';

/** A decision as the device writes it, without its link. */
export const decision = (wish: DecisionWish = {}): Record<string, unknown> => {
  const verdict = wish.verdict ?? 'allow';
  const path = wish.path ?? `${HOME}/notes.txt`;
  const session = wish.session ?? 'session-1';
  return {
    type: 'decision',
    action: {
      id: 'action-1',
      kind: 'file.read',
      digest: 'a'.repeat(64),
      tool: { name: wish.tool ?? 'Read', provenance: 'built-in', known: true },
      effects: [],
      paths: [{ path, given: path, access: 'read', recursive: false, glob: false, certain: true }],
      hosts: [],
    },
    origin: {
      user: 'ada',
      home: HOME,
      groups: [],
      os: 'linux',
      tier: 'cooperative',
      agent: 'claude-code',
      agentVersion: '2.1.330',
      surface: wish.surface ?? 'hook',
      session,
      workspace: `${HOME}/project`,
      permissionMode: 'default',
      trigger: 'person',
      attended: true,
      proofs: {},
    },
    facts: quietFacts(wish.at ?? '2026-11-22T10:00:00.000Z'),
    decision: {
      verdict,
      enforced: verdict,
      stage: 'enforce',
      obligations: [],
      reasons:
        verdict === 'allow'
          ? []
          : [
              {
                policy: 'secrets-stay-home',
                rule: 'ssh-keys',
                say: wish.say ?? 'private keys stay out of agents',
              },
            ],
      policyVersion: '1-abc',
      marks: [],
    },
    sightings: [],
    findings: [],
    redactions: [],
  };
};

export const lifecycle = (
  event: string,
  detail: Record<string, string | number | boolean> = {},
): Record<string, unknown> => ({
  type: 'lifecycle',
  event,
  detail,
});

export type Chain = {
  /** The next line, behind the one before. */
  readonly add: (content: Record<string, unknown>, at?: string) => string;
  readonly next: () => number;
};

/** Writes lines as a device's spool does. */
export const startChain = (device = 'device-1'): Chain => {
  let prev = CHAIN_START;
  let seq = 1;
  return {
    next: () => seq,
    add: (content, at = '2026-11-22T10:00:00.000Z') => {
      const body = JSON.stringify({ v: 1, seq, at, device, tier: 'cooperative', ...content, prev });
      const hash = createHash('sha256').update(hashedText(prev, body)).digest('hex');
      prev = hash;
      seq += 1;
      return sealLine(body, hash);
    },
  };
};

export const upload = (
  lines: readonly string[],
  more: Record<string, unknown> = {},
): Record<string, unknown> => ({
  capability: 1,
  device: 'device-1',
  epoch: 'epoch-1',
  host: 'ada-laptop',
  user: 'ada',
  os: 'linux',
  tier: 'cooperative',
  version: '0.1.0',
  lines,
  ...more,
});
