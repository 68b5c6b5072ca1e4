import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { ReadLimits } from '../component-files/component-source.ts';
import { readRegularFile } from '../component-files/regular-file.ts';
import { walkFolder } from '../component-files/walk-folder.ts';

const MEBIBYTE = 1024 * 1024;
export const HASH_LIMITS: ReadLimits = {
  maxFiles: 5000,
  maxFileBytes: 32 * MEBIBYTE,
  maxTotalBytes: 64 * MEBIBYTE,
  maxDepth: 32,
};

export type ContentHash = {
  readonly sha256: string;
  /** A limit was reached, or something can't be read or lies elsewhere: that is not in the hash. */
  readonly isPart: boolean;
  /** A history (`.git`) lies in it, which is not in the hash. */
  readonly hasHistory: boolean;
  /** What was read for it. */
  readonly files: number;
  readonly bytes: number;
};

/**
 * Of a file its own hash, whatever it is called. Of a folder the same for the same names and bytes, wherever the folder lies and in whatever order the disk lists it. Programs and pictures
 * count, links count by their name, and a folder's history (`.git`) does not. Undefined where nothing is there.
 */
export function hashContent(path: string, limits: ReadLimits = HASH_LIMITS): ContentHash | undefined {
  const steps = hashSteps(path, limits);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same for whoever has others waiting: they come between any two files. */
export async function hashContentAside(
  path: string,
  limits: ReadLimits = HASH_LIMITS,
): Promise<ContentHash | undefined> {
  const steps = hashSteps(path, limits);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await setImmediate();
  }
}

/** Stops after each file. */
function* hashSteps(path: string, limits: ReadLimits): Generator<undefined, ContentHash | undefined> {
  let root: string;
  let isFolder: boolean;
  try {
    root = realpathSync(path);
    isFolder = statSync(root).isDirectory();
  } catch {
    return undefined;
  }
  const { entries, cut, skipped } = isFolder
    ? walkFolder(root, limits, () => false)
    : { entries: [{ path: basename(root), at: root }], cut: [], skipped: [] };
  let left = limits.maxTotalBytes;
  let isPart = cut.length > 0;
  const lines: string[] = [];
  let alone: string | undefined;
  for (const entry of entries) {
    if ('unread' in entry) {
      isPart = true;
      lines.push(`${JSON.stringify(entry.path)} ${entry.unread}`);
      continue;
    }
    const head = readRegularFile(entry.at, Math.max(0, Math.min(left, limits.maxFileBytes)));
    left -= head?.bytes.length ?? 0;
    if (head === undefined || head.size > head.bytes.length) isPart = true;
    const own = head === undefined ? undefined : sha256(head.bytes);
    if (!isFolder) alone = own;
    lines.push(`${JSON.stringify(entry.path)} ${own === undefined ? 'unreadable' : `${head?.size} ${own}`}`);
    yield undefined;
  }
  return {
    sha256: alone ?? sha256(Buffer.from(lines.toSorted().join('\n'))),
    isPart,
    hasHistory: skipped.length > 0,
    files: entries.length,
    bytes: limits.maxTotalBytes - left,
  };
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
