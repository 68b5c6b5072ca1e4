/**
 * The loopback port behind hooks of a managed machine. The service manager holds it, so nobody can listen in our
 * place while we are down, and every call waits in its queue until we are back. There is no token that somebody
 * could read: the kernel says whose process is at the other end, and that user is whom the call is about.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { serveHook, type Admission, type HookHandler } from '../hook-endpoint/hook-server.ts';
import { uidOfPeer } from './peer-uid.ts';
import type { Person } from './people.ts';

/** More than a busy client needs; one user's flood must not take the others' calls. */
const MAX_CONNECTIONS_PER_USER = 256;

export type HookPortOptions = HookHandler & {
  /** The listening socket that the service manager has handed over. */
  descriptor: number;
  port: number;
  personOf: (uid: number) => Promise<Person | undefined>;
};

export async function startHookPort(options: HookPortOptions): Promise<Server> {
  const { descriptor, port, personOf } = options;
  const connections = new Map<number, number>();
  const admissions = new WeakMap<Socket, Promise<Admission>>();
  const admitPeer = async (socket: Socket): Promise<Admission> => {
    const uid = socket.remotePort === undefined ? undefined : uidOfPeer(socket.remotePort, port);
    if (uid === undefined) return refusal(403, 'whose process this is could not be told');
    const count = (connections.get(uid) ?? 0) + 1;
    if (count > MAX_CONNECTIONS_PER_USER) return refusal(503, 'too many connections of one user');
    connections.set(uid, count);
    socket.once('close', () => {
      const left = (connections.get(uid) ?? 1) - 1;
      if (left > 0) connections.set(uid, left);
      else connections.delete(uid);
    });
    const person = await personOf(uid);
    return person === undefined
      ? refusal(403, `user ${uid} is not known on this machine`)
      : { admitted: true, person };
  };
  // Asked once a connection: the process at the other end can hand its socket on, but only to whom it trusts.
  const admit = ({ socket }: IncomingMessage): Promise<Admission> => {
    const asked = admissions.get(socket) ?? admitPeer(socket);
    admissions.set(socket, asked);
    return asked;
  };
  const server = createServer(
    (request, response) => void serveHook(request, response, options, { host: `127.0.0.1:${port}`, admit }),
  );
  // A hook holds its connection while a person decides; its own deadline ends it.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ fd: descriptor }, resolve);
  });
  return server;
}

const refusal = (status: 403 | 503, why: string): Admission => ({ admitted: false, status, why });
