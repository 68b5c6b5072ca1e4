import type { ComponentSource, ReadLimits, SourceFile } from './component-source.ts';
import { readingBudget } from './reading-budget.ts';
import { readRegularFile } from './regular-file.ts';
import { whyNoText } from './text-of-bytes.ts';
import { walkFolder } from './walk-folder.ts';

/** After so many files whoever else lives in the process has a turn. */
const FILES_A_TURN = 64;

export async function readFolder(
  root: string,
  limits: ReadLimits,
  isSkipped: (path: string) => boolean,
): Promise<ComponentSource> {
  const { entries, skipped, cut } = walkFolder(root, limits, isSkipped);
  const budget = readingBudget(limits);
  const files: SourceFile[] = [];
  for (const [index, entry] of entries.entries()) {
    if (index % FILES_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    if ('unread' in entry) files.push(entry);
    else if (budget.allowance() <= 0) budget.refuse(entry.path);
    else {
      const head = readRegularFile(entry.at, budget.allowance(), {
        isWanted: (beginning) => whyNoText(entry.path, beginning) === undefined,
      });
      files.push(
        head === undefined
          ? { path: entry.path, bytes: 0, unread: 'unreadable' }
          : budget.take(entry.path, head.bytes, head.size),
      );
    }
  }
  return { kind: 'folder', files, tricks: [], skipped, cut: [...cut, ...budget.cut()] };
}
