import type { SessionId } from '@sallyport/action-model';
import type { HookContext } from './hook-context.ts';
import type { HookReading, ToolOutcome } from './hook-reading.ts';
import { readHook } from './read-hook.ts';

/** What one call of a batch did, read by the same readers as when it was about to; from the words the batch has for it. */
export const readBatchCall = (
  { toolName, toolUseId, input }: ToolOutcome,
  session: SessionId | undefined,
  context: HookContext,
): HookReading =>
  readHook(
    {
      hook_event_name: 'PreToolUse',
      tool_name: toolName,
      tool_input: input,
      ...(toolUseId === undefined ? {} : { tool_use_id: toolUseId }),
      ...(session === undefined ? {} : { session_id: session }),
    },
    context,
  );
