/** Short answers of the gateway's own, for programs and for whoever reads them. */
import type { ServerResponse } from 'node:http';

export const INVALID_REQUEST = -32_600;
export const INTERNAL = -32_603;
/** The server did not answer, or not in this protocol. */
export const NO_ANSWER = -32_000;

export const errorText = (code: number, message: string, id: string | number | null = null): string =>
  JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } });

export function answerJson(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string | string[]>> = {},
): void {
  if (response.headersSent) return void response.end();
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
