import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Looked at in the places that policy protects, when a file with a second name is used, and not before. */
const MAX_LOOKED_AT = 1500;
const MAX_DEPTH = 3;
/** Files of one call that are asked for a second name. */
const MAX_ASKED = 256;
/** A look takes a millisecond or two, which calls that follow one another share. */
const REMEMBERED_MS = 1000;
/** People of one machine. */
const MAX_HOMES = 64;

type Names = ReadonlyMap<string, string>;

/**
 * The last look at protected places, for the calls of the next second. A name that was made within that second by what no
 * rule stopped is not known yet; making one of a protected file is itself a use of that file.
 */
export class RememberedNames {
  readonly #elapsedMs: () => number;
  readonly #homes = new Map<
    string | undefined,
    { places: readonly string[]; untilMs: number; names: Names }
  >();

  constructor(elapsedMs: () => number = () => performance.now()) {
    this.#elapsedMs = elapsedMs;
  }

  names(places: readonly string[], home: string | undefined): Names {
    const known = this.#homes.get(home);
    if (known?.places === places && this.#elapsedMs() < known.untilMs) return known.names;
    const names = namesOfProtected(places, home);
    this.#homes.delete(home);
    this.#homes.set(home, { places, untilMs: this.#elapsedMs() + REMEMBERED_MS, names });
    const [oldest] = this.#homes.keys();
    if (this.#homes.size > MAX_HOMES) this.#homes.delete(oldest);
    return names;
  }
}

/**
 * Files that have another name in a place which policy protects: a hard link is the same file, and no spelling of its
 * own says so. `places`: absolute or below `~`, without wildcards, as in the client's settings.
 */
export class HardLinks {
  readonly #places: () => readonly string[];
  readonly #home: string | undefined;
  readonly #remembered: RememberedNames;
  #protectedNames: Names | undefined;
  #asked = MAX_ASKED;

  /** `remembered`: absent where each call looks anew. */
  constructor(
    places: () => readonly string[],
    home: string | undefined,
    remembered: RememberedNames = new RememberedNames(),
  ) {
    this.#places = places;
    this.#home = home;
    this.#remembered = remembered;
  }

  /** The protected name of the file at `path`, where it has one beside this. */
  otherName(path: string): string | undefined {
    if (--this.#asked < 0) return undefined;
    const key = keyOf(path);
    return key === undefined ? undefined : this.#otherOf(path, key);
  }

  /** Does any protected file have a second name? Where none has, nobody need look for it below whole folders. */
  get areAny(): boolean {
    return this.#names().size > 0;
  }

  /** As above, of the many files of a folder, which were counted elsewhere. */
  otherNameBelow(path: string): string | undefined {
    const key = keyOf(path);
    return key === undefined ? undefined : this.#otherOf(path, key);
  }

  #otherOf(path: string, key: string): string | undefined {
    const other = this.#names().get(key);
    return other === path ? undefined : other;
  }

  #names(): Names {
    return (this.#protectedNames ??= this.#remembered.names(this.#places(), this.#home));
  }
}

function namesOfProtected(places: readonly string[], home: string | undefined): Names {
  const names = new Map<string, string>();
  let left = MAX_LOOKED_AT;
  const visit = (path: string, depth: number): void => {
    if (--left < 0) return;
    const key = keyOf(path);
    if (key !== undefined) {
      // The first name stays: places come in the order of the policy.
      if (!names.has(key)) names.set(key, path);
      return;
    }
    if (depth >= MAX_DEPTH) return;
    for (const name of namesIn(path)) visit(join(path, name), depth + 1);
  };
  for (const place of [...ALWAYS, ...places]) {
    if (/[*?[\]]/.test(place)) continue;
    const path = home === undefined ? place : place.replace(/^~(?=\/|$)/, () => home);
    if (path.startsWith('/')) visit(path, 0);
  }
  return names;
}

/** Rules with exceptions can't be turned into places. */
const ALWAYS = [
  '~/.ssh',
  '~/.gnupg',
  '~/.aws',
  '~/.sallyport',
  '~/.claude/.credentials.json',
  '~/.claude/settings.json',
];

/** Of a regular file that has more than one name; nothing of any other. */
function keyOf(path: string): string | undefined {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    return found?.isFile() === true && found.nlink > 1 ? `${found.dev}:${found.ino}` : undefined;
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
