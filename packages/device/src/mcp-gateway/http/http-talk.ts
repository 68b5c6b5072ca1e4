/**
 * One client's talk with one server over HTTP: the same session as a relay's, asked message by message. What it owns is which
 * answer of the session belongs to which exchange.
 */
import type { Frame, FrameKind } from '../frame.ts';
import type { RelaySession, Send } from '../mcp-door.ts';

/** What becomes of one message that came in. */
export type Fate = {
  /** Where the text goes; to neither where nothing goes on. */
  readonly to: 'client' | 'server' | 'nobody';
  readonly text: string;
  /** Told to whoever sent it, beside what goes on: refusals in a batch. */
  readonly beside: readonly string[];
};

/** Told that people are being asked, and then what is said to the client meanwhile. */
export type Held = { readonly begin: () => void; readonly say: (text: string) => void };

type Waiting = {
  readonly settle: (fate: Fate) => void;
  readonly held: Held | undefined;
  isHeld: boolean;
  readonly beside: string[];
};

export class HttpTalk {
  readonly #session: RelaySession;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Set<(text: string) => void>();
  #last = 0;

  constructor(open: (send: Send) => RelaySession) {
    this.#session = open((kind, line, content, about) => this.#answered(kind, line, content, about));
  }

  judge(from: 'from-client' | 'from-server', bytes: Buffer, held?: Held): Promise<Fate> {
    const line = (this.#last += 1);
    const { promise, resolve } = Promise.withResolvers<Fate>();
    this.#waiting.set(line, { settle: resolve, held, isHeld: false, beside: [] });
    const given: Frame = { kind: from, line, bytes };
    this.#session.take(given);
    return promise;
  }

  /** What the guard says to the client that nobody asked for. Gives back how to stop. */
  listen(hear: (text: string) => void): () => void {
    this.#listeners.add(hear);
    return () => void this.#listeners.delete(hear);
  }

  close(): void {
    this.#session.gone();
    for (const { settle } of this.#waiting.values()) settle({ to: 'nobody', text: '', beside: [] });
    this.#waiting.clear();
  }

  #answered(kind: FrameKind, line: number, content = '', about = line): void {
    const waiting = this.#waiting.get(about);
    // One stream is enough: a client has no use for the same word twice.
    if (waiting === undefined) {
      if (about === 0) [...this.#listeners].at(-1)?.(content);
      return;
    }
    if (kind === 'held') {
      if (!waiting.isHeld) waiting.held?.begin();
      waiting.isHeld = true;
      return;
    }
    if (line === 0) {
      if (waiting.isHeld) waiting.held?.say(content);
      else waiting.beside.push(content);
      return;
    }
    this.#waiting.delete(line);
    const to = kind === 'to-client' ? 'client' : kind === 'to-server' ? 'server' : 'nobody';
    waiting.settle({ to, text: content, beside: waiting.beside });
  }
}
