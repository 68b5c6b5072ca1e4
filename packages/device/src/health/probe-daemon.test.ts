import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testMachine } from '../../test/install/test-machine.ts';
import { PROBE_EVENT, probeDaemon } from './probe-daemon.ts';

const listen = async (socket: string, token: string): Promise<Server> => {
  const server = createServer((request, response) => {
    const known = request.headers['x-sallyport-token'] === token && request.url === `/hook/${PROBE_EVENT}`;
    response.writeHead(known ? 204 : 401).end();
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return server;
};

describe('probeDaemon', () => {
  it('tells whether the daemon is up and takes the token on disk', async () => {
    await using machine = await testMachine();
    const socket = join(machine.root, 'hook.sock');
    const right = await machine.put('right', 'X-Sallyport-Token: abc\n');
    const wrong = await machine.put('wrong', 'X-Sallyport-Token: abd\n');
    const server = await listen(socket, 'abc');
    expect(await probeDaemon(socket, right)).toEqual({ kind: 'up', tokenAccepted: true });
    expect(await probeDaemon(socket, wrong)).toEqual({ kind: 'up', tokenAccepted: false });
    expect(await probeDaemon(socket, join(machine.root, 'none'))).toEqual({
      kind: 'up',
      tokenAccepted: null,
    });
    await new Promise((resolve) => server.close(resolve));
    expect(await probeDaemon(socket, right)).toEqual({ kind: 'down', why: 'ENOENT' });
  });
});
