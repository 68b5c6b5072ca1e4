/**
 * What a folder of code holds, file by file: content, mode, where links lead. Two trees with one hash are the same code.
 * A look at a tree that is known reads only what changed since: a file's stamp holds the time of its last change, which no
 * program of the file's owner can set. Where a file system keeps that time in whole seconds, the file is read every time.
 */
import { createHash } from 'node:crypto';
import {
  createReadStream,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  type BigIntStats,
} from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';

export const TreeEntry = z.object({
  path: z.string().max(4096),
  mode: z.int(),
  /** Of a file its content's hash, of a link `-> ` and where it leads. */
  is: z.string().max(4200),
  stamp: z.string().max(200),
});
export type TreeEntry = z.infer<typeof TreeEntry>;

export type Tree = readonly TreeEntry[];
export type TreeOutcome =
  { readonly ok: true; readonly tree: Tree } | { readonly ok: false; readonly why: string };

const MAX_ENTRIES = 200_000;
const MAX_WHOLE_BYTES = 1024 * 1024;
/** After one of these others get their turn. */
const LARGE_BYTES = 64 * 1024;
/** So many are looked at before others get their turn. */
const ENTRIES_AT_A_TIME = 64;

/** `known`: an earlier look at the same folder. */
export async function readTree(folder: string, known: Tree = []): Promise<TreeOutcome> {
  const before = new Map(known.map((entry) => [entry.path, entry]));
  const tree: TreeEntry[] = [];
  const folders = [folder];
  let looked = 0;
  try {
    for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
      for (const { name } of readdirSync(at, { withFileTypes: true })) {
        if (++looked > MAX_ENTRIES) return { ok: false, why: `it holds more than ${MAX_ENTRIES} files` };
        if (looked % ENTRIES_AT_A_TIME === 0) await new Promise(setImmediate);
        const place = join(at, name);
        const status = lstatSync(place, { bigint: true });
        if (status.isDirectory()) {
          folders.push(place);
          continue;
        }
        const path = relative(folder, place);
        const mode = Number(status.mode & 0o7777n);
        const stamp = stampOf(status);
        const same = before.get(path);
        if (stamp !== '' && same?.stamp === stamp) tree.push(same);
        else if (status.isFile()) tree.push({ path, mode, is: await hashOf(place, status), stamp });
        else if (status.isSymbolicLink()) {
          const target = readlinkSync(place);
          if (leadsOut(folder, place, target))
            return { ok: false, why: `the link \`${path}\` leads out of it` };
          // A link's own mode says nothing, and differs between systems.
          tree.push({ path, mode: 0, is: `-> ${target}`, stamp });
        } else return { ok: false, why: `\`${path}\` is neither a file nor a link` };
      }
    }
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) };
  }
  return { ok: true, tree: tree.sort((one, other) => (one.path < other.path ? -1 : 1)) };
}

const leadsOut = (folder: string, place: string, target: string): boolean => {
  if (isAbsolute(target)) return true;
  const path = relative(folder, resolve(dirname(place), target));
  return path === '..' || path.startsWith(`..${sep}`);
};

function stampOf({ dev, ino, mode, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return ctimeNs % 1_000_000_000n === 0n ? '' : `${dev} ${ino} ${mode} ${size} ${mtimeNs} ${ctimeNs}`;
}

async function hashOf(file: string, { size }: BigIntStats): Promise<string> {
  const hash = createHash('sha256');
  if (size <= MAX_WHOLE_BYTES) {
    const digest = hash.update(readFileSync(file)).digest('hex');
    if (size > LARGE_BYTES) await new Promise(setImmediate);
    return digest;
  }
  for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
  return hash.digest('hex');
}

export const treeHash = (tree: Tree): string =>
  createHash('sha256')
    .update(JSON.stringify(tree.map(({ path, mode, is }) => [path, mode, is])))
    .digest('hex');

export type TreeChanges = {
  readonly changed: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
};

export function compareTrees(before: Tree, now: Tree): TreeChanges {
  const was = new Map(before.map((entry) => [entry.path, entry]));
  const is = new Map(now.map((entry) => [entry.path, entry]));
  const differs = ({ path, mode, is: what }: TreeEntry): boolean => {
    const other = was.get(path);
    return other !== undefined && (other.is !== what || other.mode !== mode);
  };
  return {
    changed: now.filter(differs).map(({ path }) => path),
    added: now.filter(({ path }) => !was.has(path)).map(({ path }) => path),
    removed: before.filter(({ path }) => !is.has(path)).map(({ path }) => path),
  };
}

export const isUnchanged = ({ changed, added, removed }: TreeChanges): boolean =>
  changed.length + added.length + removed.length === 0;
