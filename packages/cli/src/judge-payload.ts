import type { Action, DeviceId } from '@sallyport/action-model';
import { DeviceId as DeviceIdSchema, Origin } from '@sallyport/action-model';
import { actionsOf, hookContextOf, type HookDoor, type PeopleFile } from '@sallyport/device';
import type { CompiledPolicy } from '@sallyport/policy-core';
import { capabilityOf, express, readHook, type HookContext, type ToolOutcome } from '@sallyport/surfaces';
import { z } from 'zod';
import { elapsedMs } from './elapsed.ts';
import { judgeActions, judgeOutcomes, memoryDoor, nothingSaid, type Judged } from './judge-in-memory.ts';
import { createMcpJudge, mcpLineOf } from './judge-mcp.ts';

/** Surfaces that a payload can be checked for without a daemon. */
export const CHECK_SURFACES = ['claude-code-hook', 'cowork-hook', 'mcp'] as const;
export type CheckSurface = (typeof CHECK_SURFACES)[number];

export type JudgeOptions = {
  policy: CompiledPolicy;
  surface: CheckSurface;
  home: string;
  user: string;
  /** As the daemon on this machine would know them. */
  groupsOf: PeopleFile['groupsOf'];
  explain: boolean;
};

/** A line is the bare payload, or the payload with what is known of its origin. */
const Wrapped = z.object({
  payload: z.record(z.string(), z.unknown()),
  origin: Origin.partial().optional(),
});

const DEVICE: DeviceId = DeviceIdSchema.parse('check');
const ENVIRONMENT: Record<CheckSurface, Record<string, string>> = {
  'claude-code-hook': {},
  'cowork-hook': { CLAUDE_CODE_IS_COWORK: '1', CLAUDE_CODE_ENTRYPOINT: 'local-agent' },
  mcp: {},
};

export type Judge = (line: string) => Promise<Judged>;

/** Judges payloads as the daemon would, in memory: the same reading, the same door, nothing written. */
export function createJudge(options: JudgeOptions): Judge {
  const door = memoryDoor(options.policy);
  const judgeMessage = createMcpJudge(options, door);
  const judgeLine = async (line: string): Promise<Judged> => {
    if (options.surface !== 'mcp') return judgePayload(line, options, door);
    const message = mcpLineOf(line, (value) => originGiven(value));
    if (message === undefined) return { error: { message: 'the line is not JSON' } };
    return judgeMessage(message, contextOf(message.origin, options));
  };
  return async (line) => {
    try {
      return await judgeLine(line);
    } catch (error) {
      // One line that breaks us must not cost the answers to the others.
      return { error: { message: `this payload could not be judged: ${String(error)}` } };
    }
  };
}

const AroundMessage = z.looseObject({ origin: Origin.partial().optional() });

const originGiven = (value: unknown): Partial<Origin> | undefined => {
  const { data, error } = AroundMessage.safeParse(value);
  if (error !== undefined) throw new Error('`origin` does not have the form of an origin');
  return data.origin === undefined ? undefined : definedOnly(data.origin);
};

const contextOf = (origin: Partial<Origin> | undefined, options: JudgeOptions): HookContext =>
  hookContextOf(
    {
      home: origin?.home ?? options.home,
      user: options.user,
      ...options.groupsOf(origin?.user ?? options.user),
      device: DEVICE,
      tier: 'cooperative',
    },
    ENVIRONMENT[options.surface],
  );

async function judgePayload(line: string, options: JudgeOptions, door: HookDoor): Promise<Judged> {
  const startedAt = performance.now();
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { error: { message: 'the line is not JSON' } };
  }
  const wrapped = Wrapped.safeParse(value);
  const { payload, origin: given } = wrapped.success ? wrapped.data : { payload: value, origin: undefined };
  const origin = given === undefined ? undefined : definedOnly(given);
  const context = contextOf(origin, options);
  const reading = readHook(payload, context);
  if (reading.kind === 'unreadable') return { error: { message: reading.why } };
  if (reading.kind === 'outcome') {
    const read = (outcome: ToolOutcome): readonly Action[] => actionsOf(outcome, reading, context);
    const judged = await judgeOutcomes(reading.event, reading.outcomes, read, door);
    return judged === undefined ? nothingSaid(startedAt) : { ...judged, ms: elapsedMs(startedAt) };
  }
  if (reading.kind !== 'actions') {
    return nothingSaid(startedAt);
  }
  return judgeActions(
    reading.actions,
    {
      surface: 'hook',
      fit: (said) => express(said, reading.event, capabilityOf(undefined), { toolName: reading.toolName }),
      origin,
      explain: options.explain,
      policy: options.policy,
      startedAt,
    },
    door,
  );
}

/** The schema allows a field that is there and undefined; the type of an origin does not. */
const definedOnly = (given: Readonly<Record<string, unknown>>): Partial<Origin> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
