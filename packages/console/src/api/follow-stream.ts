import { createEventStreamParser, type StreamEvent } from './event-stream-parser.ts';

export type StreamState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** Lost; the next attempt is made at `retryAtMs`. */
  | { readonly kind: 'waiting'; readonly attempt: number; readonly retryAtMs: number }
  | { readonly kind: 'no-session' };

export interface StreamHandlers {
  readonly onState: (state: StreamState) => void;
  readonly onEvents: (events: readonly StreamEvent[]) => void;
}

const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 15_000;
/** The server sends a comment every few seconds; silence for this long means that the connection is dead. */
const SILENCE_MS = 60_000;

/** How long to wait before attempt n (from 0): doubling, with up to a quarter taken off so that consoles spread out. */
export const retryDelayMs = (attempt: number, random: number): number =>
  Math.round(Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt, 10)) * (1 - random / 4));

/** Follows a stream until the returned function is called, reconnecting for ever, resuming after the last event. */
export const followStream = (path: string, handlers: StreamHandlers): (() => void) => {
  const stop = new AbortController();
  let lastId: string | undefined;
  let attempt = 0;

  const readOnce = async (): Promise<'lost' | 'no-session'> => {
    const connection = new AbortController();
    const abort = () => connection.abort();
    stop.signal.addEventListener('abort', abort, { once: true });
    let silence = setTimeout(abort, SILENCE_MS);
    try {
      const response = await fetch(path, {
        headers: {
          accept: 'text/event-stream',
          ...(lastId === undefined ? {} : { 'last-event-id': lastId }),
        },
        cache: 'no-store',
        signal: connection.signal,
      });
      if (response.status === 401) return 'no-session';
      if (!response.ok || response.body === null) return 'lost';
      attempt = 0;
      handlers.onState({ kind: 'live' });
      const parse = createEventStreamParser();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return 'lost';
        clearTimeout(silence);
        silence = setTimeout(abort, SILENCE_MS);
        const events = parse(value);
        lastId = events.at(-1)?.id ?? lastId;
        if (events.length > 0) handlers.onEvents(events);
      }
    } catch {
      // A network error, our own abort, or broken UTF-8: for the reader they are all a lost connection.
      return 'lost';
    } finally {
      clearTimeout(silence);
      stop.signal.removeEventListener('abort', abort);
      connection.abort();
    }
  };

  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        removeEventListener('online', wake);
        stop.signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      addEventListener('online', wake);
      stop.signal.addEventListener('abort', wake);
    });

  const run = async (): Promise<void> => {
    handlers.onState({ kind: 'connecting' });
    while (!stop.signal.aborted) {
      const end = await readOnce();
      if (stop.signal.aborted) return;
      if (end === 'no-session') return handlers.onState({ kind: 'no-session' });
      const delayMs = retryDelayMs(attempt, Math.random());
      attempt += 1;
      handlers.onState({ kind: 'waiting', attempt, retryAtMs: Date.now() + delayMs });
      await sleep(delayMs);
    }
  };
  void run();
  return () => stop.abort();
};
