/**
 * One client with one server. It owns what of their talk is open: requests that wait for their answer, and calls that wait
 * for people. Each line is read once, judged, and goes on as it was read, or not at all. INVARIANT: nothing goes on that is
 * not the canonical form of what was judged here.
 */
import { randomUUID } from 'node:crypto';
import {
  canonicalMessage,
  carriesResult,
  idKey,
  isMcpRevision,
  outcomeIn,
  readMessageBytes,
  refusalOfUnreadable,
  refusalWithText,
  taskOf,
  tasksBegunBy,
  type McpContext,
  type McpMessage,
  type McpNotification,
  type McpReading,
  type McpRequest,
  type McpResponse,
  type McpRevision,
  type McpSide,
  type McpUnreadable,
} from '@sallyport/surfaces';
import type { HookDoor } from '../hook-endpoint/answer-hook.ts';
import type { Hold } from '../hook-endpoint/hook-server.ts';
import type { Frame } from './frame.ts';
import { judgeAsk, recordUnreadable, type PendingAsk } from './judge-ask.ts';
import { judgeAnswer, judgeNews, type Answered } from './judge-answer.ts';
import type { RelaySession, Send } from './mcp-door.ts';
import type { ServerGate } from './server-gate.ts';
import type { OpenTasks } from './open-tasks.ts';
import { OrderedLane } from './ordered-lane.ts';

export type McpSessionOptions = {
  readonly door: HookDoor;
  readonly context: (from: McpSide) => McpContext;
  readonly gate: Pick<ServerGate, 'refuses' | 'filter' | 'onLetIn' | 'hashes' | 'stopped'>;
  readonly send: Send;
  /** Shared by the sessions of one client, which may fetch a result in another one. */
  readonly tasks: OpenTasks;
  /** Told what the client calls itself. */
  readonly named: (client: string) => void;
  readonly failed: (error: unknown) => void;
  /** Where the start of the talk does not tell, because each message says it or the start was somewhere else. */
  readonly revision?: McpRevision;
};

/** What is done with one message: it goes on, and whoever sent it may get something back. */
type Fate = { readonly onward?: McpMessage; readonly back?: string };

/** Held calls say this often that they wait; the relay waits three times as long. */
const STILL_HELD_MS = 3_000;
/** As long as a ticket is open at most; a client that can't wait says so by a cancellation. */
const HOLD_MS = 15 * 60_000;
/** Asked and not answered, of one side: whoever has more open has forgotten them. */
const MAX_PENDING = 10_000;
/** Lines of a server that are no messages are put on record so often. */
const MAX_STRAY = 16;

const OTHER = { client: 'server', server: 'client' } as const;

export class McpSession implements RelaySession {
  readonly #options: McpSessionOptions;
  readonly #lanes = { client: new OrderedLane(), server: new OrderedLane() };
  /** By who asked. */
  readonly #pending = { client: new Map<string, PendingAsk>(), server: new Map<string, PendingAsk>() };
  /** Requests of the client that are being decided, with how they are told that nobody waits for them any more. */
  readonly #deciding = new Map<string, { cancelled: boolean; readonly leave: () => void }>();
  #revision: McpRevision | undefined;
  #stray = 0;
  #isGone = false;
  #stopListening: (() => void) | undefined;

  constructor(options: McpSessionOptions) {
    this.#options = options;
    this.#revision = options.revision;
  }

