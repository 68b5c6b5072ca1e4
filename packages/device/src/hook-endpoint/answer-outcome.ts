/**
 * What became of a tool call, held against what was decided for it. A hook of the repository can replace the input of
 * a call that was allowed, and the client then runs what nobody decided; the report after the tool shows what ran.
 * Nothing can be stopped any more: what ran is decided as an observation, so that evidence has the verdict, the session
 * is doubted, and the person is told. All ids are claims: they can raise such an alarm, never spare one.
 */
import type { Decision, DecisionMark, NewEvidence } from '@sallyport/action-model';
import {
  enforce,
  isJudgedAlike,
  isNews,
  redactEvidence,
  type CallName,
  type Deed,
} from '@sallyport/enforcement';
import {
  capabilityOf,
  express,
  readRanInput,
  replyTo,
  type HookContext,
  type HookReading,
  type ToolOutcome,
} from '@sallyport/surfaces';
import { PathLookup } from '../path-lookup.ts';
import { resolvePaths } from '../resolve-paths.ts';
import type { HookDoor } from './answer-hook.ts';
import type { HookAnswer } from './hook-server.ts';
import { unreadableAction } from './unreadable-action.ts';

type OutcomeReading = Extract<HookReading, { kind: 'outcome' }>;

/** Decisions made without the daemon are collected within five seconds. */
const GRACE_MS = 8_000;

export async function answerOutcome(
  body: string,
  reading: OutcomeReading,
  context: HookContext,
  door: HookDoor,
): Promise<HookAnswer | undefined> {
  let told: HookAnswer | undefined;
  for (const outcome of reading.outcomes) {
    const call: CallName = {
      user: context.user,
      session: reading.session,
      toolUseId: outcome.toolUseId,
    };
    const deeds = door.deeds?.deedsOf(call) ?? [];
    const decided = deeds.find((deed) => isInputOf(deed, outcome)) ?? deeds[0];
    noteOutcome(outcome, reading, decided, door);
    for (const deed of deeds) deed.ended = true;
    // A batch repeats what each tool has reported itself, in the model's raw words.
    if (reading.event === 'PostToolBatch' || outcome.outcome === 'denied-by-client') continue;
    if (decided === undefined) {
      awaitDecision(
        call,
        () => witness('ran-undecided', undefined, body, reading.event, context, door),
        door,
      );
      continue;
    }
    const mark = strayMark(outcome, decided);
    if (mark === undefined || !isNews(decided, `${mark} ${outcome.digest}`)) continue;
    told = (await witness(mark, deeds, body, reading.event, context, door)) ?? told;
  }
  return told;
}

const isInputOf = (deed: Deed, { digest, toolName }: ToolOutcome): boolean =>
  deed.digest === digest && deed.toolName === toolName;

function strayMark(outcome: ToolOutcome, decided: Deed): DecisionMark | undefined {
  if (!isInputOf(decided, outcome)) return 'ran-with-another-input';
  const blocked = decided.entries.some(({ decision }) => decision.enforced === 'block');
  return blocked && outcome.outcome === 'succeeded' ? 'ran-though-blocked' : undefined;
}

/** The report of a second hook is a sighting of the first one's: one deed, one outcome. */
function noteOutcome(
  outcome: ToolOutcome,
  { session }: OutcomeReading,
  decided: Deed | undefined,
  door: HookDoor,
): void {
  const { toolUseId, toolName, durationMs, resultBytes } = outcome;
  const note = (evidence: NewEvidence): void => door.note(redactEvidence(evidence), session);
  const first = decided?.entries[0];
  const what = `outcome ${outcome.outcome} ${outcome.digest} ${resultBytes} ${durationMs ?? ''}`;
  if (decided === undefined || first === undefined || isNews(decided, what)) {
    note({
      type: 'outcome',
      ...(session === undefined ? {} : { session }),
      ...(toolUseId === undefined ? {} : { toolUseId }),
      tool: toolName,
      outcome: outcome.outcome,
      ...(durationMs === undefined ? {} : { durationMs }),
      resultBytes,
    });
    return;
  }
  const at = door.now().toISOString();
  void first.recorded.then((recorded) =>
    note({
      type: 'sighting',
      of: 'outcome',
      action: first.id,
      ...(recorded.ok && recorded.seq !== undefined ? { decision: recorded.seq } : {}),
      ...(session === undefined ? {} : { session }),
      sighting: { path: 'hook', at, ...(toolUseId === undefined ? {} : { toolUseId }) },
    }),
  );
}

/** The decision may still be on its way from where it was made. */
function awaitDecision(call: CallName, alarm: () => Promise<unknown>, { deeds, failed }: HookDoor): void {
  if (deeds?.isUndecided(call) !== true || !deeds.raise(call)) return;
  setTimeout(() => {
    if (deeds.isUndecided(call)) alarm().catch((error: unknown) => failed?.(error));
  }, GRACE_MS).unref();
}

/** Decides what ran; undefined when policy would have judged it as it judged what was decided. */
async function witness(
  mark: DecisionMark,
  deeds: readonly Deed[] | undefined,
  body: string,
  event: string,
  context: HookContext,
  door: HookDoor,
): Promise<HookAnswer | undefined> {
  const decidedIn = deeds?.[0]?.actions[0]?.origin.cwd;
  const { reading, input } = readRanInput(body, context, decidedIn);
  const toolName = 'toolName' in reading ? reading.toolName : undefined;
  const seen =
    reading.kind === 'actions' ? reading.actions : [unreadableAction(body, toolName ?? event, context)];
  if (mark === 'ran-with-another-input' && deeds?.some((deed) => isJudgedAlike(deed, seen)) === true)
    return undefined;
  const lookup = new PathLookup();
  const actions = seen.map((action) => resolvePaths(action, lookup));
  const capability = capabilityOf(actions[0]?.origin.agentVersion);
  const said = { toolName };
  const observe = (wanted: Decision): Decision => {
    const fitted = express(wanted, event, capability, said);
    return fitted.marks.includes(mark) ? fitted : { ...fitted, marks: [...fitted.marks, mark] };
  };
  const { decision } = await enforce(
    {
      actions,
      surface: 'hook',
      nativeInput: input,
      express: observe,
      ran: true,
      ...(reading.kind === 'unreadable' ? { unreadable: reading.why } : {}),
    },
    door,
  );
  return replyTo(event, decision, capability, said);
}
