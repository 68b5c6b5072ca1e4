import { makePrivateFile, writePrivateFile } from './private-file.ts';
import { takeProcessLock } from './process-lock.ts';

const PAUSE_MS = 5;
const MAX_WAIT_MS = 10_000;

/**
 * What a file says; made when it is missing, and made anew when it is damaged. Of several processes that find it so
 * at the same time, one writes and all come back with the same.
 */
export function openOrMake<Value>(file: string, read: () => Value | undefined, make: () => string): Value {
  const present = read();
  if (present !== undefined) return present;
  makePrivateFile(file, make());
  const made = read();
  if (made !== undefined) return made;
  // Damaged. One at a time, or two would each believe in what the other one overwrites.
  for (let waitedMs = 0; waitedMs < MAX_WAIT_MS; waitedMs += PAUSE_MS) {
    const lock = takeProcessLock(`${file}.lock`);
    if (lock.ok) {
      try {
        if (read() === undefined) writePrivateFile(file, make());
      } finally {
        lock.release();
      }
    } else {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
    const mended = read();
    if (mended !== undefined) return mended;
  }
  throw new Error(`\`${file}\` is damaged and could not be made anew; remove it and run this again`);
}
