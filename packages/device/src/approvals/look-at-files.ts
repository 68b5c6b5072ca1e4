import { createHash } from 'node:crypto';
import { constants, type BigIntStats } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import type { BoundFile } from '@sallyport/action-model';
import type { LookAtFiles } from '@sallyport/enforcement';

/** Scripts and manifests are far smaller; what is larger is bound by its inode, size and time alone, and said to be. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;
const MAX_ALL_BYTES = 64 * 1024 * 1024;
const PIECE_BYTES = 256 * 1024;

/** What lies at each path now. Nothing that waits is opened: a pipe or a device is only named. */
export const lookAtFiles: LookAtFiles = async (paths) => {
  const budget = { bytes: MAX_ALL_BYTES };
  const openEnded = new Set<string>();
  const files: BoundFile[] = [];
  for (const { path, content } of paths) {
    const { file, why } = await lookAt(path, content, budget);
    files.push(file);
    if (why !== undefined) openEnded.add(why);
  }
  return { files, openEnded: [...openEnded] };
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
