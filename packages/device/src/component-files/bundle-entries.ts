import { posix } from 'node:path';
import { getFileNameLowLevel, type Entry, type ZipFile } from 'yauzl';
import type { BundleTrick, ReadLimits } from './component-source.ts';

/** A file in a bundle, as its list of contents says. */
export type BundleEntry = { readonly path: string; readonly isSafe: boolean; readonly entry: Entry };

export type BundleList = {
  readonly entries: readonly BundleEntry[];
  readonly tricks: readonly BundleTrick[];
  readonly cut: readonly string[];
};

/** Longer names exist on no file system; held for every entry they would fill the memory. */
const MAX_NAME_BYTES = 4096;
const NOTHING = Buffer.alloc(0);

/** The list at the end of a zip, which is what programs unpack by. `zip` must give names as bytes. */
export async function listBundle(zip: ZipFile, limits: ReadLimits): Promise<BundleList> {
  const entries: BundleEntry[] = [];
  const tricks: BundleTrick[] = [];
  const cut: string[] = [];
  const seen = new Set<string>();
  try {
    for await (const entry of zip.eachEntry()) {
      if (entries.length >= limits.maxFiles) {
        cut.push(`files after the first ${limits.maxFiles}`);
        break;
      }
      const name = nameOf(entry);
      if (name.endsWith('/')) continue;
      const isSafe = isSafeName(name);
      const path = isSafe ? posix.normalize(name) : name;
      // Folders that don't tell case apart, as on macOS and Windows, keep one of the two.
      const place = path.normalize('NFC').toLowerCase();
      if (!isSafe) tricks.push({ kind: 'unsafe-name', path });
      else if (seen.has(place)) tricks.push({ kind: 'same-name', path });
      seen.add(place);
      entries.push({ path, isSafe, entry: withoutExtras(entry) });
    }
  } catch (error) {
    cut.push(`what comes after entry ${entries.length} of the bundle's list (${messageOf(error)})`);
  }
  return { entries, tricks, cut };
}

export const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).toLowerCase().split('\n')[0] ?? '';

function nameOf(entry: Entry): string {
  const raw = entry.fileNameRaw.subarray(0, MAX_NAME_BYTES);
  try {
    return getFileNameLowLevel(entry.generalPurposeBitFlag, raw, entry.extraFields, false);
  } catch {
    return raw.toString('latin1');
  }
}

const isSafeName = (name: string): boolean =>
  name !== '' &&
  name.length < MAX_NAME_BYTES &&
  !name.startsWith('/') &&
  !/^[a-z]:/i.test(name) &&
  !name.includes('\0') &&
  !name.split('/').includes('..');

/** Up to 192 KiB an entry that nobody reads any more. */
function withoutExtras(entry: Entry): Entry {
  entry.extraFieldRaw = NOTHING;
  entry.extraFields = [];
  entry.fileCommentRaw = NOTHING;
  entry.comment = '';
  entry.fileComment = '';
  entry.fileNameRaw = Buffer.from(entry.fileNameRaw);
  return entry;
}
