import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { clientToolsOf, type ModelRequest, type Script, type ScriptedTurn } from './model-request.ts';
import { streamOf, wholeOf } from './model-stream.ts';

/** A fake Messages API on loopback. It says what its script says and keeps what it was asked. */
export interface ModelServer {
  /** The value for `ANTHROPIC_BASE_URL`. */
  readonly url: string;
  /** Every request for a message so far, side requests too. */
  readonly requests: readonly ModelRequest[];
  close(): Promise<void>;
}

const DONE: ScriptedTurn = [{ type: 'text', text: 'done' }];

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  // Without an encoding set, a request yields buffers.
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const fieldOf = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null
    ? Object.entries(body).find(([key]) => key === name)?.[1]
    : undefined;

const modelOf = (body: unknown): string => {
  const model = fieldOf(body, 'model');
  return typeof model === 'string' ? model : 'fake';
};

const headersOf = (request: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));

export const startModelServer = async (script: Script): Promise<ModelServer> => {
  const requests: ModelRequest[] = [];
  let mainTurns = 0;
  let answered = 0;

  const turnFor = (request: ModelRequest): ScriptedTurn => {
    if (!request.main) return DONE;
    const turn = mainTurns++;
    return typeof script === 'function' ? script(request, turn) : (script[turn] ?? DONE);
  };

  const answerMessage = (request: ModelRequest, response: ServerResponse): void => {
    const id = `msg_${process.pid}x${answered++}`;
    const model = modelOf(request.body);
    const turn = turnFor(request);
    if (fieldOf(request.body, 'stream') === true) {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(streamOf(turn, id, model));
    } else {
      response.writeHead(200, { 'content-type': 'application/json' }).end(wholeOf(turn, id, model));
    }
  };

  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = incoming.url ?? '/';
    const text = await readBody(incoming);
    if (path.startsWith('/v1/messages/count_tokens')) {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"input_tokens":10}');
    } else if (path.startsWith('/v1/messages') && incoming.method === 'POST') {
      const body = parse(text);
      const tools = clientToolsOf(body);
      const request = { path, headers: headersOf(incoming), body, text, main: tools.length > 0, tools };
      requests.push(request);
      answerMessage(request, response);
    } else {
      // `HEAD /` is the client's reachability check; anything else is an optional service this fake doesn't have.
      response.writeHead(incoming.method === 'HEAD' ? 200 : 404).end();
    }
  };

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('model server has no port');

  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
