/**
 * What one hook call means, from payload to answer; the same for the daemon and for the offline decider, which
 * differ only in the `Door` they bring. It translates, resolves paths on this file system, goes through `enforce`
 * and hands on what happened as evidence. It must never decide anything itself.
 */
import type { Action, Decision, NewEvidence, Origin, Reason } from '@sallyport/action-model';
import {
  enforce,
  redactEvidence,
  type Door,
  type Held,
  type SessionMemory,
  type SessionStart,
} from '@sallyport/enforcement';
import {
  capabilityOf,
  claimedOrigin,
  express,
  readHook,
  replyTo,
  type HookContext,
  type HookReading,
  type LifecycleDetail,
  type ReplyContext,
} from '@sallyport/surfaces';
import type { ApprovalDesk } from '../approvals/approval-desk.ts';
import type { RememberedNames } from '../hard-links.ts';
import { PathLookup } from '../path-lookup.ts';
import { resolvePaths } from '../resolve-paths.ts';
import { protectedPlaces } from '../sandbox/denied-reads.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { SessionFacts } from '../session-facts/session-facts.ts';
import { afterDecision } from './after-decision.ts';
import { answerOutcome } from './answer-outcome.ts';
import {
  filesThatComeBack,
  markFilesBehindSummary,
  markFilesThatComeBack,
  rememberFiles,
} from './files-that-come-back.ts';
import type { HookAnswer, HookCall } from './hook-server.ts';
import type { Inspect } from './inspect-content.ts';
import { inspectInput } from './inspect-input.ts';
import type { Reader } from './reader.ts';
import { rewrittenInput, waysToRewrite } from './rewritten-input.ts';
import { RESULTS_ROW } from './last-resort-kinds.ts';
import { ADDRESSING, stopOfAddressed } from './stopped-agents.ts';
import { NOT_LOOKED_AT } from './stopped-sessions.ts';
import { unreadableAction } from './unreadable-action.ts';
import { unreadableSample } from './unreadable-sample.ts';

export type HookDoor = Door & {
  /** Looks at content. Absent where nobody does: then nothing that content says is known. */
  inspect?: Inspect;
  /** Absent where the guard is who calls. */
  reader?: Reader;
  /** Absent where nothing is remembered from call to call. */
  sessions?: SessionMemory;
  /** Learns from what goes on and what comes back. Absent where nothing is remembered from call to call. */
  sessionFacts?: SessionFacts;
  /** Absent where nothing is remembered from call to call. */
  protectedNames?: RememberedNames;
  /** Absent where no command can be run so that it changes nothing. */
  sandbox?: Pick<Sandbox, 'state' | 'canRun' | 'inputFor'>;
  /** Puts what needs approval before people. Absent where there are none: it is stopped then. */
  approvals?: Pick<ApprovalDesk, 'begin'>;
  /** Whose process calls, where the guard serves several. */
  uid?: number;
  /** Evidence that no answer waits for: outcomes and lifecycle events. */
  note: (evidence: NewEvidence, session: string | undefined) => void;
  /** A fault of ours in something that no answer waits for. */
  failed?: (error: unknown) => void;
};

/** What happened, for health and the chain's proofs. */
export type HookAnswered = {
  answer: HookAnswer;
  event: string;
  session?: string;
  toolName?: string;
  clientVersion?: string;
  decision?: Decision;
};

const NOTHING: HookAnswer = { exitCode: 0, stdout: '', stderr: '' };

export async function answerHook(
  call: Pick<HookCall, 'event' | 'body' | 'bytes' | 'hold'>,
  context: HookContext,
  door: HookDoor,
): Promise<HookAnswered> {
  const reading = readHook(call.body, context);
  switch (reading.kind) {
    case 'actions': {
      const lookup = new PathLookup();
      const places = (): readonly string[] => protectedPlaces(door.policy());
      const resolved = reading.actions.map((action) =>
        resolvePaths(action, lookup, places, door.protectedNames),
      );
      const { actions, notInspected } = await inspectInput(resolved, door);
      const marked = await markFilesThatComeBack(actions, door);
      return hold(reading.event, marked, call.body, reading, door, context, notInspected, call.hold);
    }
    case 'unreadable': {
      const event = reading.event ?? call.event;
      // Events without a tool have a row of their own in the last-resort table.
      const action = unreadableAction(call.body, reading.toolName ?? event, context, call.bytes);
      const size = call.bytes?.length ?? Buffer.byteLength(call.body);
      const why = `${reading.why} (${size} bytes)`;
      return hold(event, [action], unreadableSample(call.body, size), { ...reading, why }, door, context);
    }
    case 'outcome': {
      const answer = await answerOutcome(call.body, reading, context, door);
      return { answer: answer ?? NOTHING, event: reading.event, ...sessionOf(reading) };
    }
    case 'lifecycle':
      if (reading.event === 'SessionStart') {
        const name = { user: context.user, session: reading.session };
        if (reading.detail['source'] === 'startup') door.deeds?.begin(name);
        door.sessions?.began(name, startOf(reading.detail['source']), folderOf(reading.detail));
      }
      if (GOES_ON.has(reading.event)) {
        const step = await markFilesBehindSummary(wholeConversation(call.body, context), door);
        if (door.sessions?.stopOf(step.origin) !== undefined || step.findings.length > 0)
          return hold(reading.event, [step], undefined, reading, door, context);
      }
      door.note(
        redactEvidence({
          type: 'lifecycle',
          event: reading.event,
          origin: claimedOrigin(call.body, context),
          detail: reading.detail,
        }),
        reading.session,
      );
      return { answer: NOTHING, event: reading.event, ...sessionOf(reading) };
    case 'not-ours':
      return { answer: NOTHING, event: call.event };
    default:
      return reading satisfies never;
  }
}

