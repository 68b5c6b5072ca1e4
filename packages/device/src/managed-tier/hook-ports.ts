/**
 * The doors of a managed machine. The service manager holds every one of them, so nobody can listen in our place while
 * we are down, and each call waits in its queue until we are back. There is no token that somebody could read: a
 * user's own socket lets nobody else in, and on the loopback port the kernel says whose process is at the other end.
 */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { serveHook, type Admission, type HookHandler } from '../hook-endpoint/hook-server.ts';
import { createPeerLookup } from './peer-uid.ts';
import type { Person } from './people.ts';

/** More than a busy client needs; one user's flood must not take the others' calls. */
const MAX_CONNECTIONS_PER_USER = 256;

/** Listening sockets that the service manager has handed over. */
export type HandedOver = {
  readonly port: number;
  readonly portDescriptor: number;
  /** Sockets that only one user can connect to, by that user's number. */
  readonly userDescriptors: ReadonlyMap<number, number>;
};

type Doors = HookHandler & { personOf: (uid: number) => Promise<Person | undefined> };

const refusal = (status: 403 | 503, why: string): Admission => ({ admitted: false, status, why });

export async function startHookPorts(listening: HandedOver, doors: Doors): Promise<readonly Server[]> {
  const servers = [await listenOn(listening.portDescriptor, onPort(listening.port, doors))];
  for (const [uid, descriptor] of listening.userDescriptors)
    servers.push(await listenOn(descriptor, onOwnSocket(uid, doors)));
  return servers;
}

async function listenOn(descriptor: number, listener: RequestListener): Promise<Server> {
  const server = createServer(listener);
  // A hook holds its connection while a person decides; its own deadline ends it.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ fd: descriptor }, resolve);
  });
  return server;
}

/** The file's owner is this user, and nobody else may connect: the file system has asked already. */
function onOwnSocket(uid: number, doors: Doors): RequestListener {
  const admit = async (): Promise<Admission> => admissionOf(uid, await doors.personOf(uid));
  return (request, response) => void serveHook(request, response, doors, { host: 'localhost', admit });
}

const admissionOf = (uid: number, person: Person | undefined): Admission =>
  person === undefined
    ? refusal(403, `user ${uid} is not known on this machine`)
    : { admitted: true, person };

function onPort(port: number, doors: Doors): RequestListener {
  const uidOf = createPeerLookup(port);
  const connections = new Map<number, number>();
  const admissions = new WeakMap<Socket, Promise<Admission>>();
  const admitPeer = async (socket: Socket): Promise<Admission> => {
    const uid = socket.remotePort === undefined ? undefined : await uidOf(socket.remotePort);
    if (uid === undefined || socket.destroyed) return refusal(403, 'whose process this is could not be told');
    const count = (connections.get(uid) ?? 0) + 1;
    if (count > MAX_CONNECTIONS_PER_USER) return refusal(503, 'too many connections of one user');
    connections.set(uid, count);
    socket.once('close', () => {
      const left = (connections.get(uid) ?? 1) - 1;
      if (left > 0) connections.set(uid, left);
      else connections.delete(uid);
    });
    return admissionOf(uid, await doors.personOf(uid));
  };
  // Asked once a connection: the process at the other end can hand its socket on, but only to whom it trusts.
  const admit = ({ socket }: IncomingMessage): Promise<Admission> => {
    const asked = admissions.get(socket) ?? admitPeer(socket);
    admissions.set(socket, asked);
    return asked;
  };
  return (request, response) =>
    void serveHook(request, response, doors, { host: `127.0.0.1:${port}`, admit });
}
