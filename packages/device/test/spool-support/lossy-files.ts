import { basename } from 'node:path';
import type { FileLayer, SpoolFile } from '../../src/spool/file-layer.ts';
import type { Random } from './random.ts';

const SECTOR_BYTES = 512;

type Change =
  | { readonly kind: 'write'; readonly bytes: Uint8Array; readonly position: number }
  | { readonly kind: 'truncate'; readonly bytes: number };

/** A file as programs see it, as the disk holds it, and what lies between. */
interface Inode {
  seen: Buffer<ArrayBuffer>;
  kept: Buffer<ArrayBuffer>;
  unsynced: Change[];
}

type NameChange = (names: Map<string, Inode>) => void;

const resized = (content: Uint8Array, bytes: number): Buffer<ArrayBuffer> => {
  const next = Buffer.alloc(bytes);
  next.set(content.subarray(0, bytes));
  return next;
};

const written = (content: Buffer<ArrayBuffer>, bytes: Uint8Array, position: number): Buffer<ArrayBuffer> => {
  const end = position + bytes.length;
  const next = content.length >= end ? content : resized(content, end);
  next.set(bytes, position);
  return next;
};

const failure = (code: string, path: string): Error =>
  Object.assign(new Error(`${code}: \`${path}\``), { code });

/** For showing that the suite can fail: a disk that lies about one thing. */
export type Lie = 'none' | 'datasync-does-nothing' | 'datasync-answers-first' | 'directory-sync-does-nothing';

/**
 * One directory on a disk that keeps only what was synced, and of the rest whatever it likes, sector by sector. The
 * power goes after a number of operations: from then on nothing returns. `afterCut` is the disk as the next boot
 * finds it.
 */
export class LossyFiles implements FileLayer {
  readonly #random: Random;
  readonly #lie: Lie;
  #names: Map<string, Inode>;
  #keptNames: Map<string, Inode>;
  #nameChanges: NameChange[] = [];
  operations = 0;
  cutAfter = Number.POSITIVE_INFINITY;

  constructor(random: Random, lie: Lie = 'none', names = new Map<string, Inode>()) {
    this.#random = random;
    this.#lie = lie;
    this.#names = names;
    this.#keptNames = new Map(names);
  }

  get isCut(): boolean {
    return this.operations > this.cutAfter;
  }

  afterCut(): LossyFiles {
    // A journal keeps name changes in order: some first ones survive.
    const survivors = this.#random.integer(this.#nameChanges.length + 1);
    for (const change of this.#nameChanges.slice(0, survivors)) change(this.#keptNames);
    const names = new Map<string, Inode>();
    for (const [name, inode] of this.#keptNames) {
      const kept = this.#surviving(inode);
      names.set(name, { seen: Buffer.from(kept), kept, unsynced: [] });
    }
    return new LossyFiles(this.#random, this.#lie, names);
  }

  #surviving(inode: Inode): Buffer<ArrayBuffer> {
    let kept = Buffer.from(inode.kept);
    const keeps = [0, 0.5, 0.9, 1][this.#random.integer(4)] ?? 0;
    for (const change of inode.unsynced) {
      if (change.kind === 'truncate') {
        if (this.#random.next() < keeps) kept = resized(kept, change.bytes);
        continue;
      }
      const { bytes, position } = change;
      const end = position + bytes.length;
      for (let from = position; from < end;) {
        const to = Math.min(end, (Math.floor(from / SECTOR_BYTES) + 1) * SECTOR_BYTES);
        if (this.#random.next() < keeps) {
          kept = written(kept, bytes.subarray(from - position, to - position), from);
        }
        from = to;
      }
    }
    return kept;
  }

  /** Counts the operation; the ones behind the cut never return. */
  async #step(): Promise<void> {
    this.operations += 1;
    if (this.isCut) await new Promise(() => undefined);
    // As on a real disk, others run while an operation is under way.
    await new Promise((resolve) => void setImmediate(resolve));
  }

  #change(change: NameChange): void {
    change(this.#names);
    this.#nameChanges.push(change);
  }

  async makeDirectory(): Promise<void> {}

  list(): Promise<string[]> {
    return Promise.resolve([...this.#names.keys()]);
  }

  async open(path: string, mode: 'read' | 'write' | 'create'): Promise<SpoolFile> {
    await this.#step();
    const name = basename(path);
    let inode = this.#names.get(name);
    if (mode === 'create') {
      if (inode !== undefined) throw failure('EEXIST', path);
      const made: Inode = { seen: Buffer.alloc(0), kept: Buffer.alloc(0), unsynced: [] };
      this.#change((names) => void names.set(name, made));
      inode = made;
    }
    if (inode === undefined) throw failure('ENOENT', path);
    return this.#fileOf(inode);
  }

  #fileOf(inode: Inode): SpoolFile {
    const apply = async (change: Change): Promise<void> => {
      // The bytes may reach the disk from here on, whether or not the call returns.
      inode.unsynced.push(change);
      inode.seen =
        change.kind === 'write'
          ? written(Buffer.from(inode.seen), change.bytes, change.position)
          : resized(inode.seen, change.bytes);
      await this.#step();
    };
    return {
      write: (bytes, position) => apply({ kind: 'write', bytes: Uint8Array.from(bytes), position }),
      truncate: (bytes) => apply({ kind: 'truncate', bytes }),
      datasync: async () => {
        const { seen, unsynced } = inode;
        const covered = unsynced.length;
        const settle = (): void => {
          inode.kept = Buffer.from(seen);
          inode.unsynced = inode.unsynced.slice(covered);
        };
        if (this.#lie === 'datasync-answers-first') {
          void this.#step().then(settle);
          return;
        }
        await this.#step();
        if (this.#lie !== 'datasync-does-nothing') settle();
      },
      read: async (into, position) => {
        await Promise.resolve();
        return inode.seen.copy(into, 0, position, position + into.length);
      },
      stat: () => Promise.resolve({ bytes: inode.seen.length, modifiedMs: 0 }),
      close: () => Promise.resolve(),
    };
  }

  async rename(from: string, to: string): Promise<void> {
    const inode = this.#names.get(basename(from));
    if (inode === undefined) throw failure('ENOENT', from);
    this.#change((names) => {
      names.delete(basename(from));
      names.set(basename(to), inode);
    });
    await this.#step();
  }

  async remove(path: string): Promise<void> {
    if (!this.#names.has(basename(path))) throw failure('ENOENT', path);
    this.#change((names) => void names.delete(basename(path)));
    await this.#step();
  }

  async syncDirectory(): Promise<void> {
    const covered = this.#nameChanges.length;
    await this.#step();
    if (this.#lie === 'directory-sync-does-nothing') return;
    for (const change of this.#nameChanges.splice(0, covered)) change(this.#keptNames);
  }

  lock(): Promise<{ ok: true; release: () => Promise<void> }> {
    return Promise.resolve({ ok: true, release: () => Promise.resolve() });
  }
}
