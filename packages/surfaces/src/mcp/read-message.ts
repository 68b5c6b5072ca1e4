import { misspelt, namedTwice } from './json/member-names.ts';
import { strictJson } from './json/strict-json.ts';
import type {
  McpId,
  McpMessage,
  McpNotification,
  McpReading,
  McpRequest,
  McpResponse,
  McpUnreadable,
} from './mcp-reading.ts';
import { mayBatch, type McpRevision } from './mcp-revisions.ts';

/*
 * One JSON-RPC message, read so that there is one way to read it. This file owns what a message is and what goes on in
 * its place: `canonicalMessage` writes again exactly what was read, so the other side's parser can't find anything
 * in it that was not judged. It must never guess: a message with two readings, one that is request and response at
 * once, or an id that others print otherwise is `unreadable`, and an unreadable message never goes on. Fields that
 * nobody knows stay where they are.
 */

const MAX_ID = 1024;
const METHOD = /^[\x21-\x7e]{1,200}$/;
const ENVELOPE: ReadonlySet<string> = new Set(['jsonrpc', 'id', 'method', 'params', 'result', 'error']);
/** Fields of requests that something is decided by, whatever the method. */
const JUDGED: ReadonlySet<string> = new Set([
  'name',
  'arguments',
  'uri',
  '_meta',
  'ref',
  'argument',
  'context',
  'messages',
  'message',
  'url',
  'mode',
  'notifications',
  'task',
]);

export interface ReadOptions {
  /** What the two sides agreed on; undefined before they did. */
  readonly revision?: McpRevision | undefined;
}

/** Never throws. `text` is one message, without its framing. */
export const readMessage = (text: string, { revision }: ReadOptions = {}): McpReading => {
  const json = strictJson(text);
  if (!json.ok)
    return {
      kind: 'unreadable',
      why: json.why,
      ...(json.isTooMuch && { isTooMuch: true }),
      ...hintOf(json.value),
    };
  if (!Array.isArray(json.value)) return readOne(json.value, json.rounded);
  return mayBatch(revision)
    ? readBatch(json.value, json.rounded)
    : { kind: 'unreadable', why: `revision ${revision} has no batches` };
};

/** Web standard, in every JavaScript that runs this; the types of the language itself don't have it. */
declare const TextDecoder: new (
  label: 'utf-8',
  options: { readonly fatal: true; readonly ignoreBOM: true },
) => { decode(bytes: Uint8Array): string };

/** A byte order mark is no white space: it stays, and then the text is not JSON. */
export const readMessageBytes = (bytes: Uint8Array, options: ReadOptions = {}): McpReading => {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { kind: 'unreadable', why: 'not UTF-8' };
  }
  return readMessage(text, options);
};

/** What goes on: one line. Some readers end lines at these three too, which JSON may hold as they are. */
export const canonicalText = (message: unknown): string => {
  const plain = JSON.stringify(message);
  const text = MAY_BE_LONG.test(plain) ? JSON.stringify(message, asDouble) : plain;
  return LINE_ENDS.some((end) => text.includes(end))
    ? text.replaceAll(/[\u0085\u2028\u2029]/g, escaped)
    : text;
};
const LINE_ENDS = ['\u0085', '\u2028', '\u2029'] as const;

const MAY_BE_LONG = /[:[,]-?\d{16,}[,}\]]/;
/** With an exponent a number is a double to every reader; without, a long one is an integer with other digits to some. */
const asDouble = (_name: string, value: unknown): unknown =>
  typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER && Math.abs(value) < 1e21
    ? rawJson(value.toExponential())
    : value;
/** Of the language since 2025, and so not in the types of 2024. */
const { rawJSON: rawJson } = JSON as typeof JSON & { readonly rawJSON: (text: string) => unknown };

export const canonicalMessage = (reading: McpMessage): string => canonicalText(reading.message);

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** `1` and `"1"` are two ids. */
export const idKey = (id: McpId): string => (typeof id === 'string' ? `s${id}` : `n${id}`);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isId = (value: unknown): value is McpId =>
  typeof value === 'string' ? value.length <= MAX_ID : Number.isSafeInteger(value) && !Object.is(value, -0);

