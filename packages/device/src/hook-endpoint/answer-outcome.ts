/**
 * What became of a tool call, held against what was decided for it. A hook of the repository can replace the input of
 * a call that was allowed, and the client then runs what nobody decided; the report after the tool shows what ran.
 * Nothing can be stopped any more: what ran is decided as an observation, so that evidence has the verdict, the session
 * is doubted, and the person is told. All ids are claims: they can raise such an alarm, never spare one.
 */
import type { Action, Decision, DecisionMark, NewEvidence } from '@sallyport/action-model';
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
import { rememberOwnWork, writesFiles } from './files-that-come-back.ts';
import type { HookAnswer } from './hook-server.ts';
import { judgeBatch } from './judge-batch.ts';
import { judgeResult } from './judge-result.ts';
import { unreadableAction } from './unreadable-action.ts';

type OutcomeReading = Extract<HookReading, { kind: 'outcome' }>;

/** Decisions made without the daemon are collected within five seconds. */
const GRACE_MS = 8_000;
const MAX_INPUT_CHARACTERS = 262_144;

export async function answerOutcome(
  body: string,
  reading: OutcomeReading,
  context: HookContext,
  door: HookDoor,
): Promise<HookAnswer | undefined> {
  // A batch repeats what each tool has reported itself: its calls in the model's raw words, its results as the model will see them.
  if (reading.event === 'PostToolBatch') return judgeBatch(reading, context, door);
  let told: HookAnswer | undefined;
  for (const outcome of reading.outcomes) {
    const call: CallName = { user: context.user, session: reading.session, toolUseId: outcome.toolUseId };
    const deeds = door.deeds?.deedsOf(call) ?? [];
    const decided = deeds.find((deed) => isInputOf(deed, outcome)) ?? deeds[0];
    noteOutcome(outcome, reading, decided, door);
    for (const deed of deeds) deed.ended = true;
    if (outcome.outcome === 'denied-by-client') continue;
    const look = (): Ran => whatRan(body, reading.event, context, decided);
    await door.sessionFacts?.ended(
      call,
      decided !== undefined && isInputOf(decided, outcome) ? () => decided.actions : () => look().actions,
      outcome.outcome === 'failed',
    );
    if (outcome.outcome === 'succeeded' && writesFiles(outcome.toolName))
      await rememberOwnWork(look().actions, door);
    const judged = await judgeResult(
      reading.event,
      outcome,
      {
        deed: decided !== undefined && isInputOf(decided, outcome) ? decided : undefined,
        read: () => look().actions,
      },
      door,
    );
    told = judged?.answer;
    if (decided === undefined) {
      awaitDecision(call, look, door);
      continue;
    }
    const mark = strayMark(outcome, decided);
    if (mark === undefined || !isNews(decided, `${mark} ${outcome.digest}`)) continue;
    const ran = look();
    const isAlike =
      mark === 'ran-with-another-input' && deeds.some((deed) => isJudgedAlike(deed, ran.actions));
    if (isAlike) continue;
    const witnessed = await witness(mark, ran, door);
    // What was taken out of the result matters more than a warning about it; that is on record too.
    told ??= witnessed;
  }
  return told;
}

const isInputOf = (deed: Deed, { digest, toolName }: ToolOutcome): boolean =>
  (deed.digest === digest || deed.rewritten === digest) && deed.toolName === toolName;

function strayMark(outcome: ToolOutcome, decided: Deed): DecisionMark | undefined {
  if (!isInputOf(decided, outcome)) return 'ran-with-another-input';
  // What ran while people were still being asked was to be blocked until then.
  const held = decided.entries.some(
    ({ decision }) => decision === undefined || decision.enforced === 'block',
  );
  return held && outcome.outcome === 'succeeded' ? 'ran-though-blocked' : undefined;
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
  const noteSighting = async (): Promise<void> => {
    const recorded = await (await first.deciding).recorded;
    note({
      type: 'sighting',
      of: 'outcome',
      action: first.id,
      ...(recorded.ok && recorded.seq !== undefined ? { decision: recorded.seq } : {}),
      ...(session === undefined ? {} : { session }),
      sighting: { path: 'hook', at, ...(toolUseId === undefined ? {} : { toolUseId }) },
    });
  };
  void noteSighting();
}

/** The decision may still be on its way from where it was made. */
function awaitDecision(call: CallName, look: () => Ran, door: HookDoor): void {
  const { deeds, failed } = door;
  if (deeds?.isUndecided(call) !== true || !deeds.raise(call)) return;
  const ran = look();
  setTimeout(() => {
    deeds.settle();
    if (deeds.isUndecided(call))
      witness('ran-undecided', ran, door).catch((error: unknown) => failed?.(error));
  }, GRACE_MS).unref();
}

type Ran = {
  event: string;
  actions: readonly Action[];
  toolName?: string;
  input?: string;
  unreadable?: string;
};

/** What the tool did, by its own report; in the folder where that was decided. */
function whatRan(body: string, event: string, context: HookContext, decided: Deed | undefined): Ran {
  const { reading, input } = readRanInput(body, context, decided?.actions[0]?.origin.cwd);
  const toolName = 'toolName' in reading ? reading.toolName : undefined;
  const lookup = new PathLookup();
  return {
    event,
    ...(toolName === undefined ? {} : { toolName }),
    // It may have to wait, and it is kept in part anyway.
    ...(input.length > MAX_INPUT_CHARACTERS ? {} : { input }),
    ...(reading.kind === 'actions'
      ? { actions: reading.actions.map((action) => resolvePaths(action, lookup)) }
      : {
          actions: [unreadableAction(body, toolName ?? event, context)],
          unreadable: reading.kind === 'unreadable' ? reading.why : `it was read as \`${reading.kind}\``,
        }),
  };
}

/** Decides what ran: nothing is held any more, and the record says so. */
async function witness(
  mark: DecisionMark,
  { event, actions, toolName, input, unreadable }: Ran,
  door: HookDoor,
): Promise<HookAnswer> {
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
      express: observe,
      ran: true,
      ...(input === undefined ? {} : { nativeInput: input }),
      ...(unreadable === undefined ? {} : { unreadable }),
    },
    door,
  );
  return replyTo(event, decision, capability, said);
}
