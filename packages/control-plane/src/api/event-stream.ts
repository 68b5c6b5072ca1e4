import { fitsStream, type StreamQuery } from '@sallyport/fleet-protocol';
import type { ActivityHub } from './activity-hub.ts';

export type EventStreamOptions = {
  readonly hub: ActivityHub;
  readonly query: StreamQuery;
  readonly lastEventId: string | undefined;
  readonly heartbeatMs: number;
  /** Asked at each heartbeat; false ends the stream (the login ended). */
  readonly mayGoOn: () => boolean;
};

type Controller = ReadableStreamDefaultController<Uint8Array>;

// JSON has no raw line feed, so hostile text can't end a frame.
const frame = (event: string, data: unknown, id: string): string =>
  `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;

/** No id: the reader goes on from the last event that it really got. */
const DROPPED = 'event: dropped\ndata: {"reason":"too-slow"}\n\n';

/**
 * The live list as server-sent events. It takes from the hub only what its reader has room for, so a stalled tab costs
 * a few kilobytes; when the hub has moved past it, the reader gets a `dropped` marker and the stream ends.
 */
class EventStream {
  readonly #options: EventStreamOptions;
  readonly #encoder = new TextEncoder();
  /** Of the next item to tell. */
  #position = 0;
  #isEnded = false;
  #unsubscribe: (() => void) | undefined;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(options: EventStreamOptions) {
    this.#options = options;
  }

  start(controller: Controller): void {
    const { hub, lastEventId, heartbeatMs } = this.#options;
    const resumed = lastEventId === undefined ? hub.end : hub.positionOf(lastEventId);
    const isKept = resumed !== null && hub.at(resumed) !== 'lost';
    this.#position = isKept ? resumed : hub.end;
    this.#tell(controller, 'retry: 2000\n\n');
    if (!isKept) this.#tell(controller, frame('reset', {}, hub.idOf(hub.end)));
    this.#unsubscribe = hub.subscribe(() => this.pull(controller));
    this.#heartbeat = setInterval(() => this.#beat(controller), heartbeatMs);
    this.pull(controller);
  }

  pull(controller: Controller): void {
    const { hub, query } = this.#options;
    while (!this.#isEnded && (controller.desiredSize ?? 0) > 0) {
      const item = hub.at(this.#position);
      if (item === 'none') return;
      if (item === 'lost') {
        this.#end(controller, DROPPED);
        return;
      }
      this.#position += 1;
      if (fitsStream(item, query)) this.#tell(controller, frame('activity', item, hub.idOf(this.#position)));
    }
  }

  cancel(): void {
    this.#isEnded = true;
    this.#unsubscribe?.();
    clearInterval(this.#heartbeat);
  }

  #beat(controller: Controller): void {
    const { hub, mayGoOn } = this.#options;
    if (!mayGoOn()) this.#end(controller, '');
    // Without room there is nobody to beat for; only one that was overtaken in its sleep is let go.
    else if ((controller.desiredSize ?? 0) > 0) this.#tell(controller, ': still here\n\n');
    else if (hub.at(this.#position) === 'lost') this.#end(controller, DROPPED);
  }

  #tell(controller: Controller, text: string): void {
    controller.enqueue(this.#encoder.encode(text));
  }

  #end(controller: Controller, last: string): void {
    this.cancel();
    if (last !== '') this.#tell(controller, last);
    controller.close();
  }
}

export const openEventStream = (options: EventStreamOptions): ReadableStream<Uint8Array> =>
  new ReadableStream(new EventStream(options), new ByteLengthQueuingStrategy({ highWaterMark: 16_384 }));
