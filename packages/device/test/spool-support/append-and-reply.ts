/**
 * Appends from several writers and, for each acknowledged record, writes `reply <label>` to a unix socket, until so
 * many are done. Run under strace to see in which order the kernel was asked. Arguments: directory, socket, count.
 */
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { openSpool } from '../../src/spool/open-spool.ts';
import { someEvidence } from './evidence.ts';

const WRITERS = 4;
const [directory = '', socketPath = '', count = '1000'] = process.argv.slice(2);
const spool = await openSpool({ directory, device: 'device-1', tier: 'cooperative', now: () => new Date() });
const socket = createConnection(socketPath);
await once(socket, 'connect');

let next = 0;
await Promise.all(
  Array.from({ length: WRITERS }, async () => {
    while (next < Number(count)) {
      const label = `#${(next += 1)}#`;
      const result = await spool.append(someEvidence(label));
      if (!result.ok) throw new Error(`append refused: ${result.detail}`);
      socket.write(`reply ${label}\n`);
    }
  }),
);
socket.end();
await once(socket, 'close');
await spool.close();
