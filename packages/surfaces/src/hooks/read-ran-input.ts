import type { HookContext } from './hook-context.ts';
import type { HookReading } from './hook-reading.ts';
import { readHook } from './read-hook.ts';

/**
 * What a tool that has ended did, read by the same readers as when it was about to, in the folder where that was
 * decided: a command may have left it since. `input` is the payload without the result, which is not what was done.
 * Both clients report after a tool exactly the input that they showed before it, unless somebody's hook replaced it
 * (measured over 24 tools); a batch report holds the model's raw words instead and is not compared.
 */
export const readRanInput = (
  bytes: string,
  context: HookContext,
  decidedIn: string | undefined,
): { readonly reading: HookReading; readonly input: string } => {
  let payload: unknown;
  try {
    payload = JSON.parse(bytes);
  } catch {
    payload = undefined;
  }
  // Whoever calls has read these bytes as a tool's end already.
  if (typeof payload !== 'object' || payload === null)
    return { reading: { kind: 'unreadable', why: 'the payload is not a JSON object' }, input: '' };
  const { tool_response: _result, error: _error, ...call } = payload as Record<string, unknown>;
  const input = JSON.stringify(call);
  const asBefore = {
    ...call,
    hook_event_name: 'PreToolUse',
    ...(decidedIn === undefined ? {} : { cwd: decidedIn }),
  };
  return { reading: readHook(asBefore, context), input };
};
