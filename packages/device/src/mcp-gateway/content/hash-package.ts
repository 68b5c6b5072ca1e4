/**
 * A package as it is published: the names and bytes of all files below the folder of its `package.json`, wherever that
 * stands. What it needs (`node_modules`) and its history are no part of it, and neither are modes and times, which differ
 * from one install to the next.
 */
import { createHash } from 'node:crypto';
import { constants, type Dirent } from 'node:fs';
import { open, opendir, readlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { Reader } from '../../hook-endpoint/reader.ts';
import { hashFile } from './hash-file.ts';

const MEBIBYTE = 1024 * 1024;
export type PackageLimits = { readonly files: number; readonly bytes: number; readonly depth: number };
const LIMITS: PackageLimits = { files: 5000, bytes: 64 * MEBIBYTE, depth: 32 };
const MAX_MANIFEST_BYTES = MEBIBYTE;
const LEFT_OUT: ReadonlySet<string> = new Set(['node_modules', '.git']);

export type Package = { readonly folder: string; readonly name: string; readonly version: string };

/** The package that a file belongs to; a `package.json` without a name (`{"type":"module"}`) begins none. */
export async function packageAround(file: string, reader?: Reader): Promise<Package | undefined> {
  let folder = dirname(file);
  for (let level = 0; level < LIMITS.depth && basename(folder) !== 'node_modules'; level += 1) {
    const manifest = await readManifest(join(folder, 'package.json'), reader);
    if (manifest !== undefined) return { folder, ...manifest };
    if (dirname(folder) === folder) break;
    folder = dirname(folder);
  }
  return undefined;
}

export type PackageHash =
  | { readonly ok: true; readonly sha256: string; readonly files: number }
  | { readonly ok: false; readonly why: string };

export async function hashPackage(
  folder: string,
  reader?: Reader,
  limits: PackageLimits = LIMITS,
): Promise<PackageHash> {
  const lines: string[] = [];
  let left = limits.bytes;
  let looked = 0;
  const ahead = [{ path: '', depth: 0 }];
  for (let at = ahead.pop(); at !== undefined; at = ahead.pop()) {
    const entries = await list(join(folder, at.path), limits.files - looked, reader);
    if (entries === undefined) return { ok: false, why: "a folder of it can't be listed" };
    looked += entries.length;
    if (looked > limits.files) return { ok: false, why: `it holds more than ${limits.files} files` };
    for (const entry of entries) {
      if (LEFT_OUT.has(entry.name)) continue;
      const path = at.path === '' ? entry.name : `${at.path}/${entry.name}`;
      if (entry.isDirectory()) {
        if (at.depth >= limits.depth)
          return { ok: false, why: `it is more than ${limits.depth} folders deep` };
        ahead.push({ path, depth: at.depth + 1 });
      } else if (entry.isFile()) {
        const hashed = await hashFile(join(folder, path), { maxBytes: left, reader });
        if (!hashed.ok)
          return {
            ok: false,
            why: hashed.why.startsWith('is larger')
              ? `it holds more than ${limits.bytes / MEBIBYTE} MiB`
              : // Its name is for those who may read it.
                `a file of it ${hashed.why}`,
          };
        left -= hashed.bytes;
        lines.push(`${JSON.stringify(path)} ${hashed.bytes} ${hashed.sha256}`);
      } else {
        const target = entry.isSymbolicLink() ? await readlink(join(folder, path)).catch(() => '') : '';
        lines.push(`${JSON.stringify(path)} -> ${JSON.stringify(target)}`);
      }
    }
  }
  const sha256 = createHash('sha256').update(lines.toSorted().join('\n')).digest('hex');
  return { ok: true, sha256, files: lines.length };
}

/** One more than is wanted says that there are more; undefined where it can't be opened. */
async function list(
  folder: string,
  maxEntries: number,
  reader: Reader | undefined,
): Promise<readonly Dirent[] | undefined> {
  try {
    if (reader !== undefined && (await reader.mayRead(folder)) !== 'yes') return undefined;
    const entries: Dirent[] = [];
    for await (const entry of await opendir(folder)) {
      entries.push(entry);
      if (entries.length > maxEntries) break;
    }
    return entries;
  } catch {
    return undefined;
  }
}

const Manifest = z.object({ name: z.string().min(1).max(300), version: z.string().max(300).default('') });

async function readManifest(
  path: string,
  reader: Reader | undefined,
): Promise<z.infer<typeof Manifest> | undefined> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const status = await file.stat();
    if (!status.isFile() || status.size > MAX_MANIFEST_BYTES) return undefined;
    if (reader !== undefined && (await reader.mayReadOpened(file.fd)) !== 'yes') return undefined;
    return Manifest.safeParse(JSON.parse(await file.readFile('utf8'))).data;
  } catch {
    return undefined;
  }
}
