import type { ActionKind } from '@sallyport/action-model';
import { TOOL_KINDS, type HookEventName } from '@sallyport/surfaces';

/** Events that can be refused and have no tool: each has a row of its own in the last-resort table, by its name. */
const EVENT_KINDS = {
  UserPromptSubmit: ['prompt.submit', 'file.read'],
  UserPromptExpansion: ['component.load', 'shell.run'],
  ConfigChange: ['config.change'],
} as const satisfies Partial<Record<HookEventName, readonly ActionKind[]>>;

/** Which kinds of action each tool or event can become: what the last-resort table is compiled over. */
export const LAST_RESORT_KINDS: Readonly<Record<string, readonly ActionKind[]>> = {
  ...TOOL_KINDS,
  ...EVENT_KINDS,
};
