import { lstatSync, opendirSync, readlinkSync, realpathSync, type Stats } from 'node:fs';

/**
 * Whether a folder takes a name in any case. On Linux that is a property of the folder (ext4 and tmpfs `casefold`, FAT,
 * exFAT, NTFS, SMB, drives of Windows under WSL), and no call tells it, so it is tried: a name that is there is asked for
 * in another spelling. macOS and Windows are taken for case-insensitive as a whole where paths are compared.
 */

/** What is asked of the file system; tests put another one in its place. */
export interface Files {
  /** Undefined when there is nothing; throws when the system would not tell. */
  readonly stat: (path: string) => Pick<Stats, 'isSymbolicLink' | 'dev' | 'ino'> | undefined;
  readonly readLink: (path: string) => string;
  readonly realPath: (path: string) => string;
  /** At most `max` names of a folder, in any order. */
  readonly names: (folder: string, max: number) => readonly string[];
}

const namesIn = (folder: string, max: number): readonly string[] => {
  const directory = opendirSync(folder);
  try {
    const names: string[] = [];
    for (let entry = directory.readSync(); entry !== null && names.length < max; entry = directory.readSync())
      names.push(entry.name);
    return names;
  } finally {
    directory.closeSync();
  }
};

export const NODE_FILES: Files = {
  // Most of what a new file's path names is missing; making an error of that costs more than looking.
  stat: (path) => lstatSync(path, { throwIfNoEntry: false }),
  readLink: (path) => readlinkSync(path),
  realPath: (path) => realpathSync.native(path),
  names: namesIn,
};

/** Enough to find a name with a letter in it. */
const TRIED_NAMES = 64;
/** Beyond so many the name that was asked for stands for the one on the disk; its case is compared as any. */
const MAX_NAMES = 4096;
/** What a listing costs beside one look, for each so many names. */
const NAMES_A_LOOK = 64;

/** The same name with its first letter in the other case; undefined for one without letters. */
const otherSpelling = (name: string): string | undefined => {
  const at = name.search(/[a-z]/i);
  if (at < 0) return undefined;
  const letter = name.charAt(at);
  const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
  return name.slice(0, at) + other + name.slice(at + 1);
};

const folded = (name: string): string => name.normalize('NFC').toUpperCase().toLowerCase();

export class FolderCase {
  readonly #files: Files;
  readonly #spend: (calls: number) => void;

  /** `spend` is told before each look, and throws when there was enough. */
  constructor(files: Files, spend: (calls: number) => void) {
    this.#files = files;
    this.#spend = spend;
  }

  /** By a name that is there; undefined when that name can't tell. */
  byName(folder: string, name: string): boolean | undefined {
    const other = otherSpelling(name);
    if (other === undefined) return undefined;
    this.#spend(1);
    try {
      if (this.#files.stat(`${folder}/${other}`) === undefined) return false;
    } catch {
      return undefined;
    }
    // Two names may really stand there, which differ by their case only.
    const names = this.#list(folder, MAX_NAMES);
    return !(names.includes(name) && names.includes(other));
  }

  /** By any name that is there, for a folder in which the one that was asked for is not. */
  byAnyName(folder: string): boolean | undefined {
    const known = this.#list(folder, TRIED_NAMES).find((name) => otherSpelling(name) !== undefined);
    return known === undefined ? undefined : this.byName(folder, known);
  }

  /** A name as it stands on the disk. */
  nameOnDisk(folder: string, name: string): string {
    const names = this.#list(folder, MAX_NAMES);
    if (names.includes(name)) return name;
    const key = folded(name);
    return names.find((one) => folded(one) === key) ?? name;
  }

  #list(folder: string, max: number): readonly string[] {
    this.#spend(1);
    try {
      const names = this.#files.names(folder, max);
      this.#spend(Math.floor(names.length / NAMES_A_LOOK));
      return names;
    } catch (error) {
      // A folder that may be entered and not listed, as `/home` of some systems is.
      if (error instanceof Error && 'code' in error) return [];
      throw error;
    }
  }
}

const KEEP_MS = 60_000;
const MAX_KEPT = 20_000;

/**
 * Which folders were found to tell case apart, by device and inode, so that the ordinary ones cost nothing at the next
 * call. Only they are kept, and not for long: a folder can be made anew under the same number.
 */
export class PlainFolders {
  readonly #until = new Map<string, number>();

  has(key: string): boolean {
    return (this.#until.get(key) ?? 0) > performance.now();
  }

  add(key: string): void {
    if (this.#until.size >= MAX_KEPT) this.#until.clear();
    this.#until.set(key, performance.now() + KEEP_MS);
  }
}
