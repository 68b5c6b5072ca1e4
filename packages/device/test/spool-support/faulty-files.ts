import type { FileLayer, SpoolFile } from '../../src/spool/file-layer.ts';
import { LossyFiles } from './lossy-files.ts';
import { seededRandom } from './random.ts';

export type Operation =
  'open' | 'create' | 'write' | 'datasync' | 'truncate' | 'rename' | 'syncDirectory' | 'lock';

const fault = (code: string): Error => Object.assign(new Error(`${code}: injected`), { code });

/** A disk whose faults are chosen by the test. Keeps everything it was given in memory. */
export class FaultyFiles implements FileLayer {
  readonly inner = new LossyFiles(seededRandom(1));
  /** The code an operation fails with, as long as it stands here. */
  readonly failing = new Map<Operation, string>();
  /** Room for files to grow, in bytes. */
  freeBytes = Number.POSITIVE_INFINITY;
  /** While set, a datasync waits for it. */
  gate: Promise<void> | undefined;
  /** The paths that were synced, in order. */
  readonly synced: string[] = [];

  #check(operation: Operation): void {
    const code = this.failing.get(operation);
    if (code !== undefined) throw fault(code);
  }

  makeDirectory(): Promise<void> {
    return this.inner.makeDirectory();
  }

  list(): Promise<string[]> {
    return this.inner.list();
  }

  async open(path: string, mode: 'read' | 'write' | 'create'): Promise<SpoolFile> {
    this.#check(mode === 'create' ? 'create' : 'open');
    const file = await this.inner.open(path, mode);
    return {
      ...file,
      write: async (bytes, position) => {
        const grows = Math.max(0, position + bytes.length - (await file.stat()).bytes);
        if (grows > this.freeBytes) throw fault('ENOSPC');
        this.freeBytes -= grows;
        // The bytes are in the file even when the write is reported as failed: the worst a disk can do.
        await file.write(bytes, position);
        this.#check('write');
      },
      datasync: async () => {
        await this.gate;
        this.#check('datasync');
        await file.datasync();
        this.synced.push(path);
      },
      truncate: async (bytes) => {
        this.#check('truncate');
        await file.truncate(bytes);
      },
    };
  }

  async rename(from: string, to: string): Promise<void> {
    this.#check('rename');
    await this.inner.rename(from, to);
  }

  async remove(path: string): Promise<void> {
    const file = await this.inner.open(path, 'read');
    this.freeBytes += (await file.stat()).bytes;
    await this.inner.remove(path);
  }

  async syncDirectory(): Promise<void> {
    this.#check('syncDirectory');
    await this.inner.syncDirectory();
  }

  lock(): Promise<{ ok: true; release: () => Promise<void> }> {
    try {
      this.#check('lock');
    } catch (error) {
      return Promise.reject(error);
    }
    return this.inner.lock();
  }
}
