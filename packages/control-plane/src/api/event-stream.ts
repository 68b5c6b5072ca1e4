import type { ActivityItem, StreamQuery } from '@sallyport/fleet-protocol';
import type { ActivityHub, HubEvent } from './activity-hub.ts';

const MAX_WAITING_CHARACTERS = 262_144;
/** How long a reader that was given up may take to read what was kept for it. */
const LAST_READ_MS = 30_000;

export type EventStreamOptions = {
  readonly hub: ActivityHub;
  readonly query: StreamQuery;
  readonly lastEventId: string | undefined;
  readonly heartbeatMs: number;
  /** Asked at each heartbeat; false ends the stream (the login ended). */
  readonly mayGoOn: () => boolean;
};

type Controller = ReadableStreamDefaultController<Uint8Array>;

const FILTERS = ['verdict', 'kind', 'agent', 'type', 'tool', 'session', 'device'] as const;

const matches = (item: ActivityItem, query: StreamQuery): boolean =>
  FILTERS.every((name) => query[name] === undefined || query[name] === item[name]);

// JSON has no raw line feed, so hostile text can't end a frame.
const frame = (event: string, data: unknown, id: string): string =>
  `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;

/**
 * The live list as server-sent events. What a reader has not taken waits in a bounded queue; when that is full the
 * reader gets a `dropped` marker behind what waits and the stream ends, so a stalled tab costs a fixed amount. It
 * can come back with the last id it read.
 */
class EventStream {
  readonly #options: EventStreamOptions;
  readonly #encoder = new TextEncoder();
  readonly #waiting: string[] = [];
  #waitingCharacters = 0;
  #isEnding = false;
  #unsubscribe: (() => void) | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #lastRead: NodeJS.Timeout | undefined;

  constructor(options: EventStreamOptions) {
    this.#options = options;
  }

  start(controller: Controller): void {
    const { hub, lastEventId, heartbeatMs, mayGoOn } = this.#options;
    this.#unsubscribe = hub.subscribe((events) => {
      this.#send(controller, events);
      this.pull(controller);
    });
    this.#heartbeat = setInterval(() => {
      if (this.#isEnding) return;
      if (!mayGoOn()) this.#end(controller);
      else if (this.#waiting.length === 0) this.#push(': still here\n\n');
      this.pull(controller);
    }, heartbeatMs);
    this.#push('retry: 2000\n\n');
    const missed = lastEventId === undefined ? [] : hub.after(lastEventId);
    if (missed === null) this.#push(frame('reset', {}, hub.lastId));
    else this.#send(controller, missed);
    this.pull(controller);
  }

  pull(controller: Controller): void {
    while ((controller.desiredSize ?? 0) > 0) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      this.#waitingCharacters -= next.length;
      controller.enqueue(this.#encoder.encode(next));
    }
    if (!this.#isEnding || this.#waiting.length > 0) return;
    this.cancel();
    controller.close();
  }

  cancel(): void {
    this.#unsubscribe?.();
    clearInterval(this.#heartbeat);
    clearTimeout(this.#lastRead);
  }

  #push(text: string): void {
    this.#waiting.push(text);
    this.#waitingCharacters += text.length;
  }

  #send(controller: Controller, events: readonly HubEvent[]): void {
    for (const { id, item } of events) {
      if (this.#isEnding) return;
      if (!matches(item, this.#options.query)) continue;
      const text = frame('activity', item, id);
      if (this.#waitingCharacters + text.length > MAX_WAITING_CHARACTERS) {
        // No id: the reader goes on from the last event that it really got.
        this.#push('event: dropped\ndata: {"reason":"too-slow"}\n\n');
        this.#end(controller);
        return;
      }
      this.#push(text);
    }
  }

  #end(controller: Controller): void {
    this.#isEnding = true;
    this.#lastRead = setTimeout(() => {
      this.cancel();
      controller.error(new Error('the reader of the stream did not read on'));
    }, LAST_READ_MS);
  }
}

export const openEventStream = (options: EventStreamOptions): ReadableStream<Uint8Array> =>
  new ReadableStream(new EventStream(options), new ByteLengthQueuingStrategy({ highWaterMark: 16_384 }));
