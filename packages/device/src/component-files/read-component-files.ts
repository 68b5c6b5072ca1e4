/**
 * The files of a skill, plugin, server or client config as they lie on disk or in a bundle. This folder owns what is opened
 * and how far it is read; it must never run anything, follow a link out of what was asked for, open what is not a regular
 * file, or judge what it reads. A new kind of bundle is a reader like `readBundle`.
 */
import { realpathSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { isBundleName } from './bundle-name.ts';
import { READ_LIMITS, type ReadLimits, type SourceOutcome } from './component-source.ts';
import { readBundle } from './read-bundle.ts';
import { readFolder } from './read-folder.ts';
import { readingBudget } from './reading-budget.ts';
import { readRegularFile } from './regular-file.ts';

const ZIP_STARTS = ['504b0304', '504b0506'];

export async function readComponentFiles(
  path: string,
  {
    limits = READ_LIMITS,
    isSkipped = () => false,
  }: { limits?: ReadLimits; isSkipped?: (path: string) => boolean } = {},
): Promise<SourceOutcome> {
  let root: string;
  try {
    // A link that a person names is their choice; links below it are somebody else's.
    root = realpathSync(path);
    const status = statSync(root);
    if (status.isDirectory()) return { kind: 'read', source: await readFolder(root, limits, isSkipped) };
    if (!status.isFile()) return { kind: 'cannot', why: 'it is neither a folder nor a regular file' };
  } catch (error) {
    return { kind: 'cannot', why: systemWords(error) };
  }
  const head = readRegularFile(root, limits.maxFileBytes);
  if (head === undefined) return { kind: 'cannot', why: 'it may not be read' };
  const isZip = ZIP_STARTS.includes(head.bytes.subarray(0, 4).toString('hex'));
  if (isZip || isBundleName(root)) return readBundle(root, limits);
  const budget = readingBudget(limits);
  const file = budget.take(basename(root), head.bytes, head.size);
  if ('unread' in file)
    return { kind: 'cannot', why: 'it is no text and no bundle; if it is an archive, unpack it first' };
  return {
    kind: 'read',
    source: { kind: 'file', files: [file], tricks: [], skipped: [], cut: budget.cut() },
  };
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
  ELOOP: 'its links lead round in a circle',
  ENOTDIR: 'a part of the path is not a folder',
  ENAMETOOLONG: 'the path is too long',
};

const systemWords = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return WORDS[code] ?? (error instanceof Error ? error.message : String(error));
};
