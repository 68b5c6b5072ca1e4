import type { PathUse } from '@sallyport/action-model';
import type { Folders } from '@sallyport/command-reading';
import { isGraver, oneLower, type Tier } from './capability.ts';
import { type PathScope, scopeOf } from './path-scope.ts';
import type { ProgramWords } from './program-words.ts';

/** What is deleted, in words, and how bad that is. */
export type Deletion = { readonly object: string; readonly tier: Tier; readonly why: string };

type Extent = 'tree' | 'files' | 'filtered';

const OBJECTS: Readonly<Record<PathScope, string>> = {
  device: 'device',
  system: 'system',
  home: 'home',
  keys: 'keys',
  personal: 'personal-files',
  project: 'project',
  'inside-project': 'folder',
  rebuilt: 'rebuilt',
  temporary: 'temporary',
  elsewhere: 'folder-elsewhere',
  unknown: 'unknown-place',
};

/** By what is deleted: a whole tree, the files named, or those a search lets through. */
const TIERS: Readonly<Record<PathScope, Readonly<Record<Extent, Tier>>>> = {
  device: { tree: 'grave', files: 'grave', filtered: 'grave' },
  system: { tree: 'grave', files: 'serious', filtered: 'serious' },
  home: { tree: 'grave', files: 'serious', filtered: 'serious' },
  keys: { tree: 'grave', files: 'serious', filtered: 'serious' },
  personal: { tree: 'grave', files: 'serious', filtered: 'serious' },
  project: { tree: 'grave', files: 'serious', filtered: 'contained' },
  'inside-project': { tree: 'serious', files: 'contained', filtered: 'contained' },
  rebuilt: { tree: 'contained', files: 'contained', filtered: 'contained' },
  temporary: { tree: 'contained', files: 'contained', filtered: 'contained' },
  elsewhere: { tree: 'serious', files: 'contained', filtered: 'contained' },
  unknown: { tree: 'serious', files: 'contained', filtered: 'contained' },
};

const WHYS: Readonly<Record<Extent, string>> = {
  tree: 'deletes a folder with everything below it',
  files: 'deletes files there',
  filtered: 'deletes what a search finds there',
};

function deletionOf(scope: PathScope, extent: Extent): Deletion {
  return { object: OBJECTS[scope], tier: TIERS[scope][extent], why: WHYS[extent] };
}

const UNIX =
  /^(?:rm|unlink|rmdir|srm|trash|gio|grm|rip|del|erase|rd|remove-item|ri|rimraf|del-cli|shred|wipe)$/;
const WINDOWS = /^(?:del|erase|rd|rmdir|remove-item|ri|rm)$/;

/** What a program that deletes the files it is given would delete; the worst of them. */
export function deletionBy(words: ProgramWords, folders: Folders): Deletion | undefined {
  if (words.name === 'find' || words.name === 'fd' || words.name === 'fdfind')
    return deletionBySearch(words, folders);
  if (!UNIX.test(words.name)) return undefined;
  const isWindows = WINDOWS.test(words.name);
  const targets = words.operands.filter((word) => word !== '' && !(isWindows && /^\/[a-z]$/i.test(word)));
  const extent = extentOf(words);
  if (extent === undefined) return undefined;
  let worst: Deletion | undefined;
  for (const target of targets) {
    const deletion = deletionOfTarget(target, extent, folders);
    if (!worst || isGraver(deletion.tier, worst.tier)) worst = deletion;
  }
  // What asks before each file is lost by nobody's mistake; what overwrites can't be undeleted.
  if (worst && (words.flags.has('-i') || words.flags.has('--interactive')))
    return { ...worst, tier: oneLower(worst.tier) };
  // Build scripts name what they build.
  if (worst && /^(?:rimraf|del-cli)$/.test(words.name) && worst.tier === 'serious')
    return { ...worst, tier: 'contained' };
  if (worst && /^(?:shred|srm|wipe)$/.test(words.name) && worst.tier === 'contained')
    return overwritten(worst);
  return worst;
}

const overwritten = (deletion: Deletion): Deletion =>
  deletion.object === 'rebuilt' || deletion.object === 'temporary'
    ? deletion
    : { ...deletion, tier: 'serious', why: 'overwrites files so that they can not be restored' };

function extentOf({ name, flags }: ProgramWords): Extent | undefined {
  // These only remove folders that are empty already.
  if (name === 'rmdir' || name === 'rd') return flags.has('/s') ? 'tree' : undefined;
  if (name === 'rimraf' || name === 'del-cli' || name === 'srm' || name === 'wipe') return 'tree';
  if (name === 'trash' || name === 'gio' || name === 'rip') return undefined;
  const isTree = ['-r', '-R', '--recursive', '/s', '-recurse', '-rec', '-recu'].some((flag) =>
    flags.has(flag),
  );
  return isTree ? 'tree' : 'files';
}

function deletionOfTarget(target: string, extent: Extent, folders: Folders): Deletion {
  const scope = scopeOf(target, folders);
  if (extent === 'tree') {
    // `*.log` and `build*` name some of what is there, `*` all of it.
    const isSome = /[*?[]/.test(target) && /[\w-]/.test(target.slice(target.search(/[/\\][^/\\]*$/) + 1));
    if (isSome && scope === 'project') return deletionOf('inside-project', 'tree');
    return deletionOf(scope, 'tree');
  }
  const isAll = /(?:^|[/\\])(?:\*|\.\*|\*\.\*)$/.test(target);
  if (isAll && scope === 'inside-project') return { ...deletionOf(scope, 'files'), tier: 'serious' };
  if (!isAll && scope === 'home') return deletionOf('elsewhere', 'files');
  if (!isAll && scope === 'project' && !/(?:^|\/)\.git\/(?!.*\.lock$)/.test(target))
    return deletionOf('inside-project', 'files');
  return deletionOf(scope, 'files');
}

/** `find … -delete`, `fd … -X rm`: the folder it starts from, and whether it picks among what it finds. */
function deletionBySearch(
  { name, use, operands, flags }: ProgramWords,
  folders: Folders,
): Deletion | undefined {
  const deletes = flags.has('-delete') || (name !== 'find' && operands.includes('rm'));
  if (!deletes) return undefined;
  if (name !== 'find') return deletionOf('project', 'filtered');
  const first = use.args.findIndex((word) => word.startsWith('-') || word === '(' || word === '!');
  const starts = use.args.slice(0, first).filter((word) => word !== '');
  const picks =
    /^-(?:i?name|i?path|i?regex|empty|[acm](?:time|min)|newer\w*|size|user|group|perm|wholename|nouser|links)$/;
  const extent: Extent = use.args.some((word) => picks.test(word)) ? 'filtered' : 'tree';
  let worst: Deletion | undefined;
  for (const start of starts.length > 0 ? starts : ['.']) {
    const deletion = deletionOf(scopeOf(start, folders), extent);
    if (!worst || isGraver(deletion.tier, worst.tier)) worst = deletion;
  }
  return worst;
}

/** What code given inline deletes: paths that the reading found without a program of their own. */
export function deletionInCode(paths: readonly PathUse[], folders: Folders): Deletion | undefined {
  let worst: Deletion | undefined;
  for (const { path, access, recursive } of paths.slice(0, 64)) {
    if (access !== 'delete') continue;
    const deletion = deletionOfTarget(path, recursive ? 'tree' : 'files', folders);
    if (!worst || isGraver(deletion.tier, worst.tier)) worst = deletion;
  }
  return worst;
}
