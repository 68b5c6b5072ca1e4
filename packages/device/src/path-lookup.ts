import { FolderCase, NODE_FILES, PlainFolders, type Files } from './folder-case.ts';

/*
 * Where paths lead on this file system, for all paths of one hook call together: a tree of what was already looked
 * at, so that a folder that a thousand paths share is looked at once, and nothing below a missing folder at all.
 * Everything here happens while the daemon answers nobody else, on names that an agent chose: INVARIANT: what one
 * call costs is bounded here, however long the list, the paths and the chains of links are.
 */

/** Enough for any command that a person would write; at some microseconds each, no one waits for it. */
const MAX_SYSTEM_CALLS = 2000;
/** Steps through what is already known are cheap, and still not free: paths may have thousands of parts. */
const MAX_STEPS = 100_000;

/** Missing, not a folder, too long a name: opening such a path fails, or makes it where its folder leads. */
const NOTHING_THERE = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'EINVAL']);

interface Folder {
  /** Without links; empty for the root, `C:` for a drive's. */
  readonly real: string;
  readonly parent: Folder | undefined;
  readonly entries: Map<string, Entry>;
  /** Device and inode; a root, which nobody looks at, has a name. */
  readonly key: string;
  /** Names in it are taken in any case; undefined until somebody tried. */
  anyCase: boolean | undefined;
}

/** The deepest place that exists and what is written behind it; `unknown` when the system would not tell. */
interface Place {
  readonly at: Folder;
  readonly rest: readonly string[];
  readonly unknown: boolean;
  /** On the way was a folder that takes names in any case. */
  readonly anyCase: boolean;
}

type Entry =
  { readonly kind: 'there'; readonly folder: Folder } | { readonly kind: 'place'; readonly place: Place };

export interface Resolved {
  readonly path: string;
  /** False when the system refused to say what is there. */
  readonly certain: boolean;
  /** Another spelling of the path means the same file. Not said of systems where every path is so. */
  readonly anyCase: boolean;
}

class OutOfBudget extends Error {}

const folderAt = (real: string, parent: Folder | undefined, key: string): Folder => ({
  real,
  parent,
  entries: new Map(),
  key,
  anyCase: undefined,
});

const PLAIN_FOLDERS = new PlainFolders();

/** The names of a path one by one: what stands behind a missing folder is never taken apart. */
function* namesOf(path: string): Generator<{ readonly name: string; readonly from: number }> {
  for (let from = 0; from < path.length;) {
    const slash = path.indexOf('/', from);
    const end = slash < 0 ? path.length : slash;
    const name = path.slice(from, end);
    if (name !== '' && name !== '.') yield { name, from };
    from = end + 1;
  }
}

export class PathLookup {
  readonly #roots = new Map<string, Folder>();
  readonly #files: Files;
  readonly #plainFolders: PlainFolders;
  readonly #case: FolderCase;
  #calls = MAX_SYSTEM_CALLS;
  #steps = MAX_STEPS;

  constructor(files: Files = NODE_FILES, plainFolders: PlainFolders = PLAIN_FOLDERS) {
    this.#files = files;
    this.#plainFolders = plainFolders;
    this.#case = new FolderCase(files, (calls) => this.#spend(calls));
  }

  /** Undefined when there was no budget left to look; paths of other systems come back as they are. */
  resolve(path: string): Resolved | undefined {
    const root = this.#rootOf(path);
    if (!root) return { path, certain: true, anyCase: false };
    try {
      const place = this.#walk(root, path.slice(root.real.length));
      return { path: this.#written(place), certain: !place.unknown, anyCase: place.anyCase };
    } catch (error) {
      if (error instanceof OutOfBudget) return undefined;
      throw error;
    }
  }

  #rootOf(path: string): Folder | undefined {
    const drive = process.platform === 'win32' ? /^[A-Za-z]:(?=\/)/.exec(path)?.[0] : undefined;
    if (drive === undefined && !path.startsWith('/')) return undefined;
    const name = drive ?? '';
    const root = this.#roots.get(name) ?? folderAt(name, undefined, `root ${name}`);
    this.#roots.set(name, root);
    return root;
  }

