/**
 * The fixture server of the conformance suite: Streamable HTTP as the revisions 2025-11-25 (sessions, a stream that can be taken
 * up again, questions to the client) and 2026-07-28 (each message stands alone) have it. Written by hand, so that what it
 * sends is known to the letter.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import {
  getPrompt,
  PROMPTS,
  readResource,
  record,
  RESOURCES,
  RpcError,
  TEMPLATES,
  type Call,
  type Json,
} from './conformance-answers.ts';
import { toolList, TOOLS } from './conformance-tools.ts';

const STATELESS = '2026-07-28';
const STATEFUL = '2025-11-25';
const META = 'io.modelcontextprotocol/';
const INFO = { name: 'conformance-fixture', version: '1.0.0' };
const CAPABILITIES = {
  tools: { listChanged: true },
  prompts: { listChanged: true },
  resources: { subscribe: true },
  completions: {},
  logging: {},
};
const STREAM = 'text/event-stream';

type Session = {
  /** What waits for the client's answer. */
  readonly asked: Map<string, (result: Json) => void>;
  /** Events by their id, for a client that takes a stream up again. */
  readonly events: Map<string, { readonly after: string; readonly text: string }>;
};
type Listener = { readonly id: unknown; readonly wants: Json; readonly response: ServerResponse };

export class ConformanceServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #sessions = new Map<string, Session>();
  readonly #listeners = new Set<Listener>();

  constructor() {
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen({ host: '127.0.0.1', port: 0 }, resolve));
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/mcp`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host = '', origin } = request.headers;
    if (!isHere(`http://${host}`) || (origin !== undefined && !isHere(origin)))
      return answer(response, 403, errorOf(null, new RpcError(-32_600, 'from elsewhere')));
    const session = this.#sessions.get(String(request.headers['mcp-session-id']));
    if (request.headers['mcp-session-id'] !== undefined && session === undefined)
      return answer(response, 404, errorOf(null, new RpcError(-32_001, 'no such session')));
    if (request.method === 'DELETE' && session !== undefined) {
      this.#sessions.delete(String(request.headers['mcp-session-id']));
      return void response.writeHead(200).end();
    }
    if (request.method === 'GET' && session !== undefined) return takeUp(request, response, session);
    if (request.method !== 'POST') return void response.writeHead(405).end();
    const message = record(JSON.parse(await textOf(request)));
    const saidInBody = record(record(message['params'])['_meta'])[`${META}protocolVersion`];
    const isStateless =
      session === undefined &&
      (request.headers['mcp-protocol-version'] === STATELESS || saidInBody !== undefined);
    if (message['method'] === undefined) {
      session?.asked.get(String(message['id']))?.(record(message['result']));
      return void response.writeHead(202).end();
    }
    if (message['id'] === undefined) return void response.writeHead(202).end();
    if (isStateless) return this.#stateless(request, response, message);
    return this.#stateful(request, response, message, session);
  }

  async #stateful(
    request: IncomingMessage,
    response: ServerResponse,
    message: Json,
    session: Session | undefined,
  ): Promise<void> {
    if (message['method'] === 'initialize') {
      const name = randomUUID();
      this.#sessions.set(name, { asked: new Map(), events: new Map() });
      response.setHeader('mcp-session-id', name);
      const result = { protocolVersion: STATEFUL, capabilities: CAPABILITIES, serverInfo: INFO };
      return answer(response, 200, { jsonrpc: '2.0', id: message['id'], result });
    }
    if (session === undefined)
      return answer(
        response,
        400,
        errorOf(message['id'], new RpcError(-32_600, 'a session must be started first')),
      );
    await this.#run(request, response, message, session);
  }

  async #stateless(request: IncomingMessage, response: ServerResponse, message: Json): Promise<void> {
    const wrong = wrongInStateless(request, message);
    if (wrong !== undefined) return answer(response, 400, errorOf(message['id'], wrong));
    if (message['method'] === 'subscriptions/listen') {
      const wants = record(record(message['params'])['notifications']);
      const listener = { id: message['id'], wants, response };
      beginStream(response);
      this.#listeners.add(listener);
      response.once('close', () => this.#listeners.delete(listener));
      return tell(listener, 'notifications/subscriptions/acknowledged', { notifications: wants });
    }
    await this.#run(request, response, message, undefined);
  }

  /** One request, answered as a stream as soon as there is something beside its answer, or where the client asks for one first. */
  async #run(
    request: IncomingMessage,
    response: ServerResponse,
    message: Json,
    session: Session | undefined,
  ): Promise<void> {
    const stream = randomUUID();
    let sent = 0;
    const send = (said: Json): void => {
      const id = `${stream}_${(sent += 1)}`;
      const event = `id: ${id}\ndata: ${JSON.stringify(said)}\n\n`;
      session?.events.set(id, { after: stream, text: event });
      if (!response.headersSent) begin();
      if (!response.writableEnded) response.write(event);
    };
    const begin = (): void => {
      beginStream(response);
      // So that a client knows from where it can take the stream up before anything came.
      if (session !== undefined) response.write(`id: ${stream}_0\nretry: 100\ndata: \n\n`);
    };
    const params = record(message['params']);
    const call: Call = {
      params,
      isStateless: session === undefined,
      notify: (method, about) => send({ jsonrpc: '2.0', method, params: about }),
      ask: (method, about) =>
        new Promise((resolve) => {
          const id = randomUUID();
          session?.asked.set(id, resolve);
          send({ jsonrpc: '2.0', id, method, params: about });
        }),
      hangUp: () => {
        begin();
        response.end();
      },
      announce: (method) => {
        for (const listener of this.#listeners) if (wantsIt(listener, method)) tell(listener, method, {});
      },
    };
    const asked = String(message['method']);
    if ((request.headers.accept ?? '').startsWith(STREAM) && asked === 'tools/list') begin();
    let said: Json;
    try {
      const result = await resultOf(asked, call);
      said = {
        jsonrpc: '2.0',
        id: message['id'],
        result: session === undefined ? complete(asked, result) : result,
      };
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      said = errorOf(message['id'], error);
      if (!response.headersSent && session === undefined)
        return answer(response, error.code === NO_METHOD ? 404 : 400, said);
    }
    if (!response.headersSent) return answer(response, 200, said);
    send(said);
    response.end();
  }
}

