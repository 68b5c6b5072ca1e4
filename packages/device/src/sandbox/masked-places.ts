import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * What a command in the sandbox finds in a place: nothing, in a folder that is there and empty, or in an empty file, or
 * no such name at all where there is none now, whatever comes to stand there while the command runs.
 */
export type MaskedPlace = {
  readonly path: string;
  readonly kind: 'folder' | 'file' | 'nothing';
  /** The name of a link; what it leads to is a place of its own. */
  readonly isLink?: true;
};

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
 * Where `patterns` really stand: a link is masked at its target, since a mount over a link would be made at the target
 * anyway and fail where that is gone, and at its own name, since it can be turned to another target. Patterns are as in
 * the client's own settings: absolute or below `~`; those with wildcards are left out, which `policy native` names.
 * INVARIANT: asked right before the command starts, by the user it runs as, who sees what the command would see.
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
  for (const path of [...wanted, ...others])
    for (const place of placesAt(path))
      // What is there tells more than that a name below it is not.
      if (place.kind !== 'nothing' || !places.has(place.path)) places.set(place.path, place);
  // What stands in a masked folder is gone with it, and could not be mounted over any more.
  return [...places.values()]
    .filter(({ path }) => ![...places.keys()].some((folder) => path.startsWith(`${folder}/`)))
    .toSorted((left, right) => (left.path < right.path ? -1 : 1));
}

function placesAt(path: string): readonly MaskedPlace[] {
  const own = whereItStands(path);
  // Its folder is not to be seen by this user, and so not by the command either.
  if (own === undefined) return [];
  try {
    const real = realpathSync(path);
    const kind = statSync(real).isDirectory() ? 'folder' : 'file';
    return own.path === real
      ? [{ path: real, kind }]
      : [
          { path: real, kind },
          { ...own, kind, isLink: true },
        ];
  } catch {
    return [own];
  }
}

/** The name itself, in the folder where that really is; the first missing one on the way where that is not there. */
function whereItStands(path: string): MaskedPlace | undefined {
  const parent = dirname(path);
  if (parent === path) return undefined;
  try {
    const named = join(realpathSync(parent), basename(path));
    const found = lstatSync(named, { throwIfNoEntry: false });
    return { path: named, kind: found === undefined || found.isSymbolicLink() ? 'nothing' : 'file' };
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT'
      ? whereItStands(parent)
      : undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
