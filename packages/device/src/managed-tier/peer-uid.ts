import { readFile } from 'node:fs/promises';

/** As `/proc/net/tcp` writes an address: the four bytes in the machine's order, then the port, in capital hexadecimals. */
const LOOPBACK = '0100007F';
const ESTABLISHED = '01';

const hexPort = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');

/**
 * Whose processes hold the other ends of the connections to `ownPort`, by their ports. A socket whose process has let
 * it go is shown as root's, so only established ones with a file behind them are in here.
 */
export const peersOf = (table: string, ownPort: number): ReadonlyMap<number, number> => {
  const peers = new Map<number, number>();
  const ours = ` ${LOOPBACK}:${hexPort(ownPort)} ${ESTABLISHED} `;
  for (let at = table.indexOf(ours); at !== -1; at = table.indexOf(ours, at + 1)) {
    const lineEnd = table.indexOf('\n', at);
    const start = table.lastIndexOf('\n', at) + 1;
    const [, local, , , , , , uid, , inode] = table
      .slice(start, lineEnd === -1 ? undefined : lineEnd)
      .trim()
      .split(/ +/);
    const [address, port] = local?.split(':') ?? [];
    if (
      address !== LOOPBACK ||
      port === undefined ||
      !/^\d+$/.test(uid ?? '') ||
      !/^[1-9]\d*$/.test(inode ?? '')
    )
      continue;
    peers.set(Number.parseInt(port, 16), Number(uid));
  }
  return peers;
};

/**
 * Asks the kernel whose process is at the other end of a connection. It has no way to ask about one: a look at its
 * table walks through all of it and takes some milliseconds, more the more memory the machine has. So one look
 * answers for every connection that was there when it began, and nobody waits in a thread that serves others.
 */
export const createPeerLookup = (
  ownPort: number,
  readTable: () => Promise<string> = async () => readFile('/proc/net/tcp', 'latin1'),
): ((peerPort: number) => Promise<number | undefined>) => {
  let next: Promise<ReadonlyMap<number, number>> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const look = async (): Promise<ReadonlyMap<number, number>> => {
    await last;
    // Who asks from here on may have connected after the kernel has passed its place.
    next = undefined;
    try {
      return peersOf(await readTable(), ownPort);
    } catch {
      return new Map();
    }
  };
  return async (peerPort) => {
    if (next === undefined) {
      next = look();
      last = next;
    }
    return (await next).get(peerPort);
  };
};
