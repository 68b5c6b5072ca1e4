/** One request to a server, and its answer as it comes. Redirects are answers: where a server is was said by whoever wrote it down. */
import { request as requestHttp, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { RemoteServer } from './remote-servers.ts';

/** Of one connection alone, or of what stands in the body, which is another when it goes on. */
const NOT_PASSED = new Set([
  'connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer',
  'transfer-encoding', 'upgrade', 'host', 'content-length', 'content-encoding', 'accept-encoding', 'expect',
]); // prettier-ignore
/** A page's; a client that is none has nothing to say there. */
const OF_PAGES = /^(?:origin|referer|sec-.*|access-control-.*|forwarded|x-forwarded-.*)$/;

export type UpstreamRequest = {
  readonly server: RemoteServer;
  readonly method: 'POST' | 'GET' | 'DELETE';
  readonly headers: IncomingHttpHeaders;
  readonly body?: string;
  readonly signal: AbortSignal;
};

/** Throws where the server can't be reached. */
export function askUpstream({
  server,
  method,
  headers,
  body,
  signal,
}: UpstreamRequest): Promise<IncomingMessage> {
  const url = new URL(server.url);
  const passed = passedHeaders(headers);
  // What comes back is read: nothing on the way may fold it up.
  passed['accept-encoding'] = 'identity';
  if (body !== undefined) passed['content-length'] = String(Buffer.byteLength(body));
  return new Promise((resolve, reject) => {
    const ask = url.protocol === 'https:' ? requestHttps : requestHttp;
    const asked = ask(url, { method, headers: passed, signal }, resolve);
    asked.once('error', reject);
    asked.end(body);
  });
}

/** Those of a request or an answer that go on. */
export function passedHeaders(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const named = new Set((headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase()));
  const passed: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && !NOT_PASSED.has(name) && !OF_PAGES.test(name) && !named.has(name))
      passed[name] = value;
  return passed;
}
