import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What was asked of the judge, whichever of the two forms it came in. */
export interface JudgeRequest {
  readonly form: 'anthropic' | 'openai';
  readonly headers: Readonly<Record<string, string>>;
  readonly system: string;
  readonly text: string;
}

/** `yes` or `no` for each question in turn; or how the server misbehaves. */
export type JudgeReply =
  readonly ('yes' | 'no')[] | 'silence' | 'garbage' | 'prose' | 'status 500' | 'redirect' | 'endless';

export interface JudgeServer {
  readonly url: string;
  readonly requests: readonly JudgeRequest[];
  close(): Promise<void>;
}

const answersOf = (reply: readonly ('yes' | 'no')[]) => ({
  answers: reply.map((answer, index) => ({ question: index + 1, answer, why: 'as scripted' })),
});

const bodies = {
  anthropic: (answers: unknown) => ({
    type: 'message',
    role: 'assistant',
    stop_reason: 'tool_use',
    content: [
      { type: 'text', text: 'Let me see.' },
      { type: 'tool_use', id: 'toolu_1', name: 'answer', input: answers },
    ],
  }),
  openai: (answers: unknown) => ({
    object: 'chat.completion',
    choices: [
      { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: JSON.stringify(answers) } },
    ],
  }),
} as const;

/** A fake model on loopback that answers questions of policy as its script says. */
export const startJudgeServer = async (
  script: (request: JudgeRequest) => JudgeReply,
): Promise<JudgeServer> => {
  const requests: JudgeRequest[] = [];
  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    // Without an encoding set, a request yields buffers.
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const form = incoming.url === '/v1/messages' ? 'anthropic' : 'openai';
    const request = {
      form,
      headers: headersOf(incoming),
      ...saidIn(JSON.parse(Buffer.concat(chunks).toString())),
    } as const;
    requests.push(request);
    const reply = script(request);
    if (typeof reply !== 'string') {
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(bodies[form](answersOf(reply))));
    } else misbehave(reply, response);
  };
  const server = createServer((incoming, response) => void handle(incoming, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  // It listens on a port, so this is no name of a socket.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
};

const misbehave = (reply: Extract<JudgeReply, string>, response: ServerResponse): void => {
  switch (reply) {
    case 'silence':
      return;
    case 'garbage':
      response.writeHead(200).end('{"content": [');
      return;
    case 'prose':
      response.writeHead(200).end(JSON.stringify({ content: [{ type: 'text', text: 'No, all is well.' }] }));
      return;
    case 'status 500':
      response.writeHead(500).end('overloaded');
      return;
    case 'redirect':
      response.writeHead(307, { location: 'http://127.0.0.1:9/elsewhere' }).end();
      return;
    case 'endless': {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write(' '.repeat(65_536)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    }
  }
};

const headersOf = (request: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));

/** Both forms have the user's words last; one has the system's beside them, the other before. */
const saidIn = (body: {
  system?: string;
  messages: readonly { role: string; content: string }[];
}): { system: string; text: string } => ({
  system: body.system ?? body.messages.find(({ role }) => role === 'system')?.content ?? '',
  text: body.messages.at(-1)?.content ?? '',
});
