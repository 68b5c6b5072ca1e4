import { resultText, type ResultText } from '../../results/result-text.ts';
import { redactResult, type ResultSpan } from '../../results/rewrite-result.ts';
import type { McpNotification, McpResponse } from '../mcp-reading.ts';
import { withBlobTexts, withoutBlobTexts, type BlobView } from './blob-texts.ts';
import { withTwins } from './twins.ts';

/*
 * What a server gave back, as the texts in it with their places, and the same message again without what must not
 * reach the model. Works alike on every result (of a tool, a resource, a prompt, a task), on errors and on what a
 * notification carries: all strings are read wherever they stand, so a new form of content is no way round it. It must
 * never change anything but the strings that hold a span: names, numbers, pictures and `isError` stay.
 */

export interface McpResult {
  /** What of the message is looked at and rewritten, with texts in place of the base64 that they came in. */
  readonly response: unknown;
  readonly text: ResultText;
  readonly isError: boolean;
  readonly view: BlobView;
}

export const readMcpResult = (reading: McpResponse | McpNotification): McpResult => {
  const part = partOf(reading);
  const view = withBlobTexts(part);
  const text = resultText('', view.value);
  return {
    response: view.value,
    text: view.cut ? { ...text, cut: true } : text,
    isError:
      reading.kind === 'response' && (reading.error !== undefined || reading.result?.['isError'] === true),
    view,
  };
};

/** The same message with these places taken out, in the text that `readMcpResult` gave. */
export const rewriteMcpResult = (
  reading: McpResponse | McpNotification,
  { response, text, view }: McpResult,
  spans: readonly ResultSpan[],
): unknown => {
  const redacted = redactResult(response, text, withTwins(text, spans));
  return withPart(reading, withoutBlobTexts(redacted, view));
};

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
