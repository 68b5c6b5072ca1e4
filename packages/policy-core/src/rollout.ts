import type { Origin, Stage } from '@sallyport/action-model';
import type { Rollout } from './document/policy-document.ts';

const STAGES: readonly Stage[] = ['observe', 'warn', 'enforce'];

/** FNV-1a, 32 bits: stable for ever, which is all that a percentage of devices needs. */
const stableHash = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash;
};

/**
 * The strictest of the policy's stage, any group of the user and any percentage that the device falls into. All of
 * these can only tighten, so a claimed group gains an attacker nothing; a device without a name counts as inside.
 */
export const stageFor = (
  rollout: Rollout | undefined,
  policyId: string,
  origin: Pick<Origin, 'groups' | 'device'>,
): Stage => {
  if (rollout === undefined) return 'enforce';
  let strictest = STAGES.indexOf(rollout.stage);
  for (const group of origin.groups) {
    const stage =
      rollout.groups !== undefined && Object.hasOwn(rollout.groups, group)
        ? rollout.groups[group]
        : undefined;
    if (stage !== undefined) strictest = Math.max(strictest, STAGES.indexOf(stage));
  }
  if (rollout.percent !== undefined) {
    const place = origin.device === undefined ? -1 : stableHash(`${origin.device}\n${policyId}`) % 100;
    for (const [index, stage] of STAGES.entries())
      if (place < (rollout.percent[stage] ?? -1)) strictest = Math.max(strictest, index);
  }
  return STAGES[strictest] ?? 'enforce';
};
