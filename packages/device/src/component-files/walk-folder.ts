import { lstatSync, opendirSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { join, sep } from 'node:path';
import type { ReadLimits, UnreadReason } from './component-source.ts';

/** A regular file to be read (`at` is where), or something that will not be. */
export type WalkedEntry =
  | { readonly path: string; readonly at: string }
  | { readonly path: string; readonly bytes: number; readonly unread: UnreadReason };

export type Walk = {
  readonly entries: readonly WalkedEntry[];
  readonly skipped: readonly string[];
  readonly cut: readonly string[];
};

/** History, not part of what runs; and large. */
const HISTORY = '.git';

/**
 * All files below `root` (a real path), the shallow ones first and `node_modules` last, so that a limit costs what matters
 * least. Never follows a link to a folder: those inside are walked where they lie, those that lead out are no part of this.
 */
export function walkFolder(root: string, limits: ReadLimits, isSkipped: (path: string) => boolean): Walk {
  const entries: WalkedEntry[] = [];
  const cut: string[] = [];
  const skipped: string[] = [];
  let tooDeep = 0;
  let folders = 0;
  let isCut = false;
  const ahead: { path: string; depth: number }[] = [{ path: '', depth: 0 }];
  const later: typeof ahead = [];
  for (let folder = ahead.shift(); folder !== undefined; folder = ahead.shift() ?? later.shift()) {
    // Empty folders cost as much as files.
    if (folders >= limits.maxFiles || entries.length >= limits.maxFiles) {
      isCut = true;
      break;
    }
    folders += 1;
    const listed = listFolder(join(root, folder.path), limits.maxFiles - entries.length);
    if (listed === undefined) {
      entries.push({ path: `${folder.path}/`, bytes: 0, unread: 'unreadable' });
      continue;
    }
    for (const one of listed.entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = folder.path === '' ? one.name : `${folder.path}/${one.name}`;
      const kind = kindOf(one, join(root, path));
      if (one.name === HISTORY || isSkipped(path)) skipped.push(path);
      else if (kind !== 'folder') entries.push(entryOf(root, path, kind));
      else if (folder.depth >= limits.maxDepth) tooDeep += 1;
      else (one.name === 'node_modules' ? later : ahead).push({ path, depth: folder.depth + 1 });
    }
    isCut ||= listed.hasMore;
  }
  if (isCut) cut.push(`what comes after the first ${entries.length} files and ${folders} folders`);
  if (tooDeep > 0) cut.push(`what lies more than ${limits.maxDepth} folders deep`);
  return { entries, skipped, cut };
}

type Listed = { readonly entries: readonly Dirent[]; readonly hasMore: boolean };

/** No more of a folder than is wanted, however many names lie in it; undefined when it can't be opened. */
function listFolder(path: string, maxEntries: number): Listed | undefined {
  try {
    using folder = opendirSync(path);
    const entries: Dirent[] = [];
    for (let one = folder.readSync(); one !== null; one = folder.readSync()) {
      if (entries.length >= maxEntries) return { entries, hasMore: true };
      entries.push(one);
    }
    return { entries, hasMore: false };
  } catch {
    return undefined;
  }
}

type EntryKind = 'file' | 'folder' | 'link' | 'special' | 'unknown';

function kindOf(entry: Pick<Dirent, 'isFile' | 'isDirectory' | 'isSymbolicLink'>, at: string): EntryKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  if (entry.isSymbolicLink()) return 'link';
  try {
    // Some file systems give names without kinds.
    const status = lstatSync(at);
    if (status.isFile()) return 'file';
    if (status.isDirectory()) return 'folder';
    return status.isSymbolicLink() ? 'link' : 'special';
  } catch {
    return 'unknown';
  }
}

function entryOf(root: string, path: string, kind: Exclude<EntryKind, 'folder'>): WalkedEntry {
  const at = join(root, path);
  if (kind === 'file') return { path, at };
  if (kind === 'link') return linkEntry(root, path, at);
  return { path, bytes: 0, unread: kind === 'special' ? 'special' : 'unreadable' };
}

/** A link to a file inside is that file under another name, and names decide what a client makes of it. */
function linkEntry(root: string, path: string, at: string): WalkedEntry {
  try {
    const target = realpathSync(at);
    if (target !== root && !target.startsWith(root === sep ? sep : root + sep))
      return { path, bytes: 0, unread: 'link-out' };
    const status = statSync(target);
    if (status.isFile()) return { path, at: target };
    return { path, bytes: 0, unread: status.isDirectory() ? 'link-inside' : 'special' };
  } catch {
    return { path, bytes: 0, unread: 'link-out' };
  }
}