  take({ kind, line, bytes }: Frame): void {
    const side: McpSide = kind.endsWith('client') ? 'client' : 'server';
    const aside = Promise.withResolvers<void>();
    const making = kind.startsWith('too-long')
      ? this.#tooMuch(side, bytes, TOO_LONG)
      : this.#judge(side, bytes, line, aside.resolve);
    this.#lanes[side].put(
      making.then(
        (fate) => () => this.#carryOut(side, line, fate),
        (error: unknown) => () => {
          this.#options.failed(error);
          this.#carryOut(side, line, {});
        },
      ),
      aside.promise,
    );
  }

  gone(): void {
    this.#isGone = true;
    this.#stopListening?.();
    for (const { leave } of this.#deciding.values()) leave();
  }

  #carryOut(side: McpSide, line: number, { onward, back }: Fate): void {
    const { send } = this.#options;
    const [ahead, behind] =
      side === 'client' ? (['to-server', 'to-client'] as const) : (['to-client', 'to-server'] as const);
    if (onward !== undefined && back !== undefined) send(behind, 0, back, line);
    if (onward !== undefined) send(ahead, line, canonicalMessage(onward));
    else if (back !== undefined) send(behind, line, back);
    else send('nothing', line);
  }

  async #judge(side: McpSide, bytes: Buffer, line: number, stepAside: () => void): Promise<Fate> {
    const reading = readMessageBytes(bytes, { revision: this.#revision });
    if (reading.kind !== 'batch') return this.#judgeOne(side, reading, bytes, line, stepAside);
    const fates = await Promise.all(
      reading.items.map((item) => this.#judgeOne(side, item, bytes, line, stepAside)),
    );
    const onward = fates.flatMap((fate) => (fate.onward === undefined ? [] : [fate.onward]));
    const back = fates.flatMap((fate) => (fate.back === undefined ? [] : [fate.back]));
    return {
      ...(onward.length === 0
        ? {}
        : {
            onward: {
              kind: 'batch',
              items: onward.filter((message) => message.kind !== 'batch'),
              message: onward.map(({ message }) => message),
            },
          }),
      ...(back.length === 0 ? {} : { back: back.length === 1 ? (back[0] ?? '') : `[${back.join(',')}]` }),
    };
  }

  async #judgeOne(
    side: McpSide,
    reading: Exclude<McpReading, { kind: 'batch' }>,
    bytes: Buffer,
    line: number,
    stepAside: () => void,
  ): Promise<Fate> {
    switch (reading.kind) {
      case 'request':
        return this.#request(side, reading, line, stepAside);
      case 'response':
        return this.#response(side, reading);
      case 'notification': {
        if (side === 'client' && reading.method === 'notifications/cancelled' && this.#cancel(reading.params))
          return {};
        // Nobody waits for an answer to it.
        if ((await this.#options.gate.stopped()) !== undefined) return {};
        return side === 'server' ? this.#news(reading) : { onward: reading };
      }
      case 'unreadable':
        return this.#unreadable(side, reading, bytes);
      default:
        return reading satisfies never;
    }
  }

  async #request(side: McpSide, request: McpRequest, line: number, stepAside: () => void): Promise<Fate> {
    if (side === 'client' && request.method === 'initialize') this.#options.named(clientNameOf(request));
    const key = idKey(request.id);
    const pending = this.#pending[side];
    if (pending.has(key) || this.#deciding.has(`${side} ${key}`))
      return { back: errorText(request.id, INVALID, 'an earlier request with this id has no answer yet') };
    if (pending.size >= MAX_PENDING)
      return { back: errorText(request.id, INVALID, 'too many requests have no answer yet') };
    const gone = Promise.withResolvers<void>();
    const entry = { cancelled: false, leave: gone.resolve };
    this.#deciding.set(`${side} ${key}`, entry);
    const waiting = this.#waiting(request, line, stepAside);
    const hold: Hold = { ms: waiting.ms, waiting: waiting.begin, gone: gone.promise };
    try {
      const judged = await judgeAsk(request, this.#options.context(side), this.#options.door, {
        hold,
        hashes: () => this.#options.gate.hashes(),
        ...(side === 'client' ? { refuses: (asked) => this.#options.gate.refuses(asked) } : {}),
      });
      // Nobody waits for it any more: what was decided is on record, and it does not go on.
      if (entry.cancelled || this.#isGone) return {};
      if (!judged.goesOn) return { back: judged.answer };
      const stopped = await this.#options.gate.stopped();
      if (stopped !== undefined) return { back: JSON.stringify(refusalWithText(request, stopped)) };
      pending.set(key, judged.pending);
      return { onward: judged.request };
    } finally {
      waiting.end();
      this.#deciding.delete(`${side} ${key}`);
    }
  }

  /** A client that gave a name for its progress is told that its call waits; any other is refused with a ticket. */
  #waiting(request: McpRequest, line: number, stepAside: () => void) {
    const token = progressTokenOf(request);
    const { send } = this.#options;
    let timer: NodeJS.Timeout | undefined;
    let said = 0;
    const say = (): void => {
      said += 1;
      send('held', line);
      // Tiny, because the server's own progress goes on from here.
      const params = {
        progressToken: token,
        progress: said * 1e-6,
        message: 'Sallyport is asking for approval',
      };
      send(
        'to-client',
        0,
        JSON.stringify({ jsonrpc: '2.0', method: 'notifications/progress', params }),
        line,
      );
    };
    return {
      ms: token === undefined ? 0 : HOLD_MS,
      begin: (): void => {
        stepAside();
        say();
        timer = setInterval(say, STILL_HELD_MS);
      },
      end: (): void => clearInterval(timer),
    };
  }

  /** True where it was about a call that has not gone on: its server never hears of either. */
  #cancel({ requestId }: Readonly<Record<string, unknown>>): boolean {
    if (typeof requestId !== 'string' && typeof requestId !== 'number') return false;
    const deciding = this.#deciding.get(`client ${idKey(requestId)}`);
    if (deciding === undefined) return false;
    deciding.cancelled = true;
    deciding.leave();
    return true;
  }

  async #response(side: McpSide, response: McpResponse): Promise<Fate> {
    const asker = OTHER[side];
    const key = response.id === undefined ? undefined : idKey(response.id);
    const pending = key === undefined ? undefined : this.#pending[asker].get(key);
    if (key !== undefined) this.#pending[asker].delete(key);
    const stopped = await this.#options.gate.stopped();
    if (stopped !== undefined)
      return side === 'client' || pending === undefined
        ? {}
        : { onward: inPlaceOf(response, stopped, pending.request) };
    if (pending?.request.method === 'initialize') {
      const revision = response.result?.['protocolVersion'];
      if (isMcpRevision(revision)) this.#revision = revision;
      if (tellsOfChanges(response.result)) this.#listen();
    }
    const { door, context, gate } = this.#options;
    if (side === 'client')
      return {
        onward: await judgeAnswer(response, { call: pending, outcome: undefined }, context(side), door),
      };
    const shown = await gate.filter(response, pending?.request.method);
    const answered = this.#answeredBy(shown, pending);
    return 'why' in answered
      ? { onward: withheld(response, answered.why, pending) }
      : { onward: await judgeAnswer(shown, answered, context(side), door) };
  }

  /** Whose answer it is: what is said of a task is the answer of the call that began it. */
  #answeredBy(response: McpResponse, pending: PendingAsk | undefined): Answered | { readonly why: string } {
    const { tasks } = this.#options;
    if (pending === undefined) return { call: undefined, outcome: undefined };
    const { task, request } = pending;
    const begun = tasks.callOf(task);
    if (task !== undefined) {
      const outcome = outcomeIn(response, request.method === 'tasks/result');
      return {
        call: begun === undefined ? pending : { ...begun, request },
        outcome: outcome !== undefined && tasks.end(task) ? outcome : undefined,
      };
    }
    const named = pending.actions.length === 0 ? [] : tasksBegunBy(response);
    if (named.length === 0) return { call: pending, outcome: outcomeIn(response, true) };
    const why = tasks.begin(named, pending);
    return why === undefined ? { call: pending, outcome: undefined } : { why };
  }

  /** Most news of a server pass; what brings a result is looked at like one, and has no one to be told why it does not go on. */
  async #news(news: McpNotification): Promise<Fate> {
    if (!carriesResult(news)) return { onward: news };
    const { tasks, context, door } = this.#options;
    const task = taskOf(news);
    const outcome = outcomeIn(news, false);
    const isEnd = outcome !== undefined && task !== undefined && tasks.end(task);
    const answered = { call: tasks.callOf(task), outcome: isEnd ? outcome : undefined };
    const onward = await judgeNews(news, answered, context('server'), door);
    return onward === undefined ? {} : { onward };
  }

  /** A client that was told to expect it hears that the list is another one when a person has approved more of it. */
  #listen(): void {
    const { gate, send } = this.#options;
    this.#stopListening ??= gate.onLetIn(() =>
      send('to-client', 0, JSON.stringify({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' })),
    );
  }

  async #unreadable(side: McpSide, reading: McpUnreadable, bytes: Buffer): Promise<Fate> {
    if (reading.isTooMuch) return this.#tooMuch(side, endsOf(bytes), reading.why);
    if (side === 'server' && (this.#stray += 1) > MAX_STRAY) return {};
    const context = this.#options.context(side);
    const name = reading.toolName ?? reading.method ?? 'unreadable';
    await recordUnreadable(reading.why, name, bytes.toString('utf8'), context, this.#options.door);
    // A server's stray line is no message; a client that waits is told what was wrong.
    return side === 'server' ? {} : { back: JSON.stringify(refusalOfUnreadable(reading)) };
  }

  /** Of what is beyond a limit: `ends` is its beginning and its end. */
  async #tooMuch(side: McpSide, ends: Buffer, why: string): Promise<Fate> {
    const text = ends.toString('latin1');
    await recordUnreadable(why, 'too-long', text, this.#options.context(side), this.#options.door);
    // Which request it was about stands at one of its ends; only one that waits can be meant.
    const ids = [...text.matchAll(/"id"\s*:\s*(\d{1,15}|"[^"\\]{1,200}")/g)].flatMap(([, id = '']) => [
      JSON.parse(id) as string | number,
    ]);
    if (side === 'client') {
      const [id = null] = ids;
      return { back: errorText(id, INVALID, why) };
    }
    const meant = ids.filter((id) => this.#pending.client.has(idKey(id)));
    const [id] = meant;
    if (id === undefined || meant.length > 1) return {};
    this.#pending.client.delete(idKey(id));
    const error = { code: INVALID, message: why };
    return { onward: { kind: 'response', id, error, message: { jsonrpc: '2.0', id, error } } };
  }
}

const INVALID = -32_600;
const TOO_LONG = 'the message is longer than the 32 MiB that are looked at';
const END_BYTES = 65_536;
const endsOf = (bytes: Buffer): Buffer =>
  bytes.length <= 2 * END_BYTES
    ? bytes
    : Buffer.concat([bytes.subarray(0, END_BYTES), Buffer.from('\n'), bytes.subarray(-END_BYTES)]);

const errorText = (id: string | number | null, code: number, message: string): string =>
  JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } });

const withheld = (response: McpResponse, why: string, pending: PendingAsk | undefined): McpResponse => {
  const request = pending?.request ?? { method: 'tools/call', params: {} };
  return inPlaceOf(
    response,
    `Sallyport keeps this answer back: its server gave it ${why}. Tell the user.`,
    request,
  );
};

/** An answer with this text alone, as whoever asked can read it. */
const inPlaceOf = (
  response: McpResponse,
  text: string,
  { method, params }: Pick<McpRequest, 'method' | 'params'>,
): McpResponse => ({
  ...response,
  message: refusalWithText({ id: response.id ?? '', method, params }, text),
});

const tellsOfChanges = (result: McpResponse['result']): boolean => {
  const tools = fieldOf(fieldOf(result, 'capabilities'), 'tools');
  return fieldOf(tools, 'listChanged') === true;
};

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? // It has that member, as was just seen.
      (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

const clientNameOf = ({ params: { clientInfo } }: McpRequest): string =>
  typeof clientInfo === 'object' && clientInfo !== null && 'name' in clientInfo
    ? String(clientInfo.name)
    : '';

const progressTokenOf = ({ params }: McpRequest): string | number | undefined => {
  const meta = params['_meta'];
  if (typeof meta !== 'object' || meta === null || !('progressToken' in meta)) return undefined;
  const { progressToken: token } = meta;
  return typeof token === 'string' || typeof token === 'number' ? token : undefined;
};

/** The name of a session that no client named. */
export const newSessionName = (): string => `mcp-${randomUUID()}`;