const NO_METHOD = -32_601;

async function resultOf(method: string, call: Call): Promise<Json> {
  const { params } = call;
  const name = String(params['name']);
  switch (method) {
    case 'server/discover':
      if (!call.isStateless) break;
      return {
        supportedVersions: [STATELESS],
        capabilities: { ...CAPABILITIES, resources: {}, logging: {} },
      };
    case 'tools/list':
      return { tools: toolList(call.isStateless) };
    case 'tools/call': {
      const tool = Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined;
      if (tool === undefined) throw new RpcError(-32_602, `no such tool: ${name}`);
      return tool.run(call, record(params['arguments']));
    }
    case 'resources/list':
      return { resources: RESOURCES };
    case 'resources/templates/list':
      return { resourceTemplates: TEMPLATES };
    case 'resources/read':
      return readResource(String(params['uri']));
    case 'prompts/list':
      return { prompts: PROMPTS };
    case 'prompts/get':
      return getPrompt(call);
    case 'completion/complete':
      return { completion: { values: ['paris', 'park'], total: 2, hasMore: false } };
    case 'ping':
    case 'logging/setLevel':
    case 'resources/subscribe':
    case 'resources/unsubscribe':
      if (call.isStateless) break;
      return {};
  }
  throw new RpcError(NO_METHOD, `no such method: ${method}`);
}

const CACHED = new Set([
  'server/discover',
  'tools/list',
  'prompts/list',
  'resources/list',
  'resources/templates/list',
  'resources/read',
]);
const complete = (method: string, result: Json): Json => ({
  resultType: 'complete',
  ...(CACHED.has(method) ? { ttlMs: 1000, cacheScope: 'private' } : {}),
  ...result,
  _meta: { [`${META}serverInfo`]: INFO },
});

