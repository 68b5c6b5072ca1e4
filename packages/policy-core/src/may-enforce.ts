import type { Stage } from '@sallyport/action-model';
import type { CompiledDocument } from './compiled-policy.ts';

/** Can the document be enforced anywhere? Asked before anyone knows the user's groups, so any way to the stage counts. */
export const mayEnforce = ({ rollout }: CompiledDocument): boolean => {
  if (rollout === undefined) return true;
  const stages: readonly Stage[] = [rollout.stage, ...Object.values(rollout.groups ?? {})];
  return stages.includes('enforce') || (rollout.percent?.enforce ?? 0) > 0;
};
