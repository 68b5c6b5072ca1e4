import type { AbilitySign, TextRule } from '../text-rule.ts';
import { ABILITY_SIGNS } from './ability-signs.ts';
import { CODE_RULES } from './code-rules.ts';
import { CREDENTIAL_RULES } from './credential-rules.ts';
import { FETCHING_RULES } from './fetching-rules.ts';
import { HIDING_RULES } from './hiding-rules.ts';
import { MACHINE_RULES } from './machine-rules.ts';
import { REMOTE_RULES } from './remote-rules.ts';
import { DISGUISE_RULES } from './disguise-rules.ts';
import { FETCHED_CODE_RULES } from './fetched-code-rules.ts';
import { GIVING_AWAY_RULES } from './giving-away-rules.ts';
import { GUARDING_RULES } from './guarding-rules.ts';
import { LEAKING_RULES } from './leaking-rules.ts';
import { OTHER_LANGUAGE_RULES } from './other-language-rules.ts';
import { SHADOWING_RULES } from './shadowing-rules.ts';
import { STEERING_RULES } from './steering-rules.ts';
import { TRUST_RULES } from './trust-rules.ts';
import { TUNNEL_RULES } from './tunnel-rules.ts';
import { WORD_RULES } from './word-rules.ts';

export const TEXT_RULES: readonly TextRule[] = [
  ...STEERING_RULES,
  ...SHADOWING_RULES,
  ...GUARDING_RULES,
  ...LEAKING_RULES,
  ...DISGUISE_RULES,
  ...HIDING_RULES,
  ...FETCHING_RULES,
  ...CODE_RULES,
  ...CREDENTIAL_RULES,
  ...MACHINE_RULES,
  ...REMOTE_RULES,
  ...TRUST_RULES,
  ...WORD_RULES,
  ...TUNNEL_RULES,
  ...GIVING_AWAY_RULES,
  ...FETCHED_CODE_RULES,
  ...OTHER_LANGUAGE_RULES,
];

export const ABILITIES: readonly AbilitySign[] = ABILITY_SIGNS;
