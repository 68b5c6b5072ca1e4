import { strictness } from '@sallyport/action-model';
import type { ActivityItem, ApiClient, ApiResult, PolicyVersion } from '@sallyport/fleet-protocol';
import type { RolloutPlan, RolloutStep } from '@sallyport/policy-core';
import { isFailure, type Failure } from '../command.ts';
import { refusal } from './connect.ts';

/** How many of how many. */
export type Share = { covered: number; of: number };

export type MeasuredStep = {
  id: string;
  about: string;
  hosts: Share;
  actions: Share;
  /** More was there than is counted one by one. */
  isPartial: boolean;
  ready: RolloutStep['ready'];
  reached: boolean;
};

const PAGE = 500;
/** Of the actions that a policy spoke about, the newest; a share of them needs no more. */
const MAX_PAGES = 20;
const STAGES = ['observe', 'warn', 'enforce'] as const;

type Seen = Awaited<ReturnType<typeof look>>;

/** Where a fleet stands on a plan, from what its control plane has on record since then. */
export async function measureRamp(
  client: ApiClient,
  plan: RolloutPlan,
  since: string,
): Promise<readonly MeasuredStep[] | Failure> {
  const seen = await look(client, since);
  if (isFailure(seen)) return seen;
  const steps: MeasuredStep[] = [];
  for (const step of plan.steps) {
    const measured = await measureStep(client, step, seen, since);
    if (isFailure(measured)) return measured;
    const { hosts, actions, isPartial } = measured;
    const before = steps.at(-1);
    const isReached = enough(hosts, step.ready.hosts) && enough(actions, step.ready.actions);
    steps.push({
      id: step.id,
      about: step.about,
      hosts,
      actions,
      isPartial,
      ready: step.ready,
      // A step stands on those before it.
      reached: (before === undefined || before.reached) && isReached,
    });
  }
  return steps;
}

/** Nothing seen is nothing shown. */
const enough = ({ covered, of }: Share, percent: number): boolean =>
  of > 0 && (covered / of) * 100 >= percent;

async function look(client: ApiClient, since: string) {
  const [devices, sessions, inForce, versions, decisions] = await Promise.all([
    client.devices(),
    client.sessions({ limit: PAGE }),
    client.policyInForce(),
    client.policyVersions(),
    client.aggregate({ type: 'decision', since }),
  ]);
  for (const answer of [devices, sessions, inForce, versions, decisions])
    if (!answer.ok) return refusal(answer);
  const versionOf = new Map(valueOf(inForce).items.map(({ device, version }) => [device, version]));
  const byVersion = new Map(valueOf(versions).items.map((one) => [one.version, one]));
  return {
    devices: valueOf(devices).items.filter(({ lastSeen }) => lastSeen >= since),
    sessions: valueOf(sessions).items.filter(({ lastSeen }) => lastSeen >= since),
    decisions: valueOf(decisions).total,
    /** What a device said that it has in force. */
    policyOf: (device: string): PolicyVersion | undefined => byVersion.get(versionOf.get(device) ?? ''),
  };
}

/** After the loop above has turned every failure away. */
const valueOf = <Value>(answer: ApiResult<Value>): Value => {
  if (!answer.ok) throw new Error(answer.message);
  return answer.value;
};

async function measureStep(
  client: ApiClient,
  step: RolloutStep,
  seen: Exclude<Seen, Failure>,
  since: string,
): Promise<{ hosts: Share; actions: Share; isPartial: boolean } | Failure> {
  const { devices, sessions } = seen;
  const hostsWith = (is: (device: string) => boolean): Share => ({
    covered: devices.filter(({ id }) => is(id)).length,
    of: devices.length,
  });
  const confirmed = sessions.filter(({ coverage }) => coverage === 'confirmed');
  const actionsOf = (some: typeof sessions): number => some.reduce((sum, { actions }) => sum + actions, 0);
  if (step.measure === 'hook-health') {
    const fired = new Set(
      devices.flatMap(({ id, lastHookAt }) => (lastHookAt !== null && lastHookAt >= since ? [id] : [])),
    );
    return {
      hosts: hostsWith((id) => fired.has(id)),
      actions: { covered: actionsOf(confirmed), of: actionsOf(sessions) },
      isPartial: sessions.length >= PAGE,
    };
  }
  if (step.measure === 'audited')
    return {
      hosts: hostsWith((id) => seen.policyOf(id) !== undefined),
      // Decisions of sessions that are older than those listed count as not covered.
      actions: { covered: Math.min(actionsOf(confirmed), seen.decisions), of: seen.decisions },
      isPartial: sessions.length >= PAGE,
    };
  const spoken = await spokenAbout(client, step, since);
  if (isFailure(spoken)) return spoken;
  return {
    hosts: hostsWith((id) => isAtStep(seen.policyOf(id), step)),
    actions: spoken.share,
    isPartial: spoken.isPartial,
  };
}

const isAtStep = (version: PolicyVersion | undefined, { policies = {} }: RolloutStep): boolean =>
  version !== undefined &&
  Object.entries(policies).every(([id, stage]) =>
    version.documents.some(
      (document) => document.name === id && STAGES.indexOf(document.stage) >= STAGES.indexOf(stage),
    ),
  );

/** Of the actions that the step's policies spoke about, those that met what the step's stage asks for. */
async function spokenAbout(
  client: ApiClient,
  { policies = {} }: RolloutStep,
  since: string,
): Promise<{ share: Share; isPartial: boolean } | Failure> {
  const share = { covered: 0, of: 0 };
  let isPartial = false;
  for (const [policy, stage] of Object.entries(policies)) {
    let cursor: string | undefined;
    for (let page = 0; ; page += 1) {
      const items = await client.activity({
        type: 'decision',
        policy,
        since,
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      });
      if (!items.ok) return refusal(items);
      for (const item of items.value.items) {
        share.of += 1;
        if (isMet(item, stage)) share.covered += 1;
      }
      if (items.value.next === null) break;
      cursor = items.value.next;
      if (page + 1 < MAX_PAGES) continue;
      isPartial = true;
      break;
    }
  }
  return { share, isPartial };
}

const isMet = ({ verdict, enforced }: ActivityItem, stage: RolloutStep['stage']): boolean => {
  if (verdict === null || enforced === null) return false;
  if (stage === 'observe' || verdict === 'allow') return true;
  const asked = stage === 'warn' ? 'warn' : verdict;
  return strictness(enforced) >= strictness(asked);
};
