/** A control plane in a process of its own, for tests that kill it: `node control-plane-process.ts DIRECTORY`. */
import { startedControlPlane } from './started-control-plane.ts';

const [, , directory] = process.argv;
if (directory === undefined) throw new Error('name the directory');
const plane = await startedControlPlane({ directory });
process.stdout.write(`${plane.port}\n`);
