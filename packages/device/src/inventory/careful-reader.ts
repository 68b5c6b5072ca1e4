/**
 * Opens what lies in somebody's home without trusting it: a link counts only where the file that it leads to belongs to the
 * person whose home it is, since root reads everybody's. Nothing is waited for, files are read up to a limit, and all of them
 * together up to another; what a limit or a link kept back is said in `unread`.
 */
import { lstatSync, opendirSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { join, sep } from 'node:path';
import { readRegularFile } from '../component-files/regular-file.ts';

export type Unread = { readonly path: string; readonly why: string };
export type InventoryLimits = {
  readonly maxFileBytes: number;
  readonly maxFiles: number;
  readonly maxEntries: number;
};
export const INVENTORY_LIMITS: InventoryLimits = {
  maxFileBytes: 16 * 1024 * 1024,
  maxFiles: 20_000,
  maxEntries: 500,
};

export class CarefulReader {
  readonly unread: Unread[] = [];
  readonly #limits: InventoryLimits;
  #filesLeft: number;

  constructor(limits: InventoryLimits = INVENTORY_LIMITS) {
    this.#limits = limits;
    this.#filesLeft = limits.maxFiles;
  }

  /** Undefined when it is not there, or was not read, which is said. */
  text(path: string, root: string): string | undefined {
    const real = this.resolve(path, root);
    if (real === undefined) return undefined;
    if (this.#filesLeft <= 0) return this.#refuse(path, 'too many files before it');
    this.#filesLeft -= 1;
    const head = readRegularFile(real, this.#limits.maxFileBytes);
    if (head === undefined) return this.#refuse(path, 'it may not be read, or is no regular file');
    if (head.size > head.bytes.length)
      return this.#refuse(path, `it is larger than ${this.#limits.maxFileBytes} bytes`);
    return head.bytes.toString('utf8');
  }

  entries(folder: string, root: string): readonly Dirent[] {
    const real = this.resolve(folder, root);
    if (real === undefined) return [];
    const found: Dirent[] = [];
    try {
      using open = opendirSync(real);
      for (let one = open.readSync(); one !== null; one = open.readSync()) {
        if (found.length >= this.#limits.maxEntries) {
          this.#refuse(folder, `more than ${this.#limits.maxEntries} entries`);
          break;
        }
        found.push(one);
      }
    } catch (error) {
      if (codeOf(error) !== 'ENOTDIR') this.#refuse(folder, 'it may not be read');
    }
    return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Folders in a folder, links to folders among them. */
  folders(folder: string, root: string): readonly string[] {
    return this.entries(folder, root)
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map((entry) => join(folder, entry.name));
  }

  /** Where a path really leads, if that is the business of `root`'s owner. */
  resolve(path: string, root: string): string | undefined {
    try {
      const real = realpathSync(path);
      const realRoot = realpathSync(root);
      if (real === realRoot || real.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep))
        return real;
      // Not files: reading some of them does something, and root owns them as it owns its home.
      if (/^\/(?:proc|sys|dev)(?:\/|$)/.test(real))
        return this.#refuse(path, 'it leads to the system itself');
      if (statSync(real).uid === statSync(realRoot).uid) return real;
      return this.#refuse(path, 'it leads to what belongs to somebody else');
    } catch (error) {
      const code = codeOf(error);
      return code === 'ENOENT' || code === 'ENOTDIR'
        ? undefined
        : this.#refuse(path, code === 'ELOOP' ? 'its links lead round in a circle' : 'it may not be read');
    }
  }

  refuse(path: string, why: string): void {
    this.#refuse(path, why);
  }

  #refuse(path: string, why: string): undefined {
    // As many as anybody reads; a home full of traps must not fill memory.
    if (this.unread.length < 1000) this.unread.push({ path, why });
    return undefined;
  }
}

export const ownerOf = (path: string): number | undefined => {
  try {
    return lstatSync(path).uid;
  } catch {
    return undefined;
  }
};

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
