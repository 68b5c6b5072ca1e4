/**
 * A process that appends from several writers at once and prints each acknowledged label, until somebody kills it.
 * Waits for a line on stdin first, so that starting the process does not count. Arguments: directory, name.
 */
import { createPrivateKey } from 'node:crypto';
import { readFileSync, writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { openSpool } from '../../src/spool/open-spool.ts';
import { someEvidence } from './evidence.ts';

const WRITERS = 8;
const STDOUT = 1;
const [directory = '', name = ''] = process.argv.slice(2);

// A killed process would never write the cache that makes the next one start quickly.
flushCompileCache();
await new Promise((resolve) => process.stdin.once('data', resolve));
const spool = await openSpool({
  directory: join(directory, 'spool'),
  device: 'device-1',
  tier: 'cooperative',
  signingKey: createPrivateKey(readFileSync(join(directory, 'key.pem'))),
  checkpoint: { everyRecords: 50 },
  // Small, so that kills fall into the change of segments too.
  segmentBytes: 65_536,
  now: () => new Date(),
});

await Promise.all(
  Array.from({ length: WRITERS }, async (_, writer) => {
    for (let index = 0; ; index += 1) {
      const label = `${name}-${writer}-${index}`;
      const result = await spool.append(someEvidence(label, (index * 131 + writer * 57) % 2000));
      if (!result.ok) throw new Error(`append refused: ${result.detail}`);
      // Synchronous: what is printed was acknowledged, what was acknowledged is printed or the process is dead.
      writeSync(STDOUT, `${label}\n`);
    }
  }),
);
