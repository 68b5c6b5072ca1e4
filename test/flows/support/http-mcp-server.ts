import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';

/** A server of one tool over Streamable HTTP, with a session, that answers on a stream and keeps what it was asked. */
export type HttpMcpServer = AsyncDisposable & {
  readonly url: string;
  /** The session of each message that came. */
  readonly sessions: readonly (string | undefined)[];
  readonly authorizations: readonly (string | undefined)[];
};

export async function httpMcpServer(tool: {
  readonly name: string;
  readonly says: string;
}): Promise<HttpMcpServer> {
  const sessions: (string | undefined)[] = [];
  const authorizations: (string | undefined)[] = [];
  const resultOf = (method: unknown): object => {
    if (method === 'initialize')
      return {
        protocolVersion: '2025-06-18',
        capabilities: { tools: {} },
        serverInfo: { name: 'far', version: '1' },
      };
    if (method === 'tools/list')
      return { tools: [{ name: tool.name, description: 'reads', inputSchema: { type: 'object' } }] };
    return { content: [{ type: 'text', text: tool.says }] };
  };
  const server = createHttpServer((request, response) => {
    const answer = (body: string): void => {
      if (request.method !== 'POST') return void response.writeHead(405).end();
      // What a real client sends.
      const { id, method } = JSON.parse(body) as { id?: unknown; method?: unknown };
      const session = request.headers['mcp-session-id'];
      sessions.push(typeof session === 'string' ? session : undefined);
      authorizations.push(request.headers.authorization);
      if (id === undefined) return void response.writeHead(202).end();
      response.writeHead(200, { 'content-type': 'text/event-stream', 'mcp-session-id': 'one' });
      response.end(
        `event: message\ndata: ${JSON.stringify({ jsonrpc: '2.0', id, result: resultOf(method) })}\n\n`,
      );
    };
    void text(request).then(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${portOf(server)}/mcp`,
    sessions,
    authorizations,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One that nobody has at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const portOf = (server: ReturnType<typeof createServer>): number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};
