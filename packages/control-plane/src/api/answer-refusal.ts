import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Refusal } from '../access/request-guard.ts';
import { API_HEADERS, apiError } from './answers.ts';

const MAX_WAIT_MS = 1000;

/**
 * Says why a request is not looked at. What is still coming in is read and forgotten for a moment first: a client that
 * is cut off while it sends sees a broken connection and not the reason.
 */
export const answerRefusal = (request: IncomingMessage, response: ServerResponse, refusal: Refusal): void => {
  const { status, code, message } = refusal;
  const answer = (): void => {
    clearTimeout(timer);
    if (response.headersSent) return;
    response.writeHead(status, { ...API_HEADERS, 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify(apiError(code, message)));
  };
  const timer = setTimeout(answer, MAX_WAIT_MS);
  request.once('end', answer);
  request.once('close', () => clearTimeout(timer));
  request.resume();
};
