/**
 * The doors of a managed machine. The service manager holds every one of them, so nobody can listen in our place while
 * we are down, and each call waits in its queue until we are back. There is no token that somebody could read: a
 * user's own socket lets nobody else in, and on the loopback port the kernel says whose process is at the other end.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import {
  hookServer,
  MAX_HOOK_BODY_BYTES,
  type Admission,
  type HookHandler,
  type TakeBytes,
} from '../hook-endpoint/hook-server.ts';
import { createPeerLookup } from './peer-uid.ts';
import type { Person } from './people.ts';

/** More than a busy client needs; one user's flood must not take the others' calls. */
export const MAX_CONNECTIONS_PER_USER = 256;
/** Of all payloads of one user that are being read or decided: two of the largest, or any number of ordinary ones. */
export const MAX_PAYLOAD_BYTES_PER_USER = 2 * MAX_HOOK_BODY_BYTES;

/** Listening sockets that the service manager has handed over. */
export type HandedOver = {
  readonly port: number;
  readonly portDescriptor: number;
  /** Sockets that only one user can connect to, by that user's number. */
  readonly userDescriptors: ReadonlyMap<number, number>;
  /** The same for the relays of their MCP servers. */
  readonly relayDescriptors: ReadonlyMap<number, number>;
};

type Doors = HookHandler & { personOf: (uid: number) => Promise<Person | undefined> };

const refusal = (status: 403 | 503, why: string): Admission => ({ admitted: false, status, why });

export async function startHookPorts(listening: HandedOver, doors: Doors): Promise<readonly Server[]> {
  const servers = [
    await listenOn(
      listening.portDescriptor,
      onPort(() => listening.port, doors),
    ),
  ];
  for (const [uid, descriptor] of listening.userDescriptors)
    servers.push(await listenOn(descriptor, onOwnSocket(uid, doors)));
  return servers;
}

async function listenOn(descriptor: number, server: Server): Promise<Server> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ fd: descriptor }, resolve);
  });
  return server;
}

/** The file's owner is this user, and nobody else may connect: the file system has asked already. */
export function onOwnSocket(uid: number, doors: Doors): Server {
  const takeBytes = payloadBudget();
  const admit = async (): Promise<Admission> => admissionOf(uid, await doors.personOf(uid), takeBytes);
  const server = hookServer(doors, { host: 'localhost', admit });
  server.maxConnections = MAX_CONNECTIONS_PER_USER;
  return server;
}

const admissionOf = (uid: number, person: Person | undefined, takeBytes: TakeBytes): Admission =>
  person === undefined
    ? refusal(403, `user ${uid} is not known on this machine`)
    : { admitted: true, person, takeBytes };

function payloadBudget(): TakeBytes {
  let taken = 0;
  return (bytes) => {
    if (taken + bytes > MAX_PAYLOAD_BYTES_PER_USER) return false;
    taken += bytes;
    return true;
  };
}

/** What one user holds on the port. */
type Holding = { connections: number; readonly takeBytes: TakeBytes };

export function onPort(port: () => number, doors: Doors, readTable?: () => Promise<string>): Server {
  let uidOf: ReturnType<typeof createPeerLookup> | undefined;
  const holdings = new Map<number, Holding>();
  const admissions = new WeakMap<Socket, Promise<Admission>>();
  const admitPeer = async (socket: Socket): Promise<Admission> => {
    uidOf ??= createPeerLookup(port(), readTable);
    const uid = socket.remotePort === undefined ? undefined : await uidOf(socket.remotePort);
    if (uid === undefined || socket.destroyed || !isStillConnected(socket))
      return refusal(403, 'whose process this is could not be told');
    const holding = holdings.get(uid) ?? { connections: 0, takeBytes: payloadBudget() };
    if (holding.connections >= MAX_CONNECTIONS_PER_USER)
      return refusal(503, 'too many connections of one user');
    holding.connections++;
    holdings.set(uid, holding);
    socket.once('close', () => {
      holding.connections--;
      if (holding.connections === 0) holdings.delete(uid);
    });
    return admissionOf(uid, await doors.personOf(uid), holding.takeBytes);
  };
  // Asked once a connection: the process at the other end can hand its socket on, but only to whom it trusts.
  const admit = ({ socket }: IncomingMessage): Promise<Admission> =>
    admissions.get(socket) ?? Promise.resolve(refusal(403, 'whose process this is could not be told'));
  const server = hookServer(doors, {
    get host() {
      return `127.0.0.1:${port()}`;
    },
    admit,
  });
  // As soon as it is there, because one that never says a word is counted too.
  server.on('connection', (socket) => {
    const asked = admitPeer(socket);
    admissions.set(socket, asked);
    void endOneTooMany(socket, asked);
  });
  return server;
}

async function endOneTooMany(socket: Socket, asked: Promise<Admission>): Promise<void> {
  const admission = await asked;
  if (!admission.admitted && admission.status === 503) socket.destroy();
}

/**
 * A peer that took its connection back during the look has left its port to whoever connects next, and the table names
 * that one. Then the kernel no longer knows our connection's other end; the names that Node remembers are older.
 */
function isStillConnected(socket: Socket): boolean {
  // Not public, and the only way to ask anew; without it nobody is believed.
  const { _handle: handle } = socket as { _handle?: { getpeername?: (name: object) => number } | null };
  return handle?.getpeername?.({}) === 0;
}