async function hold(
  event: string,
  actions: readonly Action[],
  nativeInput: string | undefined,
  reading: Extract<HookReading, { kind: 'actions' | 'unreadable' | 'lifecycle' }>,
  door: HookDoor,
  { digest }: HookContext,
  notInspected?: Held['notInspected'],
  caller?: HookCall['hold'],
): Promise<HookAnswered> {
  const origin = actions[0]?.origin;
  const capability = capabilityOf(origin?.agentVersion);
  const toolName = 'toolName' in reading ? reading.toolName : undefined;
  const toolInput = 'toolInput' in reading ? reading.toolInput : undefined;
  const ways = reading.kind === 'actions' ? waysToRewrite(actions, toolInput, door) : {};
  const said: ReplyContext = { toolName, configSource: configSourceOf(actions), ...ways };
  const stopped = origin === undefined ? undefined : stopOf(event, origin, toolName, toolInput, door);
  if (origin !== undefined) door.sessions?.heard(origin, origin.cwd);
  const asks = event === 'PreToolUse' && reading.kind === 'actions';
  const asking = asks ? beginAsking(actions, toolInput, door, caller) : undefined;
  const { decision, takeOut } = await enforce(
    {
      actions,
      surface: 'hook',
      waits: asking !== undefined,
      ...(nativeInput === undefined ? {} : { nativeInput }),
      express: (wanted) => express(wanted, event, capability, said),
      ...(reading.kind === 'unreadable' ? { unreadable: reading.why } : {}),
      ...(notInspected === undefined ? {} : { notInspected }),
      ...(stopped === undefined ? {} : { stopped }),
    },
    asking === undefined ? door : { ...door, askPeople: asking.askPeople },
  );
  asking?.end();
  rememberFiles(actions, decision, door);
  await afterDecision(actions, decision, door);
  // A batch that could not be read ends the step, and the client keeps what was in it.
  if (event === RESULTS_ROW && decision.enforced === 'block' && origin !== undefined)
    door.sessions?.stop(origin, NOT_LOOKED_AT);
  return {
    answer: replyTo(event, decision, capability, {
      ...said,
      files: filesThatComeBack(actions, decision),
      updatedInput: rewrittenInput(
        decision,
        ways,
        { action: actions[0], takeOut: takeOut[0] ?? [] },
        toolInput,
        door,
        digest,
      ),
    }),
    event,
    decision,
    ...sessionOf(reading),
    ...(toolName === undefined ? {} : { toolName }),
    ...(origin?.agentVersion === undefined ? {} : { clientVersion: origin.agentVersion }),
  };
}

const beginAsking = (
  actions: readonly Action[],
  toolInput: unknown,
  { approvals, uid }: HookDoor,
  caller: HookCall['hold'],
): ReturnType<ApprovalDesk['begin']> | undefined => {
  const [first, ...others] = actions;
  if (approvals === undefined || first === undefined) return undefined;
  const { ms: holdMs = 0, waiting, gone } = caller ?? {};
  return approvals.begin({ actions: [first, ...others], toolInput, uid, holdMs, waiting, gone });
};

/** What sends a conversation to the model that had come to rest: a person's next words, and its own summary. */
const GOES_ON: ReadonlySet<string> = new Set(['UserPromptSubmit', 'UserPromptExpansion', 'PreCompact']);

/** Why this can't go on: its conversation was stopped, or it wakes an agent whose own was. */
const stopOf = (
  event: string,
  origin: Origin,
  toolName: string | undefined,
  toolInput: unknown,
  { sessions }: HookDoor,
): Reason | undefined => {
  if (GOES_ON.has(event)) return sessions?.stopOf(origin);
  return toolName === undefined || !ADDRESSING.has(toolName)
    ? undefined
    : stopOfAddressed(sessions?.stoppedAgents(origin), toolInput);
};

const wholeConversation = (body: string, context: HookContext): Action => ({
  id: context.actionId(),
  kind: 'model.request',
  digest: context.digest(body),
  origin: claimedOrigin(body, context),
  effects: [],
  paths: [],
  hosts: [],
  samples: [],
  findings: [],
});

const STARTS: ReadonlySet<unknown> = new Set<SessionStart>(['startup', 'resume', 'clear', 'compact', 'fork']);
const startOf = (source: unknown): SessionStart =>
  // The set holds nothing else.
  STARTS.has(source) ? (source as SessionStart) : 'unknown';

const folderOf = ({ cwd }: LifecycleDetail): string | undefined =>
  typeof cwd === 'string' ? cwd : undefined;

const configSourceOf = (actions: readonly Action[]): string | undefined => {
  const change = actions.find((action) => action.kind === 'config.change');
  return change?.kind === 'config.change' ? change.setting : undefined;
};

const sessionOf = (reading: HookReading): { session?: string } =>
  'session' in reading && reading.session !== undefined ? { session: reading.session } : {};
