import type { ReadLimits, SourceFile } from './component-source.ts';
import { textOfBytes, whyNoText } from './text-of-bytes.ts';

/** What may still be read, and what was said about the rest: the same for folders and bundles. */
export type ReadingBudget = {
  /** How many bytes the next file may give; 0 when nothing more is read. */
  readonly allowance: () => number;
  /** Counts what was read and makes a file of it; `size` is how large the whole file is. */
  readonly take: (path: string, bytes: Buffer, size: number) => SourceFile;
  /** A file that comes after all that may be read. */
  readonly refuse: (path: string) => void;
  readonly cut: () => readonly string[];
};

export function readingBudget(limits: ReadLimits): ReadingBudget {
  let left = limits.maxTotalBytes;
  const cut: string[] = [];
  const refused = { count: 0, first: '' };
  return {
    allowance: () => Math.min(left, limits.maxFileBytes),
    take: (path, bytes, size) => {
      left -= bytes.length;
      const unread = whyNoText(path, bytes);
      if (unread !== undefined) return { path, bytes: size, unread };
      if (bytes.length < size) cut.push(`\`${path}\` after its first ${bytes.length} of ${size} bytes`);
      return { path, bytes: size, text: textOfBytes(bytes) };
    },
    refuse: (path) => {
      if (refused.count === 0) refused.first = path;
      refused.count += 1;
    },
    cut: () =>
      refused.count === 0
        ? cut
        : [
            ...cut,
            `${refused.count} files from \`${refused.first}\` on, after ${limits.maxTotalBytes} bytes in all`,
          ],
  };
}
