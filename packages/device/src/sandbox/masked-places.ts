import { lstatSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** What a command in the sandbox finds in a place: nothing, in a folder that is there and empty, or in an empty file. */
export type MaskedPlace = { readonly path: string; readonly kind: 'folder' | 'file' };

/** Beside what policy keeps from being read: rules with exceptions cannot be turned into folders. */
const ALWAYS = [
  '~/.ssh',
  '~/.gnupg',
  '~/.aws',
  '~/.sallyport',
  '~/.claude/.credentials.json',
  '/var/lib/sallyport',
];
/** Below each of these stand the homes of other people. */
const HOMES = ['/home', '/Users'];

/**
 * Those of `patterns` that are there, where they really stand: a link is masked at its target, since a mount over a link
 * would be made at the target anyway and fail where that is gone. Patterns are as in the client's own settings: absolute
 * or below `~`; those with wildcards are left out, which `policy native` names.
 */
export function maskedPlaces(
  patterns: readonly string[],
  { home, cwd }: { readonly home: string; readonly cwd: string },
): readonly MaskedPlace[] {
  const wanted = [...ALWAYS, ...patterns]
    .filter((pattern) => !/[*?[\]]/.test(pattern))
    .map((pattern) => pattern.replace(/^~(?=\/|$)/, () => home))
    .filter((path) => path.startsWith('/'));
  const others = [
    ...HOMES.flatMap((folder) => namesIn(folder).map((name) => join(folder, name))),
    '/root',
  ].filter(
    // A project that somebody shares stays there.
    (path) => ![home, cwd].some((own) => own === path || own.startsWith(`${path}/`)),
  );
  const places = new Map<string, MaskedPlace>();
  for (const path of [...wanted, ...others]) {
    const place = placeAt(path);
    if (place !== undefined) places.set(place.path, place);
  }
  // What stands in a masked folder is gone with it, and could not be mounted over any more.
  return [...places.values()]
    .filter(({ path }) => ![...places.values()].some(({ path: folder }) => path.startsWith(`${folder}/`)))
    .toSorted((left, right) => (left.path < right.path ? -1 : 1));
}

function placeAt(path: string): MaskedPlace | undefined {
  try {
    const real = realpathSync(path);
    return { path: real, kind: lstatSync(real).isDirectory() ? 'folder' : 'file' };
  } catch {
    // Not there, or not to be seen by this user, and so not by the command either.
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
