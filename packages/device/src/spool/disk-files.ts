import { constants, fdatasync, writeSync } from 'node:fs';
import { mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { lockDirectory } from './directory-lock.ts';
import type { FileLayer, SpoolFile } from './file-layer.ts';

const datasync = promisify(fdatasync);

// O_NONBLOCK: a named pipe planted where a segment should be must not hang the reader.
const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR } = constants;
const FLAGS = {
  read: O_RDONLY | O_NOFOLLOW | O_NONBLOCK,
  write: O_RDWR | O_NOFOLLOW | O_NONBLOCK,
  create: O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW,
} as const;

class DiskFile implements SpoolFile {
  readonly #handle: FileHandle;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  // Synchronous on purpose: the copy into the page cache takes microseconds, a trip through the thread pool
  // about 30. The wait for the disk is in `datasync`, which never blocks the event loop.
  // oxlint-disable-next-line typescript/require-await
  async write(bytes: Uint8Array, position: number): Promise<void> {
    let done = 0;
    while (done < bytes.length) {
      done += writeSync(this.#handle.fd, bytes, done, bytes.length - done, position + done);
    }
  }

  async datasync(): Promise<void> {
    await datasync(this.#handle.fd);
  }

  async read(into: Uint8Array, position: number): Promise<number> {
    const { bytesRead } = await this.#handle.read(into, 0, into.length, position);
    return bytesRead;
  }

  async stat(): Promise<{ bytes: number; modifiedMs: number }> {
    const { size, mtimeMs } = await this.#handle.stat();
    return { bytes: size, modifiedMs: mtimeMs };
  }

  async truncate(bytes: number): Promise<void> {
    await this.#handle.truncate(bytes);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** The file layer of the product: local files, private to the daemon's user. */
export const diskFiles: FileLayer = {
  async makeDirectory(path) {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
  list: (directory) => readdir(directory),
  async open(path, mode) {
    const handle = await open(path, FLAGS[mode], 0o600);
    if (mode !== 'create' && !(await handle.stat()).isFile()) {
      await handle.close();
      throw new Error(`\`${path}\` is not a regular file`);
    }
    return new DiskFile(handle);
  },
  rename,
  remove: unlink,
  async syncDirectory(directory) {
    const handle = await open(directory, O_RDONLY);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  lock: lockDirectory,
};
