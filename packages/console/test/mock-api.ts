import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import {
  fitsStream,
  StreamQuery,
  type ActivityItem,
  type ChainLink,
  type InventoryRow,
} from '@sallyport/fleet-protocol';
import { scriptedDetail } from './scripted-data.ts';
import { scriptedPasskeys, scriptedTicket } from './scripted-ticket.ts';
import {
  CHAINS,
  scriptedDevice,
  scriptedSession,
  scriptedSessions,
  scriptedStatus,
} from './scripted-status.ts';

/**
 * The control plane as the console sees it, over a real socket, with data that the test writes. Used by the tests and
 * by `npm run dev`, never shipped. Every failure can be had from outside, so that a person sees it too: search for
 * `fault:500`, `fault:garbage` or `fault:slow`; open a record with `seq` 404 or 500; log in with a token other than
 * `good`.
 */
export interface MockApi {
  readonly url: string;
  /** Newest first. */
  readonly items: ActivityItem[];
  chain: () => ChainLink[];
  /** Stores a record and sends it to whoever follows. */
  readonly push: (...items: readonly ActivityItem[]) => void;
  /** Sends this text to whoever follows, as it is. */
  readonly pushRaw: (text: string) => void;
  /** While down, every connection is cut. */
  setDown: (down: boolean) => void;
  /** What was asked, in order, as `GET /path?query`. */
  readonly requests: string[];
  readonly close: () => Promise<void>;
}

