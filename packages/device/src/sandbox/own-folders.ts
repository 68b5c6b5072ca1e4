/**
 * Folders of the sandbox's own in the place of those that hold something masked: in them stand, each by a mount, the
 * names that were there when the command began, and in the place of the masked ones nothing. A mount over the masked
 * name alone would fall off when somebody renames another file over it: the kernel takes a mount away with the file
 * that it hides. These folders are nobody's but the sandbox's, so no rename outside reaches them.
 */
import { accessSync, constants, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { MaskedPlace } from './masked-places.ts';

/** Words of `bwrap`, and what the mounts among them must then show. */
export type OwnFolders = {
  readonly words: readonly (readonly string[])[];
  readonly shown: readonly ShownName[];
  /** Masked places that need a mount over them, because they stand in no folder of its own. */
  readonly left: readonly MaskedPlace[];
};
/** A name and the file that stood there: a link put there since would be followed past every mask. */
export type ShownName = { readonly path: string; readonly dev: bigint; readonly ino: bigint };

/** Each is a mount, of which `bwrap` makes some hundred in a tenth of a second, and then ever slower ones. */
const MAX_NAMES = 500;

/** `start`: a folder in which every masked place below it gets such folders: a home, a project that was put back. */
export function ownFolders(masked: readonly MaskedPlace[], starts: readonly string[]): OwnFolders {
  const folders = new Set<string>();
  /** Those with something in them that is there. */
  const needed = new Set<string>();
  const left: MaskedPlace[] = [];
  for (const place of masked) {
    const chain = chainTo(place, starts);
    if (chain.length === 0) left.push(place);
    for (const folder of chain) {
      folders.add(folder);
      if (place.kind !== 'nothing') needed.add(folder);
    }
  }
  const tops = [...folders].filter((folder) => !folders.has(dirname(folder))).toSorted();
  const done: OwnFolders[] = [];
  let names = 0;
  // The home and the project first: what no room is left for is masked as well as a mount can.
  for (const top of tops.toSorted(
    (one, other) => Number(starts.includes(other)) - Number(starts.includes(one)),
  )) {
    // With less room only what is there is kept out of sight in any case, and not what may come.
    const made =
      remake(top, folders, masked, MAX_NAMES - names) ??
      (needed.has(top) ? remake(top, needed, masked, MAX_NAMES - names) : undefined);
    names += made?.shown.length ?? 0;
    if (made !== undefined) done.push(made);
    else left.push(...masked.filter(({ path }) => path.startsWith(`${top}/`)));
  }
  return {
    words: done.flatMap(({ words }) => words),
    shown: done.flatMap(({ shown }) => shown),
    left: left.filter(({ kind, isLink }) => kind !== 'nothing' && isLink !== true),
  };
}

/** The folders on the way to a place that somebody could rename something in; none where only root of the machine can. */
function chainTo({ path, kind }: MaskedPlace, starts: readonly string[]): readonly string[] {
  const above: string[] = [];
  for (let folder = dirname(path); folder !== '/'; folder = dirname(folder)) above.unshift(folder);
  const start = above.findIndex((folder) => starts.includes(folder));
  if (start >= 0) return above.slice(start);
  // Elsewhere a folder is made over for something that is there, and not for all that could be.
  if (kind === 'nothing') return [];
  // Root may write everywhere: the folder of the place is enough to keep its names.
  if (process.geteuid?.() === 0) return above.slice(-1);
  const first = above.findIndex(mayWrite);
  return first < 0 ? [] : above.slice(first);
}

const mayWrite = (folder: string): boolean => {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
};

function remake(
  top: string,
  folders: ReadonlySet<string>,
  masked: readonly MaskedPlace[],
  room: number,
): OwnFolders | undefined {
  const words: (readonly string[])[] = [['--tmpfs', top]];
  const shown: ShownName[] = [];
  const fill = (folder: string): boolean => {
    for (const name of namesIn(folder)) {
      const path = join(folder, name);
      const place = masked.find((each) => each.path === path);
      if (place !== undefined) {
        words.push(...(place.kind === 'folder' ? [['--dir', path]] : maskWords(place)));
        continue;
      }
      const found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
      if (found === undefined) continue;
      if (found.isSymbolicLink()) {
        words.push(['--symlink', readlinkSync(path), path]);
      } else if (folders.has(path)) {
        words.push(['--dir', path]);
        if (!fill(path)) return false;
      } else {
        if (shown.length >= room) return false;
        words.push(['--ro-bind-try', path, path]);
        shown.push({ path, dev: found.dev, ino: found.ino });
      }
    }
    return true;
  };
  try {
    if (!fill(top)) return undefined;
  } catch {
    // Not to be listed, or changing under our hands.
    return undefined;
  }
  return { words: [...words, ['--remount-ro', top]], shown, left: [] };
}

const namesIn = (folder: string): readonly string[] => readdirSync(folder).toSorted();

/** An empty folder, or a file that cannot be opened, in the place of what is there. */
export const maskWords = ({ path, kind }: MaskedPlace): readonly (readonly string[])[] =>
  kind === 'nothing' ? [] : kind === 'folder' ? [['--tmpfs', path]] : [['--ro-bind', '/dev/null', path]];

/**
 * The first name where something else is shown than stood there. Between our look and the mount a name can have become
 * a link, which the mount follows outside of the sandbox, where nothing is masked.
 */
export function shownOtherwise(shown: readonly ShownName[], rootOfSandbox: string): string | undefined {
  for (const { path, dev, ino } of shown) {
    const inside = lstatSync(`${rootOfSandbox}${path}`, { bigint: true, throwIfNoEntry: false });
    if (inside === undefined || (inside.dev === dev && inside.ino === ino)) continue;
    // A file that was written anew meanwhile, in its own place, is as good as the old one.
    const now = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (now?.dev === inside.dev && now.ino === inside.ino && !now.isSymbolicLink()) continue;
    return path;
  }
  return undefined;
}
