import { CLIENT_CHECKS } from './checks-client.ts';
import { COWORK_CHECKS } from './checks-cowork.ts';
import { SUPPLY_CHECKS } from './checks-supply.ts';
import type { PersonFacts } from './person-facts.ts';
import type { Look, PostureCheck } from './posture-check.ts';

export const POSTURE_CHECKS: readonly PostureCheck[] = [...COWORK_CHECKS, ...SUPPLY_CHECKS, ...CLIENT_CHECKS];

export type CheckedPosture = Omit<PostureCheck, 'look'> & Look & { readonly user: string };

export const checkPosture = (facts: PersonFacts): readonly CheckedPosture[] =>
  POSTURE_CHECKS.map(({ look, ...check }) => ({ ...check, user: facts.user, ...look(facts) }));
