/**
 * The gateway's port for servers over HTTP. It owns who may come in: programs of this machine that have the key, and no page,
 * by whatever name a page reached us. Where a request goes stands in the file of servers and nowhere else.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { createPeerLookup } from '../../managed-tier/peer-uid.ts';
import { MAX_LINE_BYTES } from '../frame.ts';
import type { TalkParts } from '../open-talk.ts';
import { pass, post, readWhole, type Exchange } from './exchange.ts';
import { HttpTalks } from './http-talks.ts';
import { answerJson, errorText, INTERNAL, INVALID_REQUEST } from './http-words.ts';
import { answerOAuth, challengeOf } from './oauth-login.ts';
import { parseBody } from './parse-body.ts';
import { isLoopback, RemoteServers } from './remote-servers.ts';
import { passedHeaders } from './upstream.ts';

export type HttpGatewayOptions = TalkParts & {
  /** 0 takes any free one. */
  readonly port: number;
  /** The file that says which servers there are. */
  readonly serversFile: string;
  /** The person's folder, for what a client over HTTP does not say. */
  readonly home: string;
  /** Whose process is at the other end of a connection from that port; where nobody can say, the key alone counts. */
  readonly uidOf?: ((peerPort: number) => Promise<number | undefined>) | undefined;
};

export type HttpGateway = { readonly port: number; readonly close: () => Promise<void> };

/** Streams stay open for as long as a client listens. */
const MAX_CONNECTIONS = 1024;
const HEADERS_DEADLINE_MS = 10_000;
const PATH = /^\/mcp\/([\w-]{32,64})\/([0-9a-f]{16})$/;

export async function startHttpGateway({
  port,
  serversFile,
  home,
  uidOf,
  ...parts
}: HttpGatewayOptions): Promise<HttpGateway> {
  const servers = new RemoteServers(serversFile);
  const talks = new HttpTalks(parts, home);
  const isOwn = ownPeers(() => uidOf ?? lookup);
  let lookup: HttpGatewayOptions['uidOf'];
  const httpServer = createServer(
    // A body may take its time, a head has none to take.
    {
      headersTimeout: HEADERS_DEADLINE_MS,
      requestTimeout: 0,
      connectionsCheckingInterval: HEADERS_DEADLINE_MS,
    },
    (request, response) => {
      serve(request, response, { servers, talks, isOwn, port: portOf(httpServer) }).catch(
        (error: unknown) => {
          parts.failed(error);
          if (response.headersSent) response.destroy();
          else answerJson(response, 500, errorText(INTERNAL, 'the guard failed; nothing went on'));
        },
      );
    },
  );
  httpServer.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    httpServer.once('error', reject);
    httpServer.listen({ host: '127.0.0.1', port }, resolve);
  });
  if (process.platform === 'linux') lookup = createPeerLookup(portOf(httpServer));
  return {
    port: portOf(httpServer),
    close: () =>
      new Promise((resolve) => {
        talks.close();
        httpServer.close(() => resolve());
        httpServer.closeAllConnections();
      }),
  };
}

type Inside = {
  readonly servers: RemoteServers;
  readonly talks: HttpTalks;
  readonly isOwn: (socket: Socket) => Promise<boolean>;
  readonly port: number;
};

