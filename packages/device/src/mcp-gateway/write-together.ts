import type { Writable } from 'node:stream';

const corked = new WeakSet<Writable>();

/** What is written in one turn of the loop goes out as one: a system call for each line would cost more than the rest. */
export function writeTogether(stream: Writable, ...pieces: readonly (Buffer | string)[]): void {
  if (!corked.has(stream)) {
    corked.add(stream);
    stream.cork();
    setImmediate(() => {
      corked.delete(stream);
      stream.uncork();
    });
  }
  for (const piece of pieces) stream.write(piece);
}
