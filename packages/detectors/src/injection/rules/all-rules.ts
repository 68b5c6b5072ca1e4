import type { InjectionRule } from '../injection-rule.ts';
import { ASKS_FOR_PROMPT } from './asks-for-prompt.ts';
import { CHANGES_ROLE } from './changes-role.ts';
import { FAKE_TURN } from './fake-turn.ts';
import { FAKE_USER } from './fake-user.ts';
import { HIDES_FROM_USER } from './hides-from-user.ts';
import { IGNORES_INSTRUCTIONS } from './ignores-instructions.ts';
import { OTHER_LANGUAGES } from './other-languages.ts';
import { PLANTED_TASK } from './planted-task.ts';
import { POISONED_TOOL } from './poisoned-tool.ts';
import { STEERS_ANSWER } from './steers-answer.ts';

/** The surest first: of several over one place the first is said. */
export const INJECTION_RULES: readonly InjectionRule[] = [
  ...IGNORES_INSTRUCTIONS,
  ...FAKE_TURN,
  ...POISONED_TOOL,
  ...HIDES_FROM_USER,
  ...FAKE_USER,
  ...CHANGES_ROLE,
  ...ASKS_FOR_PROMPT,
  ...PLANTED_TASK,
  ...STEERS_ANSWER,
  ...OTHER_LANGUAGES,
];
