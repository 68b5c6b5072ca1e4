/**
 * One HTTP request of a client and its answer: judged, asked of the server, judged on its way back. A stream is judged event
 * by event and never held together. INVARIANT: no byte of a body goes on that is not what the session gave back.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { MAX_LINE_BYTES } from '../frame.ts';
import { COMMENT, EventStreamReader, eventText, type StreamEvent } from './event-stream.ts';
import type { Fate, HttpTalk } from './http-talk.ts';
import { answerJson, errorText, NO_ANSWER } from './http-words.ts';
import { HEADER_MISMATCH, mismatchedHeader } from './mirrored-headers.ts';
import { parseBody } from './parse-body.ts';
import type { RemoteServer } from './remote-servers.ts';
import { askUpstream } from './upstream.ts';

export type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly server: RemoteServer;
  readonly talk: HttpTalk;
  /** What the answer's own headers become on their way, beside what never goes on. */
  readonly answerHeaders: (given: IncomingMessage) => Record<string, string | string[]>;
};

const STREAM = 'text/event-stream';
/** A stream of these would keep a client waiting for ever where the server has died without a word. */
const isStream = ({ headers }: IncomingMessage): boolean => mediaType(headers['content-type']) === STREAM;
const mediaType = (header: string | undefined): string =>
  (header ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

/** A message of the client. */
export async function post(exchange: Exchange, body: Buffer): Promise<void> {
  const { request, response, talk } = exchange;
  const disagreeing = mismatchedHeader(request.headers, body);
  if (disagreeing !== undefined) {
    const why = `the header \`${disagreeing}\` does not say what the message says`;
    return answerJson(response, 400, errorText(HEADER_MISMATCH, why, idOf(body)));
  }
  const canStream = (request.headers.accept ?? '').includes(STREAM);
  const left = (): void => void talk.judge('from-client', cancellationOf(body));
  response.once('close', left);
  const fate = await talk.judge('from-client', body, {
    begin: () => {
      if (canStream) beginStream(response, {});
    },
    say: (text) => {
      if (response.headersSent) response.write(eventText({ data: text }));
    },
  });
  response.off('close', left);
  // Nobody waits for it any more, and what was decided is on record.
  if (response.destroyed) return;
  if (fate.to === 'client') return answerOwn(response, fate.text);
  if (fate.to === 'nobody') return accepted(response);
  return ask(exchange, 'POST', fate.text, fate.beside);
}

/** The server's own stream, or the end of a session. */
export const pass = (exchange: Exchange, method: 'GET' | 'DELETE'): Promise<void> => ask(exchange, method);

async function ask(
  exchange: Exchange,
  method: 'POST' | 'GET' | 'DELETE',
  body?: string,
  beside: readonly string[] = [],
): Promise<void> {
  const { request, response, server } = exchange;
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  let answer: IncomingMessage;
  try {
    answer = await askUpstream({
      server,
      method,
      headers: request.headers,
      signal: gone.signal,
      ...(body === undefined ? {} : { body }),
    });
  } catch (error) {
    if (gone.signal.aborted) return;
    const why = `the server \`${server.name}\` can't be reached: ${codeOf(error)}`;
    return fail(exchange, why, body);
  }
  try {
    if (isStream(answer) && (answer.statusCode ?? 0) < 300) await passStream(exchange, answer, beside);
    else await passWhole(exchange, answer, body, beside);
  } catch (error) {
    // The server's connection ended in the middle: so does the client's, which can take a stream up again.
    response.destroy(gone.signal.aborted || !(error instanceof Error) ? undefined : error);
  } finally {
    answer.destroy();
  }
}

async function passStream(
  exchange: Exchange,
  answer: IncomingMessage,
  beside: readonly string[],
): Promise<void> {
  const { response, talk } = exchange;
  beginStream(response, exchange.answerHeaders(answer));
  for (const text of beside) await write(response, eventText({ data: text }));
  // The stream that belongs to no request.
  if (exchange.request.method === 'GET')
    response.once(
      'close',
      talk.listen((text) => void response.write(eventText({ data: text }))),
    );
  const reader = new EventStreamReader(MAX_LINE_BYTES);
  for await (const piece of answer) {
    // What a response gives are buffers while nobody sets an encoding.
    const events = reader.push(piece as Buffer);
    if (events === undefined) throw new Error('the server sent what is no stream of events');
    for (const event of events) await write(response, await judgedEvent(talk, event, exchange));
  }
  response.end();
}

/** The event with its message as it may go on, or without it: its place in the stream counts in any case. */
async function judgedEvent(talk: HttpTalk, event: StreamEvent, exchange: Exchange): Promise<string> {
  const { data, ...fields } = event;
  if (data === undefined || data === '') return Object.keys(fields).length === 0 ? COMMENT : eventText(event);
  const fate = await talk.judge('from-server', Buffer.from(data));
  if (fate.to === 'server') answerServer(exchange, fate.text);
  for (const text of fate.beside) answerServer(exchange, text);
  if (fate.to === 'client') return eventText({ ...fields, data: fate.text });
  return Object.keys(fields).length === 0 ? COMMENT : eventText({ ...fields, data: '' });
}

async function passWhole(
  exchange: Exchange,
  answer: IncomingMessage,
  asked: string | undefined,
  beside: readonly string[],
): Promise<void> {
  const { response, server } = exchange;
  const status = answer.statusCode ?? 502;
  const headers = exchange.answerHeaders(answer);
  if (status >= 300 && status < 400)
    return fail(exchange, `the server \`${server.name}\` sends elsewhere, which is not followed`, asked);
  if ((answer.headers['content-encoding'] ?? 'identity') !== 'identity')
    return fail(exchange, `the server \`${server.name}\` answers in a form that can't be read`, asked);
  const body = await readWhole(answer, MAX_LINE_BYTES);
  if (body === undefined)
    return fail(exchange, `the server \`${server.name}\` answers with more than 32 MiB`, asked);
  const fate: Fate =
    body.length === 0 || !isMessage(body)
      ? { to: 'nobody', text: '', beside: [] }
      : await exchange.talk.judge('from-server', body);
  if (fate.to === 'server') answerServer(exchange, fate.text);
  for (const text of fate.beside) answerServer(exchange, text);
  const texts = [...beside, ...(fate.to === 'client' ? [fate.text] : [])];
  const refusal = errorText(NO_ANSWER, `the server answered ${status}`, idOf(asked));
  if (asked !== undefined && fate.to !== 'client' && status >= 300) await endWait(exchange.talk, refusal);
  if (response.headersSent) {
    // People were asked, and the client has a stream since.
    const said = texts.length > 0 || status < 300 ? texts : [refusal];
    for (const text of said) await write(response, eventText({ data: text }));
    return void response.end();
  }
  if (texts.length > 0) return answerJson(response, status, together(texts), withoutType(headers));
  if (status < 300) return accepted(response, status, withoutType(headers));
  // What a server says beside the protocol has been read by nobody, and a client may show it to its model.
  return answerJson(
    response,
    status,
    JSON.stringify({ error: `the server answered ${status}` }),
    withoutType(headers),
  );
}

/** What a server asked and may not ask is answered at once, as its client would. */
function answerServer({ request, server }: Exchange, text: string): void {
  askUpstream({
    server,
    method: 'POST',
    headers: withoutStream(request.headers),
    body: text,
    signal: AbortSignal.timeout(ANSWER_MS),
  }).then(
    (answer) => answer.destroy(),
    // It went away, and waits for nothing any more.
    () => {},
  );
}
const ANSWER_MS = 30_000;

const withoutStream = (headers: IncomingMessage['headers']): IncomingMessage['headers'] => {
  const rest = Object.entries(headers).filter(
    ([name]) => name !== 'last-event-id' && !/^mcp-(?:method|name|param-.*)$/.test(name),
  );
  return {
    ...Object.fromEntries(rest),
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
  };
};

function beginStream(response: ServerResponse, headers: Readonly<Record<string, string | string[]>>): void {
  if (response.headersSent) return;
  response.writeHead(200, {
    ...withoutType(headers),
    'content-type': STREAM,
    'cache-control': 'no-cache, no-transform',
  });
  response.flushHeaders();
}

/** Waits for a client that reads slowly, so that its server waits too. */
async function write(response: ServerResponse, text: string): Promise<void> {
  if (response.destroyed) throw new Error('the client has gone');
  if (response.write(text)) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.once('drain', done);
    response.once('close', done);
  });
}

