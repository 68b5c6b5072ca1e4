import type { Action, PathAccess, PathUse } from '@sallyport/action-model';
import { HardLinks, type RememberedNames } from './hard-links.ts';
import { LinksInPatterns } from './links-in-patterns.ts';
import { PathLookup } from './path-lookup.ts';

/** What an action may hold at most. */
const MAX_PATHS = 4096;

/**
 * Adds where each path really leads: symbolic links followed, as the file system is now. Policy stays pure
 * because this happens before it. A path that does not exist yet resolves through its nearest existing folder,
 * so writing `link/new-file` is judged where the link points. All actions of one call share one `lookup`.
 */
export function resolvePaths<Kind extends Action>(
  action: Kind,
  lookup: PathLookup = new PathLookup(),
  /** What policy protects: a file that has a second name there is used by that one, too. */
  places: () => readonly string[] = () => [],
  remembered?: RememberedNames,
): Kind {
  if (action.paths.length === 0) return action;
  const missed = new Set<PathAccess>();
  const links = new LinksInPatterns((path) => lookup.resolve(path)?.path);
  const names = new HardLinks(places, action.origin.home, remembered);
  const paths = action.paths
    .flatMap((use) => [use, ...asWalked(use, action.origin, lookup)])
    .slice(0, MAX_PATHS)
    .map((use) => resolveUse(use, lookup, missed))
    .flatMap((use) => [use, ...asMet(use, links, names, movesNames(action))])
    .slice(0, MAX_PATHS);
  if (missed.size === 0) return { ...action, paths };
  return withMissed({ ...action, paths }, missed);
}

/** `name/..`, with whatever means nothing between them. */
const CLIMBS_FROM_NAME = /(?:^|\/)(?!\.{1,2}\/)[^/]+\/(?:\.?\/){0,4096}\.\.(?:\/|$)/;

/**
 * `link/../x` as the system walks it: up from where the link leads. The path of a use is made short by its text alone,
 * which is what some programs do, so both places count.
 */
function asWalked(use: PathUse, { cwd, home }: Action['origin'], lookup: PathLookup): readonly PathUse[] {
  if (use.glob || !CLIMBS_FROM_NAME.test(use.given)) return [];
  const whole = use.given.startsWith('/')
    ? use.given
    : use.given.startsWith('~/')
      ? `${home ?? ''}${use.given.slice(1)}`
      : `${cwd ?? ''}/${use.given}`;
  const walked = lookup.resolve(whole)?.path;
  if (walked === undefined || walked === use.path) return [];
  return walked === lookup.resolve(use.path)?.path ? [] : [{ ...use, path: walked.slice(0, 8192) }];
}

const MOVERS = new Set(['mv', 'rename', 'prename', 'perl-rename', 'mmv']);

/** Who gives links other names follows none, as long as nothing else is done in the same breath. */
const movesNames = (action: Action): boolean =>
  action.kind === 'shell.run' &&
  action.command.programs.length === 1 &&
  MOVERS.has(action.command.programs[0]?.name ?? '');

/** What a pattern meets by a link, and by which protected name a file is known beside the one that was used. */
function asMet(
  use: PathUse,
  links: LinksInPatterns,
  names: HardLinks,
  movesOnly: boolean,
): readonly PathUse[] {
  const others = new Set<string>();
  const addOther = (path: string): void => {
    const other = names.otherName(path);
    if (other !== undefined) others.add(other);
  };
  // A guess at a word of which nothing is known is no pattern that anybody wrote.
  const isWritten = use.certain || /[*?[{]/.test(use.given);
  const all = use.glob && isWritten ? links.met(use, addOther) : [];
  const met = movesOnly ? all.filter(({ rest }) => rest !== '') : all;
  if (!use.glob) addOther(use.resolved ?? use.path);
  if (use.recursive && use.access === 'read' && names.areAny) {
    const below = `${(use.resolved ?? use.path).replace(/\/+$/, '')}/**`;
    links.met({ path: below, access: use.access }, (path) => {
      const other = names.otherNameBelow(path);
      if (other !== undefined) others.add(other);
    });
  }
  return [
    ...met.map(({ path, rest, recursive }): PathUse => {
      const { resolved: _resolved, ...own } = use;
      const whole = `${path === '/' && rest !== '' ? '' : path}${rest}`.slice(0, 8192);
      const isPattern = /[*?[({]/.test(rest);
      return { ...own, path: whole, glob: isPattern, recursive: own.recursive || recursive };
    }),
    ...[...others].map((path): PathUse => {
      const { resolved: _resolved, ...own } = use;
      return { ...own, path, glob: false, certain: !use.glob && use.certain };
    }),
  ];
}

/**
 * A list too long to be followed must not hide a link behind a thousand names that lead nowhere: what was not looked
 * at counts as everywhere, which rules on places meet, and a command is marked as not read to its end.
 */
function withMissed<Kind extends Action>(action: Kind, missed: ReadonlySet<PathAccess>): Kind {
  const everywhere = [...missed].map((access): PathUse => ({
    path: '/',
    given: '…',
    access,
    recursive: true,
    glob: false,
    certain: false,
  }));
  const paths = [...everywhere, ...action.paths].slice(0, MAX_PATHS);
  if (action.kind !== 'shell.run') return { ...action, paths };
  const marks = [...new Set([...action.command.marks, 'too-long' as const])];
  return { ...action, paths, command: { ...action.command, marks } };
}

function resolveUse(use: PathUse, lookup: PathLookup, missed: Set<PathAccess>): PathUse {
  const fixed = use.glob ? fixedPrefix(use.path) : use.path;
  const resolved = lookup.resolve(fixed);
  if (resolved === undefined) {
    missed.add(use.access);
    return { ...use, certain: false };
  }
  const certain = use.certain && resolved.certain;
  const seen = resolved.anyCase ? { ...use, certain, anyCase: true } : { ...use, certain };
  const whole = (resolved.path === '/' && fixed !== '/' ? '' : resolved.path) + use.path.slice(fixed.length);
  if (whole !== use.path) return { ...seen, resolved: whole.slice(0, 8192) };
  return certain === use.certain && !resolved.anyCase ? use : seen;
}

/** The folder part of a pattern before its first wildcard. */
function fixedPrefix(pattern: string): string {
  const wildcard = pattern.search(/[*?[{]/);
  const slash = pattern.lastIndexOf('/', wildcard === -1 ? pattern.length : wildcard);
  return slash <= 0 ? '/' : pattern.slice(0, slash);
}
