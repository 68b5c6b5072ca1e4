import { execFileSync } from 'node:child_process';
import { closeSync, constants, fstatSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';

/**
 * A pipe of the kernel's to `target`. What Node makes for a child is a socket, which a command can't open again by its
 * name (`/dev/stdout`), and a caller's own file or terminal is not for a sandbox.
 */
export class OwnPipe {
  /** The end that the child writes to. */
  readonly forChild: number;
  /** Resolves when all that came was passed on. */
  readonly emptied: Promise<void>;
  readonly #from: Socket;
  readonly #target: Writable;

  constructor(target: Writable) {
    const folder = mkdtempSync(join(tmpdir(), 'sallyport-'));
    try {
      const path = join(folder, 'pipe');
      execFileSync('/usr/bin/mkfifo', ['-m', '600', path], { env: {}, stdio: 'ignore' });
      // The reader first, which waits for nobody; then the writer finds one.
      const reader = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      if (!fstatSync(reader).isFIFO()) throw new Error('the pipe became another file');
      this.forChild = openSync(path, constants.O_WRONLY | constants.O_NOFOLLOW);
      this.#from = new Socket({ fd: reader, readable: true, writable: false });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    this.#target = target;
    this.emptied = new Promise((resolve) =>
      // Behind all that was written before it, and called as well when nobody takes that any more.
      this.#from.once('close', () => target.write('', () => resolve())),
    );
  }

  /** The child has its end: from here on the pipe ends with it. Whoever stops listening is told of once. */
  handedOver(onGone: () => void): void {
    closeSync(this.forChild);
    const from = this.#from;
    this.#target.on('error', () => {
      from.destroy();
      onGone();
    });
    from.on('error', () => {});
    from.pipe(this.#target, { end: false });
  }

  /** No child came. */
  forget(): void {
    closeSync(this.forChild);
    this.#from.destroy();
  }
}
