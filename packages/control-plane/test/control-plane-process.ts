/** A control plane in a process of its own, for tests that kill it: `node control-plane-process.ts DIRECTORY WRITER READER`. */
import { startedControlPlane } from './started-control-plane.ts';

const [, , directory, writer, reader] = process.argv;
if (directory === undefined || writer === undefined || reader === undefined)
  throw new Error('name the directory and the files of the two threads');
const storeThreads = { writer: new URL(writer), reader: new URL(reader) };
const plane = await startedControlPlane({ directory, storeThreads });
process.stdout.write(`${plane.port}\n`);
