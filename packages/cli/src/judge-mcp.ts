/**
 * One line of `check --surface mcp`: a message of JSON-RPC as the gateway would get it, or `{payload, origin, server, from}`
 * around it. What the gateway would not pass on because it has no one reading is an answer like any other: block.
 */
import { strictness, type Action, type Origin } from '@sallyport/action-model';
import type { HookDoor } from '@sallyport/device';
import {
  asksIn,
  carriesResult,
  claimedOrigin,
  expressMcp,
  idKey,
  readMcpAnswer,
  readMcpCall,
  readMcpResult,
  readMessage,
  strictJson,
  type HookContext,
  type McpCallReading,
  type McpContext,
  type McpReading,
  type McpResponse,
  type McpSide,
} from '@sallyport/surfaces';
import type { CompiledPolicy } from '@sallyport/policy-core';
import { z } from 'zod';
import { elapsedMs } from './elapsed.ts';
import { judgeActions, judgeOutcomes, nothingSaid, type Judged, type Judgement } from './judge-in-memory.ts';

export interface McpLine {
  readonly text: string;
  readonly origin: Partial<Origin> | undefined;
  readonly server: string | undefined;
  readonly from: McpSide | undefined;
  /** Why the message has no one reading, where its text does not show it any more. */
  readonly unreadable?: string;
}

/** `payload` is the message, or its text where no JSON value is that message. */
const Around = z.object({
  payload: z.union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())]),
  server: z.string().min(1).max(200).optional(),
  from: z.enum(['client', 'server']).optional(),
});