  #walk(start: Folder, path: string): Place {
    let at = start;
    let anyCase = false;
    for (const { name, from } of namesOf(path)) {
      if (--this.#steps < 0) throw new OutOfBudget();
      if (name === '..') {
        at = at.parent ?? at;
        continue;
      }
      const entry = this.#entryOf(at, name);
      anyCase ||= at.anyCase === true;
      if (entry.kind === 'there') {
        at = entry.folder;
        continue;
      }
      const behind = path.slice(from + name.length + 1);
      const { place } = entry;
      anyCase ||= place.anyCase;
      if (place.rest.length > 0)
        return { ...place, anyCase, rest: behind === '' ? place.rest : [...place.rest, behind] };
      at = place.at;
    }
    return { at, rest: [], unknown: false, anyCase };
  }

  #entryOf(at: Folder, name: string): Entry {
    const known = at.entries.get(name);
    if (known) return known;
    const entry = this.#look(at, name);
    at.entries.set(name, entry);
    return entry;
  }

  #look(at: Folder, name: string): Entry {
    const real = `${at.real}/${name}`;
    try {
      this.#spend();
      const found = this.#files.stat(real);
      const anyCase = this.#takesAnyCase(at, found === undefined ? undefined : name);
      if (found === undefined) return { kind: 'place', place: { at, rest: [name], unknown: false, anyCase } };
      if (!found.isSymbolicLink()) {
        const own = anyCase ? this.#case.nameOnDisk(at.real, name) : name;
        return { kind: 'there', folder: folderAt(`${at.real}/${own}`, at, `${found.dev}:${found.ino}`) };
      }
      this.#spend();
      const target = slashes(this.#files.readLink(real));
      // Whoever comes back here while the link is followed is in a loop, which nobody can open.
      at.entries.set(name, { kind: 'place', place: { at, rest: [name], unknown: false, anyCase } });
      const root = this.#rootOf(target);
      return { kind: 'place', place: this.#walk(root ?? at, target.slice(root?.real.length ?? 0)) };
    } catch (error) {
      at.entries.delete(name);
      if (error instanceof OutOfBudget) throw error;
      const unknown = !NOTHING_THERE.has(codeOf(error));
      return { kind: 'place', place: { at, rest: [name], unknown, anyCase: at.anyCase === true } };
    }
  }

  /** Tried once a folder, with a name that is there; a folder without one is taken for what its parent is. */
  #takesAnyCase(at: Folder, name: string | undefined): boolean {
    // Elsewhere paths are compared without case anyway, and the system says how it writes them.
    if (process.platform !== 'linux') return false;
    if (at.anyCase !== undefined) return at.anyCase;
    if (this.#plainFolders.has(at.key)) return (at.anyCase = false);
    const found =
      name === undefined ? this.#case.byAnyName(at.real || '/') : this.#case.byName(at.real, name);
    if (found === undefined) return at.parent?.anyCase === true;
    if (!found) this.#plainFolders.add(at.key);
    return (at.anyCase = found);
  }

  #spend(calls = 1): void {
    this.#calls -= calls;
    if (this.#calls < 0) throw new OutOfBudget();
  }

  #written({ at, rest }: Place): string {
    const folder = this.#asTheSystemWritesIt(at);
    return rest.length === 0 ? folder || '/' : withoutDots(`${folder}/${rest.join('/')}`);
  }

  /** Where names have several spellings (case), the system's own is the one that counts. */
  #asTheSystemWritesIt({ real }: Folder): string {
    if (process.platform === 'linux' || real === '') return real;
    this.#spend();
    try {
      return slashes(this.#files.realPath(real));
    } catch {
      return real;
    }
  }
}

/** Behind something missing there are no links: `..` is what the text says. */
function withoutDots(path: string): string {
  if (!/\/\.{0,2}(?:\/|$)/.test(path)) return path;
  const stack: string[] = [];
  for (const { name } of namesOf(path)) {
    if (name === '..') stack.pop();
    else stack.push(name);
  }
  return `${path.startsWith('/') ? '/' : ''}${stack.join('/')}`;
}

const slashes = (path: string): string =>
  process.platform === 'win32' ? path.replaceAll('\\', '/').replace(/^\/\/\?\//, '') : path;

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