const NAMED: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'resources/read': 'uri',
  'prompts/get': 'name',
};

const mismatch = (header: string): RpcError => new RpcError(-32_020, `${header} does not match`);

/** What the headers and `_meta` of a message that stands alone must say. */
function wrongInStateless({ headers }: IncomingMessage, message: Json): RpcError | undefined {
  const params = record(message['params']);
  const meta = record(params['_meta']);
  const version = meta[`${META}protocolVersion`];
  const method = String(message['method']);
  if (typeof version !== 'string') return new RpcError(-32_602, 'no protocolVersion in _meta');
  if (meta[`${META}clientCapabilities`] === undefined)
    return new RpcError(-32_602, 'no clientCapabilities in _meta');
  if (headers['mcp-protocol-version'] !== version) return mismatch('MCP-Protocol-Version');
  if (version !== STATELESS)
    return new RpcError(-32_022, 'Unsupported protocol version', {
      supported: [STATELESS],
      requested: version,
    });
  if (headers['mcp-method'] !== method) return mismatch('Mcp-Method');
  const member = NAMED[method];
  if (member !== undefined && decoded(headers['mcp-name']) !== params[member]) return mismatch('Mcp-Name');
  if (method !== 'tools/call') return undefined;
  const { inputSchema } = TOOLS[String(params['name'])] ?? {};
  for (const [property, about] of Object.entries(record(inputSchema?.['properties']))) {
    const header = record(about)['x-mcp-header'];
    if (typeof header !== 'string') continue;
    const value = record(params['arguments'])[property];
    if (value !== undefined && decoded(headers[`mcp-param-${header.toLowerCase()}`]) !== value)
      return mismatch(`Mcp-Param-${header}`);
  }
  return undefined;
}

const decoded = (header: string | string[] | undefined): string | undefined => {
  const value = Array.isArray(header) ? header.join() : header?.trim();
  const [, base64] = /^=\?base64\?(.*)\?=$/.exec(value ?? '') ?? [];
  if (base64 === undefined) return value;
  const bytes = Buffer.from(base64, 'base64');
  return bytes.toString('base64') === base64 ? bytes.toString('utf8') : undefined;
};

function takeUp({ headers }: IncomingMessage, response: ServerResponse, session: Session): void {
  const last = headers['last-event-id'];
  beginStream(response);
  if (typeof last !== 'string') return;
  const stream = last.slice(0, last.lastIndexOf('_'));
  const missed = (): readonly string[] =>
    [...session.events]
      .filter(([id, { after }]) => after === stream && numberOf(id) > numberOf(last))
      .map(([, { text }]) => text);
  const look = (): void => {
    const texts = missed();
    if (texts.length === 0) return;
    clearInterval(timer);
    response.end(texts.join(''));
  };
  const timer = setInterval(look, 10);
  response.once('close', () => clearInterval(timer));
}

const numberOf = (id: string): number => Number(id.slice(id.lastIndexOf('_') + 1));

const WANTED: Readonly<Record<string, string>> = {
  'notifications/tools/list_changed': 'toolsListChanged',
  'notifications/prompts/list_changed': 'promptsListChanged',
};
const wantsIt = ({ wants }: Listener, method: string): boolean => wants[WANTED[method] ?? ''] === true;

function tell({ id, response }: Listener, method: string, about: Json): void {
  const params = { ...about, _meta: { [`${META}subscriptionId`]: id } };
  response.write(`data: ${JSON.stringify({ jsonrpc: '2.0', method, params })}\n\n`);
}

function beginStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': STREAM, 'cache-control': 'no-cache' });
  response.flushHeaders();
}

function answer(response: ServerResponse, status: number, body: Json): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const errorOf = (id: unknown, { code, message, data }: RpcError): Json => ({
  jsonrpc: '2.0',
  ...(id === null ? {} : { id }),
  error: { code, message, ...(data === undefined ? {} : { data }) },
});

const isHere = (url: string): boolean =>
  URL.canParse(url) && ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