/** The message in a line; the origin around it is read by whoever knows its form. Undefined for what is no JSON at all. */
export const mcpLineOf = (
  given: string,
  originOf: (value: unknown) => Partial<Origin> | undefined,
): McpLine | undefined => {
  const read = strictJson(given);
  if (!read.ok && read.value === undefined && !isJson(given)) return undefined;
  const around = Around.safeParse(read.value).data;
  // Where the line itself has no one reading, neither has the message in it.
  if (around === undefined || !read.ok)
    return { text: given, origin: undefined, server: undefined, from: undefined };
  const { payload, server, from } = around;
  const line = { origin: originOf(read.value), server, from };
  if (typeof payload === 'string') return { ...line, text: payload };
  const isAsked = [payload]
    .flat()
    .some((message) => isRecord(message) && 'method' in message && 'id' in message);
  return {
    ...line,
    text: JSON.stringify(payload),
    ...(read.rounded !== undefined &&
      isAsked && {
        unreadable: `the number \`${read.rounded}\` means different things to different readers`,
      }),
  };
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isJson = (line: string): boolean => {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
};

/** What was asked, by session and id, so that an answer is judged with its question. */
type Asked = Map<string, { readonly actions: readonly Action[]; readonly toolName: string }>;
const MAX_ASKED = 10_000;

export interface McpJudgeOptions {
  readonly policy: CompiledPolicy;
  readonly explain: boolean;
}

export const createMcpJudge = (options: McpJudgeOptions, door: HookDoor) => {
  const asked: Asked = new Map();
  return (line: McpLine, context: HookContext): Promise<Judged> =>
    new McpLineJudge(line, context, options, door, asked).judge();
};

class McpLineJudge {
  private readonly startedAt = performance.now();
  private readonly line: McpLine;
  private readonly options: McpJudgeOptions;
  private readonly door: HookDoor;
  private readonly asked: Asked;
  private readonly context: Omit<McpContext, 'from'>;

  constructor(line: McpLine, context: HookContext, options: McpJudgeOptions, door: HookDoor, asked: Asked) {
    this.line = line;
    this.options = options;
    this.door = door;
    this.asked = asked;
    this.context = {
      server: { name: line.server ?? line.origin?.mcpServer ?? 'server' },
      origin: { ...claimedOrigin('', context), ...line.origin },
      actionId: context.actionId,
      digest: context.digest,
    };
  }

  async judge(): Promise<Judged> {
    if (this.line.unreadable !== undefined) return this.refused(this.line.unreadable);
    const reading = readMessage(this.line.text);
    if (reading.kind === 'unreadable') return this.refused(reading.why);
    if (reading.kind !== 'batch') return this.judgeOne(reading);
    let worst = nothingSaid(this.startedAt);
    for (const item of reading.items) worst = stricter(worst, await this.judgeOne(item));
    return worst;
  }

  private async judgeOne(reading: Exclude<McpReading, { kind: 'unreadable' | 'batch' }>): Promise<Judgement> {
    if (reading.kind === 'request') {
      const call = readMcpCall(reading, { ...this.context, from: this.line.from ?? sideOf(reading.method) });
      if (call.kind === 'actions') {
        if (this.asked.size >= MAX_ASKED) this.asked.clear();
        this.asked.set(this.keyOf(reading.id), call);
      }
      return this.judgeCall(call);
    }
    if (reading.kind === 'response' && (this.line.from === 'client' || isAnswerOfClient(reading)))
      return this.judgeCall(readMcpAnswer(reading, { ...this.context, from: 'client' }));
    if (reading.kind === 'notification' && !carriesResult(reading)) return nothingSaid(this.startedAt);
    let worst = await this.judgeResult(reading);
    for (const ask of asksIn(reading))
      worst = stricter(worst, await this.judgeCall(readMcpCall(ask, { ...this.context, from: 'server' })));
    return worst;
  }

  private judgeCall(call: McpCallReading): Promise<Judgement> | Judgement {
    if (call.kind === 'passes') return nothingSaid(this.startedAt);
    if (call.kind === 'unreadable') return this.refused(call.why);
    return judgeActions(
      call.actions,
      {
        surface: 'mcp',
        fit: (said) => expressMcp(said, { about: 'request' }),
        origin: this.line.origin,
        explain: this.options.explain,
        policy: this.options.policy,
        startedAt: this.startedAt,
      },
      this.door,
    );
  }

  private async judgeResult(
    reading: Exclude<McpReading, { kind: 'unreadable' | 'batch' | 'request' }>,
  ): Promise<Judgement> {
    const { response, text, isError } = readMcpResult(reading);
    const id = reading.kind === 'response' ? reading.id : undefined;
    const call = id === undefined ? undefined : this.asked.get(this.keyOf(id));
    const toolName = call?.toolName ?? `mcp__${this.context.server.name}`;
    const outcome = {
      outcome: isError ? ('failed' as const) : ('succeeded' as const),
      toolName,
      input: {},
      digest: '',
      resultBytes: text.text.length,
      result: text,
      response,
    };
    const judged = await judgeOutcomes(
      'PostToolUse',
      [outcome],
      () => call?.actions ?? this.anyCall(),
      this.door,
    );
    return judged === undefined ? nothingSaid(this.startedAt) : { ...judged, ms: elapsedMs(this.startedAt) };
  }

  /** Of a result whose question nobody saw: some call of that server's. */
  private anyCall(): readonly Action[] {
    const call = readMcpCall(
      { method: 'tools/call', params: { name: 'unknown' } },
      { ...this.context, from: 'client' },
    );
    return call.kind === 'actions' ? call.actions : [];
  }

  private keyOf(id: string | number): string {
    return `${this.context.origin.session ?? ''} ${this.context.server.name} ${idKey(id)}`;
  }

  private refused(why: string): Judgement {
    return {
      ...nothingSaid(this.startedAt),
      verdict: 'block',
      enforced: 'block',
      failMode: { failure: 'unreadable-payload', mode: 'closed', detail: why.slice(0, 1000) },
    };
  }
}

const stricter = (left: Judgement, right: Judgement): Judgement =>
  strictness(right.enforced) > strictness(left.enforced) || left.action === null ? right : left;

const OF_SERVERS: ReadonlySet<string> = new Set([
  'sampling/createMessage',
  'elicitation/create',
  'roots/list',
]);
const sideOf = (method: string): McpSide => (OF_SERVERS.has(method) ? 'server' : 'client');

/** A bare answer says by its form whose it is: a person's, a model's, a list of folders. */
const isAnswerOfClient = ({ result }: McpResponse): boolean =>
  result !== undefined &&
  (typeof result['action'] === 'string' ||
    typeof result['role'] === 'string' ||
    Array.isArray(result['roots']));
