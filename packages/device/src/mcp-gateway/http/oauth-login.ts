/**
 * Logging in at a server behind the gateway. It owns the four addresses that a client comes by on its way to a token, and keeps
 * nothing: codes, secrets and tokens go through and are in no log. The person's own browser and their client do the rest with whoever
 * makes the tokens, under the client's own name: there is no name of ours that somebody could borrow.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readWhole } from './exchange.ts';
import { answerJson } from './http-words.ts';
import {
  challengeThrough,
  endsOf,
  isFrom,
  isNameOf,
  issuerAddresses,
  issuerThrough,
  mayReach,
  namedAnew,
  resourceAddresses,
  resourceName,
  resourceThrough,
  type OAuthDocument,
} from './oauth-documents.ts';
import { openSeal, SEAL, sealLead, type OAuthLead, type SealUse } from './oauth-seal.ts';
import { remoteServerId, type RemoteServer, type RemoteServers } from './remote-servers.ts';
import { askUpstream } from './upstream.ts';

const MAX_DOCUMENT_BYTES = 1024 * 1024;
const DEADLINE_MS = 20_000;
/** What a client asks about beside that is not looked up. */
const MAX_ISSUERS = 4;

const RESOURCE = new RegExp(
  String.raw`^/\.well-known/oauth-protected-resource/mcp/([\w-]{32,64})/([0-9a-f]{16})(?:\?at=(${SEAL.source}))?$`,
);
const ISSUER = new RegExp(
  String.raw`^/\.well-known/(?:oauth-authorization-server|openid-configuration)/oauth/as/(${SEAL.source})$`,
);
const OPEN_ID = new RegExp(String.raw`^/oauth/as/(${SEAL.source})/\.well-known/openid-configuration$`);
const AUTHORIZE = new RegExp(String.raw`^/oauth/authorize/(${SEAL.source})(?:\?(.*))?$`);
const TOKEN = new RegExp(String.raw`^/oauth/token/(${SEAL.source})$`);

/** Where a client of this request finds us. */
const originOf = ({ headers }: IncomingMessage): string => `http://${headers.host ?? ''}`;

export type OAuthParts = {
  readonly servers: RemoteServers;
  readonly isRight: (key: string, given: string) => boolean;
};

