/** One server-sent event. Comments (heartbeats) give none. */
export interface StreamEvent {
  readonly event: string;
  readonly data: string;
  readonly id: string | undefined;
}

/** An event longer than this is not ours; reading it would only fill memory. */
const MAX_EVENT_CHARACTERS = 1_048_576;

/**
 * Reads server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream)
 * from text in any chunking. The browser's own EventSource is not used because it hides the status: a missing
 * session and a restarting server look the same to it, and it never notices a connection that died silently.
 */
export const createEventStreamParser = (): ((chunk: string) => readonly StreamEvent[]) => {
  let rest = '';
  let data: string[] = [];
  let dataCharacters = 0;
  let event = '';
  let id: string | undefined;

  const readLine = (line: string, events: StreamEvent[]): void => {
    if (line === '') {
      if (data.length > 0 && dataCharacters <= MAX_EVENT_CHARACTERS) {
        events.push({ event: event === '' ? 'message' : event, data: data.join('\n'), id });
      }
      data = [];
      dataCharacters = 0;
      event = '';
      return;
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') {
      dataCharacters += value.length;
      if (dataCharacters <= MAX_EVENT_CHARACTERS) data.push(value);
    } else if (field === 'event') event = value;
    else if (field === 'id' && !value.includes('\0')) id = value;
  };

  return (chunk) => {
    const events: StreamEvent[] = [];
    const lines = (rest + chunk).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) readLine(line, events);
    // A line that never ends is not kept beyond the limit.
    if (rest.length > MAX_EVENT_CHARACTERS * 2) rest = rest.slice(0, MAX_EVENT_CHARACTERS * 2);
    return events;
  };
};
