import { readFileSync } from 'node:fs';

/** As `/proc/net/tcp` writes an address: the four bytes in the machine's order, then the port, in capital hexadecimals. */
const LOOPBACK = '0100007F';
const ESTABLISHED = '01';

/** A process of another user that has only connected shows its own user here; this is the kernel's word, not the peer's. */
export const uidInTable = (table: string, peerPort: number, ownPort: number): number | undefined => {
  const peer = `${LOOPBACK}:${hexPort(peerPort)} ${LOOPBACK}:${hexPort(ownPort)} `;
  const at = table.indexOf(peer);
  if (at === -1) return undefined;
  const end = table.indexOf('\n', at);
  const [, , state, , , , uid, , inode] = table.slice(at, end === -1 ? undefined : end).split(/ +/);
  // A socket whose process has let it go is shown as root's; only a living one says whose it is.
  if (state !== ESTABLISHED || inode === '0' || uid === undefined || !/^\d+$/.test(uid)) return undefined;
  return Number(uid);
};

const hexPort = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');

/** Whose process holds the other end of a loopback connection; nothing when that can't be known for certain. */
export function uidOfPeer(
  peerPort: number,
  ownPort: number,
  tableFile = '/proc/net/tcp',
): number | undefined {
  try {
    return uidInTable(readFileSync(tableFile, 'latin1'), peerPort, ownPort);
  } catch {
    return undefined;
  }
}
