import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createPeerLookup, peersOf } from './peer-uid.ts';

const HEADER =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const row = (local: string, remote: string, state: string, uid: number, inode: number): string =>
  `   1: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000 ${String(uid).padStart(5)}        0 ${inode} 1 0000 20 4 30 10 -1\n`;
const [PEER, OURS] = ['0100007F:C350', '0100007F:038B'];

describe('peersOf', () => {
  it('reads users from the rows of the callers, not from those of our own ends', () => {
    const table =
      HEADER +
      row(OURS, PEER, '01', 0, 11) +
      row(PEER, OURS, '01', 1000, 12) +
      row('0100007F:C351', OURS, '01', 1001, 13);
    expect([...peersOf(table, 907)]).toEqual([
      [50_000, 1000],
      [50_001, 1001],
    ]);
  });

  it.for([
    ['a connection that its process has let go, which the kernel shows as root', row(PEER, OURS, '06', 0, 0)],
    ['a half-closed one', row(PEER, OURS, '05', 1000, 12)],
    ['one without a file behind it', row(PEER, OURS, '01', 0, 0)],
    ['one to another port', row(PEER, '0100007F:038C', '01', 1000, 12)],
    ['one from another address', row('0200007F:C350', OURS, '01', 1000, 12)],
    ['a cut line', `   1: ${PEER} ${OURS} 01 0000`],
    ['nothing', ''],
  ] as const)('says nothing about %s', ([, text]) => {
    expect([...peersOf(HEADER + text, 907)]).toEqual([]);
  });
});

describe('createPeerLookup', () => {
  it('answers many with one look, and never with a look that began before they asked', async () => {
    const tables = [row(PEER, OURS, '01', 1000, 12), row(PEER, OURS, '01', 1001, 13)];
    const started: (() => void)[] = [];
    let looks = 0;
    const uidOf = createPeerLookup(907, async () => {
      const table = tables[looks++] ?? '';
      await new Promise<void>((resolve) => void started.push(resolve));
      return HEADER + table;
    });
    const first = uidOf(50_000);
    await new Promise((resolve) => setImmediate(resolve));
    const later = Promise.all([uidOf(50_000), uidOf(50_000), uidOf(1)]);
    started[0]?.();
    expect(await first).toBe(1000);
    await new Promise((resolve) => setImmediate(resolve));
    started[1]?.();
    expect(await later).toEqual([1001, 1001, undefined]);
    expect(looks).toBe(2);
  });

  it('knows nobody when the table can’t be read, and asks again the next time', async () => {
    let looks = 0;
    const uidOf = createPeerLookup(907, async () => {
      if (looks++ === 0) throw new Error('no such file');
      return HEADER + row(PEER, OURS, '01', 1000, 12);
    });
    expect(await uidOf(50_000)).toBeUndefined();
    expect(await uidOf(50_000)).toBe(1000);
  });

  it.runIf(process.getuid?.() === 0 && process.platform === 'linux')(
    'knows the user of a real connection of another user, and nothing of one that was closed',
    async () => {
      const server = createServer({ pauseOnConnect: true });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      // A TCP server that listens has an address of this form.
      const { port } = server.address() as AddressInfo;
      const uidOf = createPeerLookup(port);
      const caller = spawn('setpriv', [
        '--reuid=12345',
        '--regid=12345',
        '--clear-groups',
        process.execPath,
        '-e',
        `require('node:net').connect(${port}, '127.0.0.1'); setInterval(() => {}, 1000)`,
      ]);
      try {
        const [socket] = (await once(server, 'connection')) as [Socket];
        const peerPort = socket.remotePort ?? 0;
        expect(await uidOf(peerPort)).toBe(12345);
        const ended = once(caller, 'exit');
        execFileSync('kill', ['-KILL', String(caller.pid)]);
        await ended;
        expect(await uidOf(peerPort)).toBeUndefined();
        socket.destroy();
      } finally {
        caller.kill('SIGKILL');
        server.close();
      }
    },
  );
});
