import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request, type ClientRequest, type RequestOptions, type Server } from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_HOOK_BODY_BYTES, type HookCall } from '../hook-endpoint/hook-server.ts';
import { MAX_CONNECTIONS_PER_USER, onOwnSocket, onPort } from './hook-ports.ts';

/** Far fewer than the guard may hold, and more than one user may. */
const FLOOD = MAX_CONNECTIONS_PER_USER + 100;

const hex = (number: number): string => number.toString(16).toUpperCase().padStart(4, '0');

// It listens on a port.
const portOf = (server: Server): number => (server.address() as AddressInfo).port;

type Asked = { status: number | undefined; text: string };
const ask = (to: RequestOptions, body: (call: ClientRequest) => void): Promise<Asked> =>
  new Promise((resolve, reject) => {
    const call = request({ method: 'POST', path: '/http-hook/PreToolUse', ...to }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
    call.on('error', reject);
    body(call);
  });

describe.runIf(process.platform === 'linux')('the doors of a managed machine', () => {
  let folder: string;
  const flood: Socket[] = [];
  const servers: Server[] = [];
  const doors = {
    answer: async ({ person }: HookCall) => ({
      exitCode: 0 as const,
      stdout: person?.user ?? '',
      stderr: '',
    }),
    refused: () => {},
    failed: () => {},
    personOf: async (uid: number) => ({ uid, user: `user ${uid}`, home: '/home/ada' }),
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'doors-'));
  });
  afterEach(async () => {
    for (const socket of flood.splice(0)) socket.destroy();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    rmSync(folder, { recursive: true, force: true });
  });

  const openPort = async (readTable?: () => Promise<string>): Promise<number> => {
    const server: Server = onPort(() => portOf(server), doors, readTable).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return portOf(server);
  };
  const openSocket = async (): Promise<string> => {
    const path = join(folder, 'own.sock');
    const server = onOwnSocket(4711, doors).listen(path);
    servers.push(server);
    await once(server, 'listening');
    return path;
  };

  /** Connections that say nothing at all, and how many of them are still there when all were looked at. */
  const floodWith = async (open: () => Socket): Promise<number> => {
    let closed = 0;
    for (let index = 0; index < FLOOD; index++) {
      const socket = open();
      socket.on('error', () => {});
      socket.on('close', () => closed++);
      socket.resume();
      flood.push(socket);
    }
    await expect.poll(() => closed, { timeout: 10_000 }).toBe(FLOOD - MAX_CONNECTIONS_PER_USER);
    return FLOOD - closed;
  };

  it('hold so many silent connections of one user on the port, and no more', async () => {
    const port = await openPort();
    expect(await floodWith(() => connect(port, '127.0.0.1'))).toBe(MAX_CONNECTIONS_PER_USER);
  });

  it('hold so many on the socket of one user, and no more', async () => {
    const path = await openSocket();
    expect(await floodWith(() => connect(path))).toBe(MAX_CONNECTIONS_PER_USER);
  });

  it('know on the port whose process calls', async () => {
    const port = await openPort();
    const answered = await ask({ host: '127.0.0.1', port }, (call) => call.end('{}'));
    expect(answered).toEqual({ status: 200, text: `user ${process.getuid?.()}` });
  });

  it('read no more of one user’s payloads at a time than the guard has memory for, and go on afterwards', async () => {
    const socketPath = await openSocket();
    const to = { socketPath, headers: { host: 'localhost' } };
    const large = Buffer.alloc(MAX_HOOK_BODY_BYTES - 1, 'x');
    const open: ClientRequest[] = [];
    const answers = Array.from({ length: 3 }, () =>
      ask({ ...to, agent: false }, (call) => {
        open.push(call);
        call.write(large);
      }).catch(() => ({ status: 503, text: '' })),
    );
    // The third one is turned away while two wait for their end.
    expect((await Promise.race(answers)).status).toBe(503);
    for (const call of open) call.end();
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 200, 503]);
    expect((await ask(to, (call) => call.end(large))).status).toBe(200);
  });

  it('do not take a call for that of whoever got its port next', async () => {
    const person = 2002;
    let client: Socket | undefined;
    const names: string[] = [];
    const port = await openPort(async () => {
      if (client?.connecting === true) await once(client, 'connect');
      const row = ` 1: 0100007F:${hex(client?.localPort ?? 0)} 0100007F:${hex(port)} 01 0:0 00:0 0 ${person} 0 99 1\n`;
      // Gone, data and all already on their way, and another one stands in the table.
      client?.resetAndDestroy();
      return row;
    });
    const before = doors.personOf;
    doors.personOf = async (uid) => {
      names.push(String(uid));
      return before(uid);
    };
    try {
      client = connect(port, '127.0.0.1');
      flood.push(client);
      client.on('error', () => {});
      const closed = once(client, 'close');
      client.write(
        `POST /http-hook/PreToolUse HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 2\r\n\r\n{}`,
      );
      await closed;
      await ask({ host: '127.0.0.1', port }, (call) => call.end('{}'));
    } finally {
      doors.personOf = before;
    }
    expect(names).toEqual([]);
  });

  it.for([
    ['before it is answered', () => new Promise<void>((resolve) => setTimeout(resolve, 100))],
    ['while it is answered', () => Promise.resolve()],
  ] as const)('say of a call that nobody heard the answer when its sender goes %s', async ([, deciding]) => {
    const path = join(folder, 'own.sock');
    const unheard: string[] = [];
    const server = onOwnSocket(4711, {
      ...doors,
      answer: async (call) => {
        await deciding();
        return doors.answer(call);
      },
      unheard: (event) => unheard.push(event),
    });
    // The one that came while the guard was away, and went: what it sent is still there.
    const queue = createServer({ pauseOnConnect: true }).listen(path);
    await once(queue, 'listening');
    const client = connect(path);
    const [held] = (await once(queue, 'connection')) as [Socket];
    client.write('POST /hook/Stop HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}');
    await new Promise<void>((resolve) => client.end(resolve));
    client.destroy();
    server.emit('connection', held);
    held.resume();
    await expect.poll(() => unheard).toEqual(['Stop']);
    await new Promise((resolve) => queue.close(resolve));
  });
});