/** False where the request is about something else. */
export async function answerOAuth(
  request: IncomingMessage,
  response: ServerResponse,
  { servers, isRight }: OAuthParts,
): Promise<boolean> {
  const path = request.url ?? '';
  const key = servers.key();
  if (key === undefined || !/^\/(?:\.well-known|oauth)\//.test(path)) return false;
  const from: Place = { request, response, key };
  const lead = (use: SealUse, sealed: string): Led | undefined => {
    const opened = openSeal(key, use, sealed);
    const server = opened === undefined ? undefined : servers.find(() => true, opened.server);
    return opened === undefined || server === undefined ? undefined : { ...opened, of: server };
  };
  const isRead = request.method === 'GET';
  const [, given = '', id = '', at] = (isRead ? RESOURCE.exec(path) : null) ?? [];
  const server = servers.find((right) => isRight(right, given), id);
  if (server !== undefined) {
    const place = at === undefined ? undefined : lead('metadata', at);
    if (at !== undefined && place?.of !== server) return false;
    await tellResource(from, server, place?.url);
    return true;
  }
  const [, issuerSeal] = (isRead ? (ISSUER.exec(path) ?? OPEN_ID.exec(path)) : null) ?? [];
  const issuer = issuerSeal === undefined ? undefined : lead('issuer', issuerSeal);
  if (issuer !== undefined) {
    await tellIssuer(from, issuer);
    return true;
  }
  const [, authorizeSeal, words = ''] = (isRead ? AUTHORIZE.exec(path) : null) ?? [];
  const authorize = authorizeSeal === undefined ? undefined : lead('authorize', authorizeSeal);
  if (authorize !== undefined) {
    sendOn(from, authorize, words);
    return true;
  }
  const [, tokenSeal] = (request.method === 'POST' ? TOKEN.exec(path) : null) ?? [];
  const token = tokenSeal === undefined ? undefined : lead('token', tokenSeal);
  if (token === undefined) return false;
  await fetchToken(from, token);
  return true;
}

/** What a server's refusal becomes, so that its client asks us what to do. */
export const challengeOf = (
  header: string,
  request: IncomingMessage,
  { key, server }: { readonly key: string; readonly server: RemoteServer },
): string => {
  const id = remoteServerId(server);
  const ours = `${originOf(request)}/.well-known/oauth-protected-resource/mcp/${key}/${id}`;
  return challengeThrough(header, (theirs) =>
    mayReach(server, theirs)
      ? `${ours}?at=${sealLead(key, 'metadata', { server: id, url: theirs, resource: '' })}`
      : ours,
  );
};

type Place = { readonly request: IncomingMessage; readonly response: ServerResponse; readonly key: string };
type Led = OAuthLead & { readonly of: RemoteServer };

async function tellResource(
  { request, response, key }: Place,
  server: RemoteServer,
  at: string | undefined,
): Promise<void> {
  const own = new URL(server.url);
  const given = await firstOf(server, at === undefined ? resourceAddresses(server.url) : [at], request);
  // One from before there was such a document makes its tokens itself, and has no name for that.
  const document = given ?? {};
  const resource = document['resource'];
  if (given !== undefined && !isNameOf(resource, server.url))
    return refuse(response, `the server \`${server.name}\` says that it is another one`);
  const listed = document['authorization_servers'];
  const issuers = (Array.isArray(listed) && listed.length > 0 ? listed : [own.origin]).slice(0, MAX_ISSUERS);
  const through: string[] = [];
  for (const issuer of issuers) {
    if (typeof issuer !== 'string' || !mayReach(server, issuer)) continue;
    const about = await issuerDocument(server, issuer, request);
    if (about === undefined) continue;
    // It signs its answers with its own name, which a client compares with where it went: that has to be there.
    const isItself = about['authorization_response_iss_parameter_supported'] === true;
    through.push(
      isItself
        ? issuer
        : issuerAt(request, key, {
            server: remoteServerId(server),
            url: issuer,
            resource: typeof resource === 'string' ? resource : '',
          }),
    );
  }
  if (through.length === 0) {
    if (given === undefined) return answerDocument(response, 404, { error: 'not_found' });
    return refuse(response, `whoever makes tokens for \`${server.name}\` can't be asked`);
  }
  answerDocument(response, 200, resourceThrough(document, resourceName(originOf(request)), through));
}

async function tellIssuer({ request, response, key }: Place, { of: server, ...lead }: Led): Promise<void> {
  const document = await issuerDocument(server, lead.url, request);
  const ends = document === undefined ? undefined : endsOf(server, document);
  if (document === undefined || ends === undefined)
    return refuse(response, `whoever makes tokens for \`${server.name}\` can't be asked`);
  const origin = originOf(request);
  const end = (use: 'authorize' | 'token'): string =>
    `${origin}/oauth/${use}/${sealLead(key, use, { ...lead, url: ends[use] })}`;
  answerDocument(
    response,
    200,
    issuerThrough(server, document, issuerAt(request, key, lead), {
      authorize: end('authorize'),
      token: end('token'),
    }),
  );
}

/** A person's browser goes on to where they log in. */
function sendOn({ request, response }: Place, { url, resource }: OAuthLead, words: string): void {
  const named = namedAnew(new URLSearchParams(words), originOf(request), resource);
  if (named === undefined) return answerDocument(response, 400, { error: 'invalid_target' });
  const target = new URL(url);
  for (const [name, value] of named) target.searchParams.append(name, value);
  response.writeHead(302, {
    location: target.href,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'content-length': 0,
  });
  response.end();
}

async function fetchToken({ request, response }: Place, { of: server, url, resource }: Led): Promise<void> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  const body = await readWhole(request, MAX_DOCUMENT_BYTES);
  if (type !== 'application/x-www-form-urlencoded' || body === undefined)
    return answerDocument(response, 400, { error: 'invalid_request' });
  const words = namedAnew(new URLSearchParams(body.toString('utf8')), originOf(request), resource);
  if (words === undefined) return answerDocument(response, 400, { error: 'invalid_target' });
  const { authorization } = request.headers;
  try {
    const answer = await askUpstream({
      server: { name: server.name, url },
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        ...(authorization === undefined ? {} : { authorization }),
      },
      body: words.toString(),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    const text = await readWhole(answer, MAX_DOCUMENT_BYTES);
    const document = text === undefined ? undefined : documentIn(text);
    const status = answer.statusCode ?? 502;
    if (document === undefined || (status >= 300 && status < 400)) return refuse(response, NO_TOKEN);
    answerDocument(response, status, document);
  } catch {
    // What failed is not said to the log: it may hold what was sent.
    refuse(response, NO_TOKEN);
  }
}
const NO_TOKEN = 'whoever makes the tokens gave no answer that can be read';

const issuerAt = (request: IncomingMessage, key: string, lead: OAuthLead): string =>
  `${originOf(request)}/oauth/as/${sealLead(key, 'issuer', lead)}`;

async function issuerDocument(
  server: RemoteServer,
  issuer: string,
  request: IncomingMessage,
): Promise<OAuthDocument | undefined> {
  const document = await firstOf(server, issuerAddresses(issuer), request);
  return document !== undefined && isFrom(issuer, document) ? document : undefined;
}

async function firstOf(
  server: RemoteServer,
  addresses: readonly string[],
  { headers }: IncomingMessage,
): Promise<OAuthDocument | undefined> {
  const revision = headers['mcp-protocol-version'];
  for (const url of addresses) {
    try {
      const answer = await askUpstream({
        server: { name: server.name, url },
        method: 'GET',
        headers: {
          accept: 'application/json',
          ...(revision === undefined ? {} : { 'mcp-protocol-version': revision }),
        },
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
      if (answer.statusCode !== 200) {
        answer.destroy();
        continue;
      }
      const text = await readWhole(answer, MAX_DOCUMENT_BYTES);
      const document = text === undefined ? undefined : documentIn(text);
      if (document !== undefined) return document;
    } catch {
      // Not there; another place may have it.
    }
  }
  return undefined;
}

function documentIn(text: Buffer): OAuthDocument | undefined {
  try {
    const parsed: unknown = JSON.parse(text.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? // An object read from JSON.
        (parsed as OAuthDocument)
      : undefined;
  } catch {
    return undefined;
  }
}

/** In the form of OAuth's own errors. */
const refuse = (response: ServerResponse, why: string): void =>
  answerDocument(response, 502, { error: 'server_error', error_description: why });

const answerDocument = (response: ServerResponse, status: number, document: OAuthDocument): void =>
  answerJson(response, status, JSON.stringify(document), { 'cache-control': 'no-store' });
