import { isBundleName } from './bundle-name.ts';
import type { BundleTrick, ComponentSource, ReadLimits, SourceFile } from './component-source.ts';
import { readBundle } from './read-bundle.ts';
import { readingBudget, type ReadingBudget } from './reading-budget.ts';
import { readRegularFile } from './regular-file.ts';
import { whyNoText } from './text-of-bytes.ts';
import { walkFolder } from './walk-folder.ts';

/** After so many files whoever else lives in the process has a turn. */
const FILES_A_TURN = 64;

/** A bundle that lies in the folder is read like a folder of its name; what lies in bundles in it is not. */
export async function readFolder(
  root: string,
  limits: ReadLimits,
  isSkipped: (path: string) => boolean,
): Promise<ComponentSource> {
  const { entries, skipped, cut: notWalked } = walkFolder(root, limits, isSkipped);
  const cut = [...notWalked];
  const budget = readingBudget(limits);
  const files: SourceFile[] = [];
  const tricks: BundleTrick[] = [];
  for (const [index, entry] of entries.entries()) {
    if (index % FILES_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    if ('unread' in entry) files.push(entry);
    else if (budget.allowance() <= 0) budget.refuse(entry.path);
    else {
      const bundle = isBundleName(entry.path)
        ? await readBundle(
            entry.at,
            { ...limits, maxFiles: limits.maxFiles - files.length },
            { path: entry.path, budget },
          )
        : undefined;
      if (bundle?.kind === 'read') {
        files.push(...bundle.source.files);
        tricks.push(...bundle.source.tricks);
        cut.push(...bundle.source.cut);
      } else files.push(readOne(entry, budget));
    }
  }
  return { kind: 'folder', files, tricks, skipped, cut: [...cut, ...budget.cut()] };
}

function readOne({ path, at }: { path: string; at: string }, budget: ReadingBudget): SourceFile {
  const head = readRegularFile(at, budget.allowance(), {
    isWanted: (beginning) => whyNoText(path, beginning) === undefined,
  });
  return head === undefined
    ? { path, bytes: 0, unread: 'unreadable' }
    : budget.take(path, head.bytes, head.size);
}
