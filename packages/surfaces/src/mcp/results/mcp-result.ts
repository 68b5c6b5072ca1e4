import type { ResultText } from '../../results/result-text.ts';
import { redactResultWithMarks, type ResultSpan } from '../../results/rewrite-result.ts';
import type { McpNotification, McpResponse } from '../mcp-reading.ts';
import { redactionNotes, withNotes } from './redaction-notes.ts';
import { serverText } from './server-text.ts';
import { numbersTaken, withoutNumbers, withTwins } from './twins.ts';

/*
 * What a server gave back, as the texts in it with their places, and the same message again without what must not
 * reach the model. Works alike on every result (of a tool, a resource, a prompt, a task), on errors and on what a
 * notification carries: all strings are read wherever they stand, base64 that is a text too, so a new form of content is no way round it. It must
 * never change anything but the strings that hold a span, and say so in `_meta`: names, numbers, pictures and `isError` stay.
 */

export interface McpResult {
  /** What of the message is looked at and rewritten. */
  readonly response: unknown;
  readonly text: ResultText;
  readonly isError: boolean;
}

export const readMcpResult = (reading: McpResponse | McpNotification): McpResult => {
  const response = partOf(reading);
  return {
    response,
    text: serverText(response),
    isError:
      reading.kind === 'response' && (reading.error !== undefined || reading.result?.['isError'] === true),
  };
};

/**
 * The same message with these places taken out, in the text that `readMcpResult` gave. Where each mark stands is told under our key of
 * the result's `_meta`; an error has no such place.
 */
export const rewriteMcpResult = (
  reading: McpResponse | McpNotification,
  { response, text }: McpResult,
  spans: readonly ResultSpan[],
): unknown => {
  const redacted = redactResultWithMarks(response, text, withTwins(text, spans));
  const numbers = numbersTaken(text, spans);
  const part = numbers.size === 0 ? redacted.response : withoutStructuredNumbers(redacted.response, numbers);
  if (nameOf(reading) === 'error') return withPart(reading, part);
  const notes = redacted.marks.length === 0 ? undefined : redactionNotes(redacted.marks);
  return withPart(reading, withNotes(part, notes));
};

/** The same message without notes of marks that its server wrote itself. */
export const withoutClaimedNotes = <Reading extends McpResponse | McpNotification>(
  reading: Reading,
): Reading => {
  const part = partOf(reading);
  const own = withNotes(part, undefined);
  return own === part ? reading : { ...reading, [nameOf(reading)]: own, message: withPart(reading, own) };
};

const withoutStructuredNumbers = (part: unknown, numbers: ReadonlySet<string>): unknown =>
  typeof part === 'object' && part !== null && 'structuredContent' in part
    ? { ...part, structuredContent: withoutNumbers(part.structuredContent, numbers) }
    : part;

/** Members by which a notification is more than news: a task's result or questions, or content in any of its forms. */
const OF_RESULTS = [
  'result',
  'error',
  'inputRequests',
  'content',
  'contents',
  'structuredContent',
  'messages',
] as const;

/**
 * Does it bring what is otherwise a response? Then it is looked at like one; all other notifications pass. Of a task all news
 * do: what a server says of how it stands is shown beside what the call gave.
 */
export const carriesResult = ({ method, params }: McpNotification): boolean =>
  /^notifications\/tasks(?:\/|$)/.test(method) || OF_RESULTS.some((name) => Object.hasOwn(params, name));

/** Read as a JSON object, or there were no reading of it. */
const fieldsOf = ({ message }: McpResponse | McpNotification): Readonly<Record<string, unknown>> =>
  message as Readonly<Record<string, unknown>>;

const nameOf = (reading: McpResponse | McpNotification): 'params' | 'result' | 'error' =>
  reading.kind === 'notification' ? 'params' : reading.result === undefined ? 'error' : 'result';

const partOf = (reading: McpResponse | McpNotification): unknown => fieldsOf(reading)[nameOf(reading)];

const withPart = (reading: McpResponse | McpNotification, part: unknown): unknown => ({
  ...fieldsOf(reading),
  [nameOf(reading)]: part,
});
