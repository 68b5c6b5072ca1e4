import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { readIfThere, writePrivateFile } from '../private-file.ts';

/**
 * A private file of one JSON a line, latest last, that outlives a restart and is no larger than its limit. A line that
 * can't be read is left out, and one that can't be written is lost: who needs it sealed keeps it as evidence too.
 */
export function readLines<Item>(
  path: string | undefined,
  schema: z.ZodType<Item>,
  max: number,
  isKept: (item: Item) => boolean = () => true,
): readonly Item[] {
  if (path === undefined) return [];
  const lines = textOf(path)
    .split('\n')
    .filter((line) => line !== '');
  const items = lines
    .flatMap((line): Item[] => {
      const parsed = schema.safeParse(parse(line));
      return parsed.success && isKept(parsed.data) ? [parsed.data] : [];
    })
    .slice(-max);
  // Half of what is in it is no longer of use.
  if (lines.length > 100 && items.length < lines.length / 2) {
    try {
      writePrivateFile(path, items.map((item) => `${JSON.stringify(item)}\n`).join(''));
    } catch {
      // As it was it is as good.
    }
  }
  return items;
}

export function addLine(path: string | undefined, item: unknown): void {
  if (path === undefined) return;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    appendFileSync(path, `${JSON.stringify(item)}\n`, { mode: 0o600 });
  } catch {
    // A full disk says so where evidence is written.
  }
}

const textOf = (path: string): string => {
  try {
    return readIfThere(path) ?? '';
  } catch {
    return '';
  }
};

const parse = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};
