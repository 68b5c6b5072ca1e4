import { createHash } from 'node:crypto';
import { constants, statSync, type BigIntStats } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { BoundFile } from '@sallyport/action-model';
import { TOO_MANY_FILES, type LookAtFiles, type SoughtPrograms } from '@sallyport/enforcement';
import { searchFolders } from './search-path.ts';

/** Scripts and manifests are far smaller; what is larger is bound by its inode, size and time alone, and said to be. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;
const MAX_ALL_BYTES = 64 * 1024 * 1024;
const PIECE_BYTES = 256 * 1024;

/** As many as a binding has room for. */
const MAX_FILES = 256;

/**
 * What lies at each path now, and wherever a program that is sought could be found: another file of its name in another
 * folder makes another binding. Nothing that waits is opened: a pipe or a device is only named.
 */
export const lookAtFiles =
  (searchPath: string | undefined): LookAtFiles =>
  async (paths, sought) => {
    const budget = { bytes: MAX_ALL_BYTES };
    const openEnded = new Set<string>();
    const files: BoundFile[] = [];
    for (const { path, content } of paths) {
      const { file, why } = await lookAt(path, content, budget);
      files.push(file);
      if (why !== undefined) openEnded.add(why);
    }
    const known = new Set(paths.map(({ path }) => path));
    for (const path of programsFor(sought, searchPath)) {
      if (known.has(path)) continue;
      if (files.length >= MAX_FILES) {
        openEnded.add(TOO_MANY_FILES);
        break;
      }
      // A program that is too large is bound by its inode, size and times, which say enough of what nobody edits.
      files.push((await lookAt(path, true, budget)).file);
    }
    return { files, openEnded: [...openEnded] };
  };

/** Every file that a shell could take for one of the names, in the order of folders. */
function programsFor(
  { names, folders, ...where }: SoughtPrograms,
  own: string | undefined,
): readonly string[] {
  if (names.length === 0) return [];
  const search = searchFolders({ ...where, said: folders, ...(own === undefined ? {} : { own }) });
  return names.flatMap((name) => search.map((folder) => join(folder, name)).filter(isProgram));
}

const isProgram = (path: string): boolean => {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() === true && (found.mode & 0o111) !== 0;
  } catch {
    // A folder that this guard may not look into.
    return false;
  }
};

type Seen = { readonly file: BoundFile; readonly why?: string };

async function lookAt(path: string, content: boolean, budget: { bytes: number }): Promise<Seen> {
  const missing: BoundFile = { path, resolved: path, kind: 'missing' };
  let resolved: string;
  try {
    resolved = await realpath(path);
  } catch {
    return { file: missing };
  }
  // Held open from here on: what is described and what is hashed is one file.
  const handle = await open(resolved, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW).catch(
    () => undefined,
  );
  if (handle === undefined) return { file: { path, resolved, kind: 'other' } };
  try {
    const found = await handle.stat({ bigint: true });
    const file: BoundFile = {
      path,
      resolved,
      kind: kindOf(found),
      dev: String(found.dev),
      ino: String(found.ino),
    };
    if (!content || file.kind !== 'file') return { file };
    const size = Number(found.size);
    if (size > MAX_FILE_BYTES || size > budget.bytes)
      return {
        file: {
          ...file,
          sha256: createHash('sha256')
            .update(`${found.size} ${found.mtimeNs} ${found.ctimeNs}`)
            .digest('hex'),
        },
        why: `\`${path.slice(0, 200)}\` is too large to be looked at`,
      };
    budget.bytes -= size;
    const hash = createHash('sha256');
    const piece = Buffer.alloc(PIECE_BYTES);
    let at = 0;
    while (at <= MAX_FILE_BYTES) {
      const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES, at);
      if (bytesRead === 0) break;
      hash.update(piece.subarray(0, bytesRead));
      at += bytesRead;
    }
    return { file: { ...file, sha256: hash.digest('hex') } };
  } catch {
    // Going away while it is looked at: the next look finds something else, and that is what counts.
    return { file: { ...missing, resolved } };
  } finally {
    await handle.close();
  }
}

const kindOf = (found: BigIntStats): BoundFile['kind'] =>
  found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