const own = (value: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(value, name) ? value[name] : undefined;

const unreadable = (why: string, message: unknown): McpUnreadable => ({
  kind: 'unreadable',
  why,
  ...hintOf(message),
});

/** Of what is refused: whom to tell, and which tool it was about. */
const hintOf = (message: unknown): Omit<McpUnreadable, 'kind' | 'why'> => {
  if (!isRecord(message)) return {};
  const id = own(message, 'id');
  const method = own(message, 'method');
  if (typeof method !== 'string') return {};
  const params = own(message, 'params');
  const name = isRecord(params) ? own(params, 'name') : undefined;
  return {
    ...(isId(id) && { id }),
    method: method.slice(0, 200),
    ...(method === 'tools/call' && typeof name === 'string' && { toolName: name.slice(0, 300) }),
  };
};

const readBatch = (messages: readonly unknown[], rounded: string | undefined): McpReading => {
  const items: (McpRequest | McpNotification | McpResponse)[] = [];
  const ids = new Set<string>();
  for (const [index, message] of messages.entries()) {
    const item = readOne(message, rounded);
    if (item.kind === 'unreadable' || item.kind === 'batch')
      return {
        kind: 'unreadable',
        why: `message ${index} of a batch: ${'why' in item ? item.why : 'a batch'}`,
      };
    if (item.kind !== 'notification' && item.id !== undefined) {
      if (ids.has(idKey(item.id))) return { kind: 'unreadable', why: 'one id twice in a batch' };
      ids.add(idKey(item.id));
    }
    if (item.kind === 'request' && item.method === 'initialize')
      return { kind: 'unreadable', why: '`initialize` in a batch' };
    items.push(item);
  }
  if (items.length === 0) return { kind: 'unreadable', why: 'an empty batch' };
  const responses = items.filter(({ kind }) => kind === 'response').length;
  if (responses > 0 && responses < items.length)
    return { kind: 'unreadable', why: 'requests and responses in one batch' };
  return { kind: 'batch', items, message: messages };
};

const readOne = (message: unknown, rounded: string | undefined): McpReading => {
  if (!isRecord(message)) return { kind: 'unreadable', why: 'not a JSON object' };
  const wrongCase = misspelt(message, ENVELOPE);
  if (wrongCase !== undefined)
    return unreadable(`the member \`${wrongCase}\` is one of JSON-RPC but for its case`, message);
  if (own(message, 'jsonrpc') !== '2.0') return unreadable('`jsonrpc` is not "2.0"', message);
  const isResponse = Object.hasOwn(message, 'result') || Object.hasOwn(message, 'error');
  if (!Object.hasOwn(message, 'method')) return readResponse(message);
  return isResponse ? unreadable('request and response at once', message) : readAsk(message, rounded);
};

const readAsk = (message: Readonly<Record<string, unknown>>, rounded: string | undefined): McpReading => {
  const method = own(message, 'method');
  if (typeof method !== 'string' || !METHOD.test(method))
    return unreadable('`method` is not a name of printable ASCII', message);
  const params = own(message, 'params') ?? {};
  if (!isRecord(params)) return unreadable('`params` is not an object', message);
  const wrong = misspelt(params, JUDGED) ?? namedTwice(params);
  if (wrong !== undefined)
    return unreadable(
      `the member \`${wrong.slice(0, 100)}\` of \`params\` is another one but for its case`,
      message,
    );
  if (!Object.hasOwn(message, 'id'))
    // A careless peer does what it is asked for without an id too, and nobody would have decided it.
    return method.startsWith('notifications/')
      ? { kind: 'notification', method, params, message }
      : unreadable('a request without an `id`: only `notifications/…` have none', message);
  // What is asked is done by whoever reads it; what is only told may lose digits, as it does in every reader of doubles.
  if (rounded !== undefined)
    return unreadable(`the number \`${rounded}\` means different things to different readers`, message);
  const id = own(message, 'id');
  return isId(id)
    ? { kind: 'request', id, method, params, message }
    : unreadable('`id` is neither a text nor an integer that every reader keeps', message);
};

const readResponse = (message: Readonly<Record<string, unknown>>): McpReading => {
  const hasResult = Object.hasOwn(message, 'result');
  if (hasResult === Object.hasOwn(message, 'error'))
    return unreadable(
      'neither a request nor a response: it takes one of `method`, `result` and `error`',
      message,
    );
  const id = own(message, 'id');
  if (hasResult) {
    const result = own(message, 'result');
    if (!isId(id)) return unreadable('a result needs the id of its request', message);
    if (!isRecord(result)) return unreadable('`result` is not an object', message);
    return { kind: 'response', id, result, message };
  }
  // Null, or none in newer revisions: whoever sends it could not read which request it answers.
  if (id !== undefined && id !== null && !isId(id)) return unreadable('`id` is no id', message);
  const error = errorOf(own(message, 'error'));
  if (error === undefined) return unreadable('`error` takes an integer `code` and a text `message`', message);
  return { kind: 'response', ...(isId(id) && { id }), error, message };
};

const errorOf = (error: unknown): McpResponse['error'] => {
  if (!isRecord(error)) return undefined;
  const code = own(error, 'code');
  const text = own(error, 'message');
  if (typeof code !== 'number' || !Number.isSafeInteger(code) || typeof text !== 'string') return undefined;
  return { code, message: text, ...(Object.hasOwn(error, 'data') && { data: error['data'] }) };
};
