import type { ChainLink } from '@sallyport/fleet-protocol';
import type { Problem, ProblemCode } from './check-health.ts';
import { lastInstallAt, proofsOf } from './session-facts.ts';
import type { Snapshot } from './snapshot.ts';

type LinkId = ChainLink['id'];
type Proof = Pick<ChainLink, 'ok' | 'at' | 'tool' | 'status' | 'bytes' | 'session'>;

/** Problems that break a link outright. Every code that keeps a hook call from being decided and kept is here. */
const BREAKS: Readonly<Record<LinkId, readonly ProblemCode[]>> = {
  installed: ['not-installed', 'install-record-damaged', 'settings-invalid', 'hook-entries-missing'],
  'client-restarted': ['client-not-restarted'],
  'hook-seen': ['hooks-disabled', 'hook-script-missing', 'session-stale', 'session-blind'],
  'policy-evaluated': ['token-missing', 'token-wrong', 'daemon-down', 'bundle-missing', 'bundle-invalid'],
  'evidence-stored': ['evidence-broken', 'disk-nearly-full'],
};

/** What to do when a link is not proved yet and nothing is known to be wrong. */
const NEXT: Readonly<Record<LinkId, string>> = {
  installed: 'run `sallyport install claude-code`',
  'client-restarted': 'start `claude` again, so that it loads the hooks',
  'hook-seen': 'ask `claude` to run any command, for example `ls`',
  'policy-evaluated': 'ask `claude` to run any command, for example `ls`',
  'evidence-stored': 'ask `claude` to run any command, for example `ls`',
};

const UNKNOWN: Proof = { ok: null, at: null, tool: null, status: null, bytes: null, session: null };

const proofsByLink = (snapshot: Snapshot): Readonly<Record<LinkId, Proof>> => {
  const installedAt = lastInstallAt(snapshot);
  const { hook, evaluate, stored } = proofsOf(snapshot) ?? { hook: null, evaluate: null, stored: null };
  // A proof from before the last install says nothing about that install.
  const isSince = (at: string): boolean => installedAt !== undefined && at >= installedAt;
  const started = (snapshot.processes ?? []).map(({ startedAt }) => startedAt).filter(isSince);
  const restartedAt = [...started, ...(hook && isSince(hook.at) ? [hook.at] : [])].sort()[0];
  return {
    installed: installedAt === undefined ? UNKNOWN : { ...UNKNOWN, ok: true, at: installedAt },
    'client-restarted': restartedAt === undefined ? UNKNOWN : { ...UNKNOWN, ok: true, at: restartedAt },
    'hook-seen':
      hook && isSince(hook.at)
        ? { ...UNKNOWN, ok: true, at: hook.at, tool: hook.tool, status: hook.event, session: hook.session }
        : UNKNOWN,
    'policy-evaluated':
      evaluate && isSince(evaluate.at)
        ? { ...UNKNOWN, ...evaluate, ok: evaluate.status === '200' || evaluate.status === 'ok' }
        : UNKNOWN,
    'evidence-stored':
      stored && isSince(stored.at)
        ? { ...UNKNOWN, ok: true, at: stored.at, status: `record ${stored.seq}` }
        : UNKNOWN,
  };
};

/** The chain from install to stored evidence: the last proof of each link, and what to do about the first gap. */
export const deliveryChain = (snapshot: Snapshot, problems: readonly Problem[]): readonly ChainLink[] => {
  const proofs = proofsByLink(snapshot);
  let isBroken = false;
  return (Object.keys(BREAKS) as LinkId[]).map((id): ChainLink => {
    const proof = proofs[id];
    const problem = problems.find(({ code }) => BREAKS[id].includes(code));
    const fix = problem?.places[0]?.fix ?? (proof.ok === true ? null : NEXT[id]);
    // Behind a gap nothing is claimed, but the last proof stays visible.
    const link = {
      id,
      ...proof,
      ok: isBroken ? null : problem ? false : proof.ok,
      fix: isBroken ? null : fix,
    };
    isBroken ||= link.ok !== true;
    return link;
  });
};
