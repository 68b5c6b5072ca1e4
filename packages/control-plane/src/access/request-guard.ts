import type { IncomingHttpHeaders } from 'node:http';
import { MAX_APPLY_BYTES, MAX_APPROVAL_REPORT_BYTES, MAX_UPLOAD_BYTES } from '@sallyport/fleet-protocol';

/** A request that is not looked at any further. */
export type Refusal = {
  readonly status: 400 | 403 | 411 | 413 | 415 | 421;
  readonly code: string;
  readonly message: string;
};

export type GuardedRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
};

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

const isNavigation = ({ method, url, headers }: GuardedRequest): boolean =>
  method === 'GET' &&
  !url.startsWith('/api/') &&
  headers['sec-fetch-mode'] === 'navigate' &&
  headers['sec-fetch-dest'] === 'document';

/** What may be larger than a person's other requests, by its exact path. */
const LARGE_BODIES = new Map([
  ['/api/v1/evidence', MAX_UPLOAD_BYTES],
  ['/api/v1/policy/versions', MAX_APPLY_BYTES],
  ['/api/v1/approval-reports', MAX_APPROVAL_REPORT_BYTES],
]);
const MAX_BODY_BYTES = 65_536;

/** Every client of ours knows the length of what it sends, so the limit is checked before a byte is read. */
const refuseBody = ({ method, url, headers }: GuardedRequest): Refusal | null => {
  if (headers['transfer-encoding'] !== undefined)
    return { status: 411, code: 'no-length', message: 'send the body with a `content-length`' };
  const length = Number(headers['content-length'] ?? '0');
  if (length === 0) return null;
  const limit = LARGE_BODIES.get(url) ?? MAX_BODY_BYTES;
  if (length > limit)
    return { status: 413, code: 'too-large', message: `send less at once; the body may hold ${limit} bytes` };
  const isJson = /^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '');
  if (method === 'GET' || method === 'HEAD' || isJson) return null;
  return { status: 415, code: 'not-json', message: 'send the body as `content-type: application/json`' };
};

/**
 * What every request must be before anything is routed. A browser on this machine runs other people's pages, and those
 * can send requests here: by a name that resolves to loopback (so the Host must be ours), from another origin (so
 * Origin and Sec-Fetch-Site must be ours; another port on localhost is another origin), or as a form (so a body must
 * be JSON). Null lets the request on; the caller's identity is checked later.
 */
export const refuseRequest = (request: GuardedRequest, port: number): Refusal | null => {
  const { method, url, headers } = request;
  const host = headers.host?.toLowerCase() ?? '';
  if (!LOOPBACK_NAMES.some((name) => host === `${name}:${port}`))
    return {
      status: 421,
      code: 'wrong-host',
      message: `open http://localhost:${port} and not another name of this machine`,
    };
  if (!url.startsWith('/') || url.startsWith('//'))
    return { status: 400, code: 'bad-target', message: 'the request target must be a path' };
  const { origin } = headers;
  if (origin !== undefined && origin.toLowerCase() !== `http://${host}`)
    return { status: 403, code: 'foreign-origin', message: 'another origin may not use this API' };
  const site = headers['sec-fetch-site'];
  // A link from elsewhere may open the shell, which holds no data; nothing else may come from another site.
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isNavigation(request))
    return { status: 403, code: 'foreign-origin', message: 'another site may not use this API' };
  const isMutating = method !== 'GET' && method !== 'HEAD';
  // Browsers name the origin whenever they send something; a cookie without it was not sent by our page.
  if (
    isMutating &&
    headers.cookie !== undefined &&
    headers.authorization === undefined &&
    origin === undefined
  )
    return { status: 403, code: 'missing-origin', message: 'a request with a cookie must name its origin' };
  return refuseBody(request);
};