function answerOwn(response: ServerResponse, text: string): void {
  if (!response.headersSent) return answerJson(response, 200, text);
  response.end(eventText({ data: text }));
}

function accepted(
  response: ServerResponse,
  status = 202,
  headers: Readonly<Record<string, string | string[]>> = {},
): void {
  if (!response.headersSent)
    response.writeHead(status, { ...headers, ...(status === 204 ? {} : { 'content-length': 0 }) });
  response.end();
}

async function fail({ response, talk }: Exchange, why: string, asked: string | undefined): Promise<void> {
  const text = errorText(NO_ANSWER, why, idOf(asked));
  await endWait(talk, text);
  if (response.headersSent) response.end(eventText({ data: text }));
  else answerJson(response, 502, text);
}

/** The answer that a server did not give: else its call would count as open, and its id as taken, for as long as the session lasts. */
const endWait = async (talk: HttpTalk, text: string): Promise<void> =>
  void (await talk.judge('from-server', Buffer.from(text)));

/** Undefined: it is longer than that. */
export async function readWhole(stream: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of stream) {
    // Buffers while nobody sets an encoding.
    const buffer = piece as Buffer;
    bytes += buffer.length;
    if (bytes > maxBytes) return undefined;
    pieces.push(buffer);
  }
  return Buffer.concat(pieces, bytes);
}

const withoutType = ({
  'content-type': _type,
  ...headers
}: Readonly<Record<string, string | string[]>>): Record<string, string | string[]> => headers;

const together = (texts: readonly string[]): string =>
  texts.length === 1
    ? (texts[0] ?? '')
    : `[${texts.map((text) => text.replace(/^\[(.*)\]$/s, '$1')).join(',')}]`;

/** By its first character; whether it can be read is the session's to say. */
const isMessage = (body: Buffer): boolean => /^\s*[[{]/.test(body.toString('latin1', 0, 64));

/** What a client would say that no longer waits for this. */
const cancellationOf = (body: Buffer): Buffer =>
  Buffer.from(
    JSON.stringify({
      jsonrpc: '2.0',
      method: 'notifications/cancelled',
      params: { requestId: idOf(body) },
    }),
  );

const idOf = (body: Buffer | string | undefined): string | number | null => {
  const message = body === undefined ? undefined : parseBody(body);
  const id = typeof message === 'object' && message !== null && 'id' in message ? message.id : null;
  return typeof id === 'string' || typeof id === 'number' ? id : null;
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error);
