import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** A server over HTTP that wants a token made for its own name, and who makes them, each on a port of its own. */
export type LoginServer = AsyncDisposable & {
  readonly url: string;
  /** Whom tokens were asked for, at the page and where they are made. */
  readonly resources: readonly (string | null)[];
  /** Everything that either was sent: addresses, headers, bodies. */
  readonly heard: readonly string[];
};

type Grant = { readonly challenge: string; readonly resource: string; readonly redirect: string };

export async function loginServer(tool: string): Promise<LoginServer> {
  const resources: (string | null)[] = [];
  const heard: string[] = [];
  const grants = new Map<string, Grant>();
  const tokens = new Map<string, string>();
  const listen = async (
    answer: (request: IncomingMessage, body: string, response: ServerResponse) => void,
  ): Promise<Server> => {
    const server = createServer((request, response) => {
      const take = (body: string): void => {
        heard.push(`${request.url} ${JSON.stringify(request.headers)} ${body}`);
        answer(request, body, response);
      };
      void text(request).then(take);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return server;
  };

  const login = await listen((request, body, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', originOf(login));
    switch (pathname) {
      case '/.well-known/oauth-authorization-server':
        return json(response, 200, {
          issuer: originOf(login),
          authorization_endpoint: `${originOf(login)}/authorize`,
          token_endpoint: `${originOf(login)}/token`,
          registration_endpoint: `${originOf(login)}/register`,
          response_types_supported: ['code'],
          code_challenge_methods_supported: ['S256'],
          token_endpoint_auth_methods_supported: ['none'],
        });
      case '/register': {
        const wanted = JSON.parse(body) as object;
        return json(response, 201, { ...wanted, client_id: randomUUID() });
      }
      case '/authorize': {
        const code = randomUUID();
        const resource = searchParams.get('resource');
        resources.push(resource);
        const redirect = searchParams.get('redirect_uri') ?? '';
        const challenge = searchParams.get('code_challenge') ?? '';
        grants.set(code, { challenge, resource: resource ?? '', redirect });
        const back = new URL(redirect);
        back.searchParams.set('code', code);
        return void response.writeHead(302, { location: back.href }).end();
      }
      case '/token': {
        const words = new URLSearchParams(body);
        const resource = words.get('resource');
        resources.push(resource);
        const grant = grants.get(words.get('code') ?? '');
        grants.delete(words.get('code') ?? '');
        const proof = createHash('sha256')
          .update(words.get('code_verifier') ?? '')
          .digest('base64url');
        if (
          grant === undefined ||
          grant.challenge !== proof ||
          grant.resource !== resource ||
          grant.redirect !== words.get('redirect_uri')
        )
          return json(response, 400, { error: 'invalid_grant' });
        const token = randomUUID();
        tokens.set(token, grant.resource);
        return json(response, 200, { access_token: token, token_type: 'Bearer', expires_in: 3600 });
      }
      default:
        return json(response, 404, {});
    }
  });
  const server = await listen((request, body, response) => {
    const own = `${originOf(server)}/mcp`;
    const documentAt = '/.well-known/oauth-protected-resource/mcp';
    if (request.url === documentAt)
      return json(response, 200, { resource: own, authorization_servers: [originOf(login)] });
    const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
    // Made for it and nobody else.
    if (tokens.get(token) !== own)
      return void response
        .writeHead(401, { 'www-authenticate': `Bearer resource_metadata="${originOf(server)}${documentAt}"` })
        .end();
    if (request.method !== 'POST') return void response.writeHead(405).end();
    // What a real client sends.
    const { id, method } = JSON.parse(body) as { id?: unknown; method?: unknown };
    if (id === undefined) return void response.writeHead(202).end();
    return json(response, 200, { jsonrpc: '2.0', id, result: resultOf(method, tool) });
  });

  return {
    url: `${originOf(server)}/mcp`,
    resources,
    heard,
    [Symbol.asyncDispose]: async () => {
      for (const each of [server, login]) {
        each.closeAllConnections();
        await new Promise((resolve) => each.close(resolve));
      }
    },
  };
}

const resultOf = (method: unknown, tool: string): object => {
  if (method === 'initialize')
    return {
      protocolVersion: '2025-11-25',
      capabilities: { tools: {} },
      serverInfo: { name: 'login', version: '1' },
    };
  if (method === 'tools/list') return { tools: [{ name: tool, inputSchema: { type: 'object' } }] };
  return { content: [{ type: 'text', text: 'you are in' }] };
};

const json = (response: ServerResponse, status: number, document: object): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document));

const originOf = (server: Server): string => {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
};
