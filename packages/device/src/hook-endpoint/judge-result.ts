/**
 * What a tool gave back, on its way to the model by the hook. Two sights of every result come here: the tool's own
 * report, where the client takes a rewritten result
 * (PostToolUse), and the batch as the model will be shown it (PostToolBatch), where all that can still be done is to
 * stop. The first fails open in every client; the second is what catches that.
 */
import type { Action, Decision } from '@sallyport/action-model';
import type { Deed } from '@sallyport/enforcement';
import { capabilityOf, express, replyTo, type ToolOutcome, type ToolResult } from '@sallyport/surfaces';
import type { HookDoor } from './answer-hook.ts';
import { decideResult } from './decide-result.ts';
import type { HookAnswer } from './hook-server.ts';
import { RESULTS_ROW } from './last-resort-kinds.ts';

export type JudgedResult = {
  readonly answer: HookAnswer;
  readonly decision: Decision;
  readonly action: Action;
};

/** Undefined when there is nothing to say: the result goes on as it is. */
export async function judgeResult(
  event: string,
  outcome: ToolOutcome,
  call: { readonly deed: Deed | undefined; readonly read: () => readonly Action[] },
  door: HookDoor,
): Promise<JudgedResult | undefined> {
  const result: ToolResult = { response: outcome.response, text: outcome.result, spans: [] };
  const said = { toolName: outcome.toolName, result };
  // Read once: a call that nobody decided has to be read from what its tool reported.
  const actions = outcome.result.text === '' ? [] : (call.deed?.actions ?? call.read());
  const capability = capabilityOf(actions[0]?.origin.agentVersion);
  const decided = await decideResult(
    outcome.result,
    { deed: call.deed, read: () => actions },
    {
      surface: 'hook',
      isLastSight: event === RESULTS_ROW,
      express: (wanted) => express(wanted, event, capability, said),
    },
    door,
  );
  if (decided === undefined) return undefined;
  const { decision, action, spans } = decided;
  const answer = replyTo(event, decision, capability, { ...said, result: { ...result, spans } });
  return { answer, decision, action };
}
