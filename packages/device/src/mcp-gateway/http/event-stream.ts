/**
 * Server-sent events, as far as MCP uses them: pieces of bytes in, whole events out, and one event as bytes again. What goes on
 * is always written anew, so that nobody behind us reads an event that was not read here.
 */

/** Lines that were there; an event without data still moves the place at which a stream can be taken up again. */
export type StreamEvent = {
  readonly id?: string;
  readonly event?: string;
  readonly retryMs?: number;
  readonly data?: string;
};

const LINE_END = /\r\n|\n|\r/g;

export class EventStreamReader {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
  readonly #maxCharacters: number;
  /** A line that has no end yet: joined once it has one, however many pieces it came in. */
  #begun: string[] = [];
  #holdsReturn = false;
  #size = 0;
  #data: string[] = [];
  #fields: { id?: string; event?: string; retryMs?: number } = {};

  constructor(maxCharacters: number) {
    this.#maxCharacters = maxCharacters;
  }

  /** Undefined: it is no such stream, or one event of it is longer than anything that is looked at. */
  push(piece: Uint8Array): readonly StreamEvent[] | undefined {
    let text: string;
    try {
      text = (this.#holdsReturn ? '\r' : '') + this.#decoder.decode(piece, { stream: true });
    } catch {
      return undefined;
    }
    // It may be the first half of a line's end.
    this.#holdsReturn = text.endsWith('\r');
    if (this.#holdsReturn) text = text.slice(0, -1);
    this.#size += text.length;
    if (this.#size > this.#maxCharacters) return undefined;
    const events: StreamEvent[] = [];
    let done = 0;
    for (const { 0: end, index } of text.matchAll(LINE_END)) {
      this.#begun.push(text.slice(done, index));
      const event = this.#line(this.#begun.join(''));
      this.#begun = [];
      done = index + end.length;
      if (event === undefined) continue;
      events.push(event);
      this.#size = text.length - done;
    }
    if (done < text.length) this.#begun.push(text.slice(done));
    return events;
  }

  #line(line: string): StreamEvent | undefined {
    if (line === '') {
      const data = this.#data.length === 0 ? undefined : this.#data.join('\n');
      const fields = this.#fields;
      this.#data = [];
      this.#fields = {};
      if (data === undefined && Object.keys(fields).length === 0) return undefined;
      return { ...fields, ...(data === undefined ? {} : { data }) };
    }
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') this.#data.push(value);
    // The standard has these two left out.
    else if (name === 'id' && !value.includes('\0')) this.#fields.id = value;
    else if (name === 'retry' && /^\d{1,9}$/.test(value)) this.#fields.retryMs = Number(value);
    else if (name === 'event') this.#fields.event = value;
    return undefined;
  }
}

/** `data` must be on one line. */
export const eventText = ({ id, event, retryMs, data }: StreamEvent): string =>
  (event === undefined ? '' : `event: ${event}\n`) +
  (id === undefined ? '' : `id: ${id}\n`) +
  (retryMs === undefined ? '' : `retry: ${retryMs}\n`) +
  // A client takes an id up with the next event, and some only where there is data.
  `data: ${data ?? ''}\n\n`;

export const COMMENT = ': \n\n';