export interface MockApiOptions {
  readonly items?: readonly ActivityItem[];
  readonly chain?: () => ChainLink[];
  readonly inventory?: readonly InventoryRow[];
  /** The console's build; without it only the API is served. */
  readonly consoleFolder?: string;
  /** Everybody is logged in. */
  readonly open?: boolean;
  readonly port?: number;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
/** As strict as the control plane's own, without its `data:` images. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
const COOKIE = 'sallyport-mock=1';
const matches = (item: ActivityItem, query: URLSearchParams): boolean => {
  if (!fitsStream(item, StreamQuery.parse(Object.fromEntries(query)))) return false;
  const q = query.get('q')?.toLowerCase();
  if (q !== undefined && !`${item.summary} ${item.reason} ${item.tool}`.toLowerCase().includes(q))
    return false;
  return item.at >= (query.get('since') ?? '') && item.at < (query.get('until') ?? '~');
};

const json = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
) => {
  response.writeHead(status, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(JSON.stringify(body));
};

const refuse = (response: ServerResponse, status: number, code: string, message: string) =>
  json(response, status, { error: { code, message } });

const session = async (request: IncomingMessage, response: ServerResponse) => {
  if (request.method === 'DELETE') return json(response, 200, null, { 'set-cookie': `${COOKIE}; Max-Age=0` });
  let body = '';
  for await (const chunk of request) body += String(chunk);
  if (JSON.parse(body).token !== 'good')
    return refuse(response, 401, 'bad-token', 'the token is wrong or used');
  const login = { by: 'link', expiresAt: null };
  return json(response, 200, login, { 'set-cookie': `${COOKIE}; HttpOnly; SameSite=Strict; Path=/` });
};

const getTicket = (name: string, response: ServerResponse) => {
  if (name === 'T404') return refuse(response, 404, 'not-found', 'there is no such ticket');
  const said = {
    name: 'bob',
    proof: 'weak',
    weakBecause: 'it is new',
    at: '2026-11-22T10:01:00.000Z',
    thinkMs: 9,
  };
  const over = { state: 'approved', approvals: [said] };
  const ticket = scriptedTicket(name, name === 'Tover' ? over : { refused: 'it does not hold' });
  return json(response, 200, { ticket, shownAt: null, answering: false });
};

export const startMockApi = async (options: MockApiOptions = {}): Promise<MockApi> => {
  const items = [...(options.items ?? [])];
  const requests: string[] = [];
  const streams = new Set<{ query: URLSearchParams; response: ServerResponse }>();
  let down = false;
  let nextEventId = 0;

  const page = (query: URLSearchParams) => {
    const fitting = items.filter((item) => matches(item, query));
    const from = Number(query.get('cursor') ?? 0);
    const end = from + Number(query.get('limit') ?? 100);
    return { items: fitting.slice(from, end), next: end < fitting.length ? String(end) : null };
  };
  const listActivity = (query: URLSearchParams, response: ServerResponse) => {
    switch (query.get('q')) {
      case 'fault:500':
        return refuse(response, 500, 'store-failed', 'the store could not be read; run `sallyport doctor`');
      case 'fault:garbage':
        return response.writeHead(200, { 'content-type': 'application/json' }).end('{"items":[{"no":');
      case 'fault:slow':
        return void setTimeout(() => json(response, 200, page(new URLSearchParams())), 5000).unref();
      case null:
      default:
        return json(response, 200, page(query));
    }
  };
  const inventory = (query: URLSearchParams, response: ServerResponse) => {
    if (query.get('q') === 'fault:500')
      return refuse(response, 500, 'store-failed', 'the store could not be read; run `sallyport doctor`');
    const fitting = (options.inventory ?? []).filter(
      (row) =>
        row.name.includes(query.get('q') ?? '') &&
        (['kind', 'device', 'state', 'sha256'] as const).every(
          (field) => query.get(field) === null || row[field] === query.get(field),
        ),
    );
    const from = Number(query.get('cursor') ?? 0);
    const end = from + 100;
    return json(response, 200, {
      items: fitting.slice(from, end),
      next: end < fitting.length ? String(end) : null,
    });
  };
  const stream = (query: URLSearchParams, response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('retry: 2000\n\n: hello\n\n');
    const one = { query, response };
    streams.add(one);
    response.on('close', () => streams.delete(one));
  };
  const getRecord = (path: string, response: ServerResponse) => {
    const [device, epoch, seq] = path.split('/').slice(4).map(decodeURIComponent);
    if (seq === '500')
      return refuse(response, 500, 'store-failed', 'the day of this record could not be opened');
    const item = items.find((one) => one.device === device && one.epoch === epoch && String(one.seq) === seq);
    if (item === undefined || seq === '404')
      return refuse(response, 404, 'not-found', 'there is no such record');
    return json(response, 200, scriptedDetail(item));
  };
  const serveFile = (path: string, response: ServerResponse) => {
    const folder = options.consoleFolder;
    if (folder === undefined) return refuse(response, 404, 'not-found', 'this mock serves no console');
    const file = extname(path) === '' ? '/index.html' : path;
    try {
      const bytes = readFileSync(join(folder, file));
      const type = CONTENT_TYPES[extname(file)] ?? 'application/octet-stream';
      return response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY }).end(bytes);
    } catch {
      return refuse(response, 404, 'not-found', 'there is no such file');
    }
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    if (down) return request.socket.destroy();
    const url = new URL(request.url ?? '/', 'http://mock');
    const path = url.pathname;
    if (!path.startsWith('/api/')) return serveFile(path, response);
    requests.push(`${request.method} ${request.url}`);
    if (path === '/api/v1/session') return session(request, response);
    const isLoggedIn = options.open === true || request.headers.cookie?.includes(COOKIE) === true;
    if (!isLoggedIn)
      return refuse(response, 401, 'no-session', 'open the link that `sallyport console` prints');
    if (path === '/api/v1/activity') return listActivity(url.searchParams, response);
    if (path === '/api/v1/activity/stream') return stream(url.searchParams, response);
    if (path.startsWith('/api/v1/activity/')) return getRecord(path, response);
    if (path === '/api/v1/status') return json(response, 200, scriptedStatus(api.chain()));
    if (path === '/api/v1/sessions') {
      const device = url.searchParams.get('device');
      return json(response, 200, { items: scriptedSessions().filter((one) => one.device === device) });
    }
    if (path.startsWith('/api/v1/sessions/')) {
      return json(response, 200, scriptedSession(decodeURIComponent(path.slice(17))));
    }
    if (path === '/api/v1/inventory') return inventory(url.searchParams, response);
    if (path === '/api/v1/passkeys') return json(response, 200, scriptedPasskeys());
    if (path.startsWith('/api/v1/approvals/')) return getTicket(decodeURIComponent(path.slice(18)), response);
    if (path === '/api/v1/devices')
      return json(response, 200, {
        items: [scriptedDevice('dev_ws14', 'ws-14'), scriptedDevice('dev_mbp', 'mbp-bo')],
      });
    return refuse(response, 404, 'not-found', 'there is no such route');
  };

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  // A listening TCP server has an address object, never a pipe's name.
  const { port } = server.address() as AddressInfo;

  const api: MockApi = {
    url: `http://127.0.0.1:${port}`,
    items,
    requests,
    chain: options.chain ?? CHAINS.proved,
    push: (...added) => {
      for (const item of added) {
        items.unshift(item);
        nextEventId += 1;
        for (const { query, response } of streams) {
          if (matches(item, query))
            response.write(`event: activity\nid: m-${nextEventId}\ndata: ${JSON.stringify(item)}\n\n`);
        }
      }
    },
    pushRaw: (text) => {
      for (const { response } of streams) response.write(text);
    },
    setDown: (isDown) => {
      down = isDown;
      if (isDown) for (const { response } of streams) response.destroy();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return api;
};