/** Asked once for each connection. Root may read the key as well. */
const ownPeers = (uidOf: () => HttpGatewayOptions['uidOf']): ((socket: Socket) => Promise<boolean>) => {
  const asked = new WeakMap<Socket, Promise<boolean>>();
  return (socket) => {
    const known = asked.get(socket);
    if (known !== undefined) return known;
    const ask = uidOf();
    const asking =
      ask === undefined || socket.remotePort === undefined
        ? Promise.resolve(ask === undefined)
        : ask(socket.remotePort).then(
            (uid) => uid !== undefined && (uid === process.getuid?.() || uid === 0),
          );
    asked.set(socket, asking);
    return asking;
  };
};

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { servers, talks, isOwn, port }: Inside,
): Promise<void> {
  const why =
    whyNotIn(request, port) ??
    ((await isOwn(request.socket)) ? undefined : 'only programs of the person themselves may ask here');
  if (why !== undefined) return answerJson(response, 403, errorText(INVALID_REQUEST, why));
  if (await answerOAuth(request, response, { servers, isRight: isSame })) return;
  const [, key = '', id = ''] = PATH.exec(request.url ?? '') ?? [];
  const server = servers.find((right) => isSame(right, key), id);
  if (server === undefined)
    return answerJson(
      response,
      404,
      errorText(INVALID_REQUEST, 'no such server; run `sallyport install mcp` again'),
    );
  const session = headerOf(request, 'mcp-session-id');
  const revision = headerOf(request, 'mcp-protocol-version');
  const owner = ownerOf(request);
  const talkOf = (): Exchange['talk'] | undefined => talks.for(server, session, { revision, owner });
  const exchangeIn = (talk: Exchange['talk']): Exchange => ({
    request,
    response,
    server,
    talk,
    answerHeaders: (answer) => {
      const named = headerOf(answer, 'mcp-session-id');
      if (named !== undefined && named !== session) talks.named(server, named, { talk, owner });
      if (session !== undefined)
        talks.answered(server, session, { owner, isRefused: answer.statusCode === 401 });
      const headers = passedHeaders(answer.headers);
      const challenge = headers['www-authenticate'];
      if (typeof challenge === 'string')
        headers['www-authenticate'] = challengeOf(challenge, request, { key, server });
      return headers;
    },
  });
  const { method = '' } = request;
  switch (method) {
    case 'POST': {
      const body = await readWhole(request, MAX_LINE_BYTES);
      if (body === undefined)
        return answerJson(response, 413, errorText(INVALID_REQUEST, 'the message is longer than 32 MiB'));
      const talk = session === undefined && begins(body) ? talks.begin(server) : talkOf();
      return talk === undefined ? notYours(response) : post(exchangeIn(talk), body);
    }
    case 'GET': {
      const talk = talkOf();
      return talk === undefined ? notYours(response) : pass(exchangeIn(talk), 'GET');
    }
    case 'DELETE': {
      const talk = talkOf();
      if (talk === undefined) return notYours(response);
      await pass(exchangeIn(talk), 'DELETE');
      if (session !== undefined && response.statusCode < 300) talks.end(server, session);
      return;
    }
    default:
      response.setHeader('allow', 'GET, POST, DELETE');
      return answerJson(response, 405, errorText(INVALID_REQUEST, 'no such method'));
  }
}

/** Said as of a session that there is none of: its client begins a new one. */
const notYours = (response: ServerResponse): void =>
  answerJson(response, 404, errorText(NO_SESSION, 'Session not found'));
const NO_SESSION = -32_001;

/** Who a server takes the client for, and nothing that could be used as it. */
const ownerOf = ({ headers: { authorization = '' } }: IncomingMessage): string =>
  createHash('sha256').update(authorization).digest('base64');

/** A name that a page's own server resolves to us brings the page's name with it. */
function whyNotIn(request: IncomingMessage, port: number): string | undefined {
  const host = request.headers.host ?? '';
  if (!URL.canParse(`http://${host}`)) return 'the Host is no name of this machine';
  const { hostname, port: named } = new URL(`http://${host}`);
  if (!isLoopback(hostname) || Number(named || 80) !== port) return 'the Host is no name of this machine';
  const { origin } = request.headers;
  if (origin === undefined) return undefined;
  return URL.canParse(origin) && isLoopback(new URL(origin).hostname) ? undefined : 'pages may not ask here';
}

const begins = (body: Buffer): boolean => {
  if (!body.includes('"initialize"')) return false;
  const message = parseBody(body);
  return (
    typeof message === 'object' && message !== null && 'method' in message && message.method === 'initialize'
  );
};

const headerOf = (message: IncomingMessage, name: string): string | undefined => {
  const value = message.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const isSame = (left: string, right: string): boolean => {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
};

const portOf = (server: Server): number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};
