import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One address for the model servers of many runs: managed settings pin the address, and each run has a key of its own. */
export interface ModelRouter {
  /** The value to pin as `ANTHROPIC_BASE_URL`. */
  readonly url: string;
  /** Gives a key whose requests go to the server at `url`. */
  lead(url: string): string;
  close(): Promise<void>;
}

export const startModelRouter = async (): Promise<ModelRouter> => {
  const servers = new Map<string, string>();
  const server = createServer((incoming, response) => {
    const target = servers.get(String(incoming.headers['x-api-key']));
    if (target === undefined) {
      // The client looks whether anybody is there before it sends its key.
      response.writeHead(incoming.method === 'HEAD' ? 200 : 401).end();
      return;
    }
    const onward = request(
      new URL(incoming.url ?? '/', target),
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP server that listens has an address of this form.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    lead: (url) => {
      const key = `sk-ant-test-${String(servers.size).padStart(3, '0')}`;
      servers.set(key, url);
      return key;
    },
    close: async () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
