import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { posix } from 'node:path';
import { fromFdPromise, type Entry, type ZipFile } from 'yauzl';
import { listBundle, messageOf, type BundleEntry } from './bundle-entries.ts';
import type { BundleTrick, ReadLimits, SourceFile, SourceOutcome } from './component-source.ts';
import { readingBudget, type ReadingBudget } from './reading-budget.ts';
import { BEGINNING_BYTES, whyNoText } from './text-of-bytes.ts';

/** Text packs to a tenth at best; what packs to so little is made to fill a disk. */
const BOMB_RATIO = 200;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;

/** A bundle that lies in a folder shares what the folder may use up, which also says what it cut. */
type Within = { readonly path: string; readonly budget: ReadingBudget };

/**
 * The files of a zip without unpacking it anywhere. Everything a bundle says about itself (names, sizes, counts) is a claim:
 * what is read is counted as it comes, and what only an attacker would write is told as a trick.
 */
export async function readBundle(path: string, limits: ReadLimits, within?: Within): Promise<SourceOutcome> {
  let zip: ZipFile;
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      if (!fstatSync(file).isFile()) throw new Error('it is not a regular file');
      // Names as bytes, because a name that is not allowed would end the reading instead of being told.
      zip = await fromFdPromise(file, { decodeStrings: false, autoClose: false });
    } catch (error) {
      closeSync(file);
      throw error;
    }
  } catch (error) {
    return { kind: 'cannot', why: messageOf(error) };
  }
  // What is read of a damaged bundle may fail where nobody waits for it.
  zip.on('error', () => {});
  try {
    const listed = await listBundle(zip, limits);
    const budget = within?.budget ?? readingBudget(limits);
    const prefix = within === undefined ? '' : `${within.path}/`;
    const tricks = listed.tricks.map((one) => ({ ...one, path: prefix + one.path }));
    const files: SourceFile[] = [];
    for (const one of listed.entries.toSorted(byWeight)) {
      const file = await readEntry(zip, { ...one, shown: prefix + one.path }, { budget, limits, tricks });
      if (file !== undefined) files.push(file);
    }
    return {
      kind: 'read',
      source: {
        kind: 'bundle',
        files,
        tricks,
        skipped: [],
        cut:
          within === undefined
            ? [...listed.cut, ...budget.cut()]
            : listed.cut.map((one) => `in \`${within.path}\`: ${one}`),
      },
    };
  } finally {
    zip.close();
  }
}

/** The shallow ones first and what others wrote last, as in a folder. */
const byWeight = (a: BundleEntry, b: BundleEntry): number => weightOf(a.path) - weightOf(b.path);
const weightOf = (path: string): number =>
  path.split('/').length + (/(?:^|\/)node_modules\//.test(path) ? 1000 : 0);

type Reading = {
  readonly budget: ReadingBudget;
  readonly limits: ReadLimits;
  readonly tricks: BundleTrick[];
};

async function readEntry(
  zip: ZipFile,
  { path: inside, shown: path, isSafe, entry }: BundleEntry & { readonly shown: string },
  { budget, limits, tricks }: Reading,
): Promise<SourceFile | undefined> {
  const bytes = entry.uncompressedSize;
  const trick = (kind: BundleTrick['kind']): void => void tricks.push({ kind, path });
  if (!isSafe) return { path, bytes, unread: 'unsafe-name' };
  if ((entry.generalPurposeBitFlag & ENCRYPTED) !== 0) {
    trick('encrypted');
    return { path, bytes, unread: 'encrypted' };
  }
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) {
    trick('odd-packing');
    return { path, bytes, unread: 'unreadable' };
  }
  if (bytes > limits.maxFileBytes && bytes > BOMB_RATIO * entry.compressedSize) {
    trick('bomb');
    return { path, bytes, unread: 'too-large' };
  }
  if (budget.allowance() <= 0) {
    budget.refuse(path);
    return undefined;
  }
  try {
    if (await hasOtherName(zip, entry)) trick('two-names');
    const head = await headOf(zip, entry, path, budget.allowance());
    if (!isLink(entry)) return budget.take(path, head, bytes);
    return { path, bytes, unread: leadsOut(inside, head.toString('utf8')) ? 'link-out' : 'link-inside' };
  } catch (error) {
    // Some programs unpack it all the same, and get more than the list says.
    if (/too (?:many|few) bytes|not enough bytes/.test(messageOf(error))) trick('false-size');
    return { path, bytes, unread: 'unreadable' };
  }
}

async function headOf(zip: ZipFile, entry: Entry, path: string, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let filled = 0;
  const stream = await zip.openReadStreamPromise(entry);
  for await (const piece of stream as AsyncIterable<Buffer>) {
    pieces.push(piece);
    filled += piece.length;
    if (filled >= maxBytes) break;
    // A binary is not unpacked to its end to know that it is one.
    if (filled >= BEGINNING_BYTES && pieces.length === 1 && whyNoText(path, piece) !== undefined) break;
  }
  return Buffer.concat(pieces).subarray(0, maxBytes);
}

/** Each file is named in the list and before its bytes; programs differ in which they believe. */
async function hasOtherName(zip: ZipFile, entry: Entry): Promise<boolean> {
  const local = await zip.readLocalFileHeaderPromise(entry);
  return !local.fileName.equals(entry.fileNameRaw);
}

const UNIX = 3;
const isLink = (entry: Entry): boolean =>
  entry.versionMadeBy >> 8 === UNIX && ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000;

const leadsOut = (path: string, target: string): boolean =>
  /^[/\\]|^[a-z]:/i.test(target) || posix.join(posix.dirname(path), target).startsWith('..');
