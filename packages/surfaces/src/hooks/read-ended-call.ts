import type { HookContext } from './hook-context.ts';
import type { HookReading, ToolOutcome } from './hook-reading.ts';
import { readHook } from './read-hook.ts';

/** What one call that has ended did, read by the same readers as when it was about to; from the words its report has for it. */
export const readEndedCall = (
  { toolName, toolUseId, input }: ToolOutcome,
  { session, cwd }: Pick<Extract<HookReading, { kind: 'outcome' }>, 'session' | 'cwd'>,
  context: HookContext,
): HookReading =>
  readHook(
    {
      hook_event_name: 'PreToolUse',
      tool_name: toolName,
      tool_input: input,
      ...(toolUseId === undefined ? {} : { tool_use_id: toolUseId }),
      ...(session === undefined ? {} : { session_id: session }),
      ...(cwd === undefined ? {} : { cwd }),
    },
    context,
  );
