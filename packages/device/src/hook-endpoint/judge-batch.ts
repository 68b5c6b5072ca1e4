import type { Action, Decision, Reason } from '@sallyport/action-model';
import type { CallName } from '@sallyport/enforcement';
import type { HookContext, HookReading, ToolOutcome } from '@sallyport/surfaces';
import { readEndedCall } from '@sallyport/surfaces';
import type { HookDoor } from './answer-hook.ts';
import type { HookAnswer } from './hook-server.ts';
import { judgeResult, type JudgedResult } from './judge-result.ts';
import { NOT_LOOKED_AT } from './stopped-sessions.ts';
import { unreadableAction } from './unreadable-action.ts';

type OutcomeReading = Extract<HookReading, { kind: 'outcome' }>;

/**
 * The last door before the model: what all tools of one step gave back, in the form in which the model will be shown it.
 * What was rewritten before comes here rewritten and is clean; what policy keeps from the model and is still in
 * clear stops the conversation. The client has written it into the conversation by then, so going on with it is stopped too.
 */
export async function judgeBatch(
  reading: OutcomeReading,
  context: HookContext,
  door: HookDoor,
): Promise<HookAnswer | undefined> {
  const { user } = context;
  const { session, subagent } = reading;
  const stop = (reason: Reason): void =>
    door.sessions?.stop({ user, session, ...(subagent === undefined ? {} : { subagent }) }, reason);
  const judged = await judgeAll(reading, context, door).catch((error: unknown) => {
    // The hook script ends the step then, and the client keeps what nobody looked at.
    stop(NOT_LOOKED_AT);
    throw error;
  });
  const said = judged.filter((each) => each !== undefined);
  const stopping = said.find(({ decision }) => decision.enforced === 'block');
  if (stopping === undefined) return said[0]?.answer;
  stop(reasonOf(stopping.decision));
  return withAll(stopping, said);
}

const judgeAll = (
  reading: OutcomeReading,
  context: HookContext,
  door: HookDoor,
): Promise<readonly (JudgedResult | undefined)[]> =>
  Promise.all(
    reading.outcomes.map((outcome) => {
      const call: CallName = {
        user: context.user,
        session: reading.session,
        toolUseId: outcome.toolUseId,
      };
      const deed = door.deeds?.deedsOf(call)[0];
      return judgeResult(
        reading.event,
        outcome,
        { deed, read: () => actionsOf(outcome, reading, context) },
        door,
      );
    }),
  );

/** A batch holds the model's own words of each call. */
export const actionsOf = (
  outcome: ToolOutcome,
  reading: Pick<OutcomeReading, 'session' | 'cwd'>,
  context: HookContext,
): readonly Action[] => {
  const read = readEndedCall(outcome, reading, context);
  if (read.kind === 'actions') return read.actions;
  return [unreadableAction(outcome.digest, outcome.toolName, context)];
};

/** What the next prompt is told, in the name of the rule that stopped this. */
const reasonOf = ({ obligations, reasons }: Decision): Reason => {
  const [named] = reasons.length > 0 ? reasons : obligations;
  if (named === undefined) return NOT_LOOKED_AT;
  const say =
    'this conversation holds output of a tool that must not reach the model, and going on with it would send it: start a new conversation (`/clear`, or `claude` without `--continue` and `--resume`), or, where a person has looked and it is no secret, run `sallyport sessions release`';
  return { policy: named.policy, rule: named.rule, say };
};

const withAll = (stopping: JudgedResult, said: readonly JudgedResult[]): HookAnswer => {
  const others = said.length - 1;
  return others === 0
    ? stopping.answer
    : { ...stopping.answer, stderr: `${stopping.answer.stderr}\n(${others} more of the same step)` };
};
