import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { uidInTable, uidOfPeer } from './peer-uid.ts';

const HEADER =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const row = (local: string, remote: string, state: string, uid: number, inode: number): string =>
  `   1: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000 ${String(uid).padStart(5)}        0 ${inode} 1 0000 20 4 30 10 -1\n`;
const [PEER, OURS] = ['0100007F:C350', '0100007F:038B'];

describe('uidInTable', () => {
  it('reads the user from the row of the caller, not from that of our own end', () => {
    const table = HEADER + row(OURS, PEER, '01', 0, 11) + row(PEER, OURS, '01', 1000, 12);
    expect(uidInTable(table, 50_000, 907)).toBe(1000);
  });

  it.for([
    ['a connection that its process has let go, which the kernel shows as root', row(PEER, OURS, '06', 0, 0)],
    ['a half-closed one', row(PEER, OURS, '05', 1000, 12)],
    ['one without a file behind it', row(PEER, OURS, '01', 0, 0)],
    ['another port', row('0100007F:C351', OURS, '01', 1000, 12)],
    ['another address', row('0200007F:C350', OURS, '01', 1000, 12)],
    ['a cut line', `   1: ${PEER} ${OURS} 01 0000`],
    ['nothing', ''],
  ] as const)('says nothing about %s', ([, text]) => {
    expect(uidInTable(HEADER + text, 50_000, 907)).toBeUndefined();
  });
});

const asRoot = process.getuid?.() === 0 && process.platform === 'linux';

describe.runIf(asRoot)('uidOfPeer', () => {
  it('knows the user of a real connection of another user, and nothing of one that was closed', async () => {
    const server = createServer({ pauseOnConnect: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
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
      expect(uidOfPeer(peerPort, port)).toBe(12345);
      const ended = once(caller, 'exit');
      execFileSync('kill', ['-KILL', String(caller.pid)]);
      await ended;
      expect(uidOfPeer(peerPort, port)).toBeUndefined();
      socket.destroy();
    } finally {
      caller.kill('SIGKILL');
      server.close();
    }
  });
});
