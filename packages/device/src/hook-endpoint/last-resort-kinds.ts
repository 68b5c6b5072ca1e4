import type { ActionKind } from '@sallyport/action-model';
import type { LastResortKinds } from '@sallyport/policy-core';
import { TOOL_KINDS, type HookEventName } from '@sallyport/surfaces';

/** The row of what tools gave back: what becomes of it when nobody could look. Also the event whose entry it closes. */
export const RESULTS_ROW = 'PostToolBatch' satisfies HookEventName;

/** Events that can be refused and have no tool: each has a row of its own in the last-resort table, by its name. */
const EVENT_KINDS = {
  UserPromptSubmit: ['prompt.submit', 'file.read'],
  UserPromptExpansion: ['component.load', 'shell.run'],
  ConfigChange: ['config.change'],
} as const satisfies Partial<Record<HookEventName, readonly ActionKind[]>>;

/** Which kinds of action each tool or event can become: what the last-resort table is compiled over. */
export const LAST_RESORT_KINDS: LastResortKinds = {
  ...TOOL_KINDS,
  ...EVENT_KINDS,
  [RESULTS_ROW]: 'results',
};
