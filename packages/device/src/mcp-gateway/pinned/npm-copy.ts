/**
 * Makes a copy of a package and of all that it needs, by the person's own npm, which knows their registry and how to prove
 * who they are there. Nothing of the package runs while that happens, its install scripts included.
 */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  closeSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, relative, sep } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Fetch } from './fetch-words.ts';
import { readTree, treeHash, type Tree } from './tree-manifest.ts';

export type Wanted = Omit<Fetch, 'args'>;

export type MadeCopy = {
  readonly folder: string;
  readonly version: string;
  readonly main: string;
  readonly scripts: readonly string[];
  readonly tree: Tree;
  readonly hash: string;
};
export type CopyOutcome =
  { readonly ok: true; readonly copy: MadeCopy } | { readonly ok: false; readonly why: string };

const NPM_DEADLINE_MS = 5 * 60_000;
/** Longer than the clock of any file system stands still: what changes later has another time. */
const CLOCK_MOVES_MS = 50;
const OPTIONS = [
  '--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--save', '--save-exact', '--package-lock',
  '--omit=dev', '--include=optional', '--no-global', '--no-dry-run', '--loglevel=error',
]; // prettier-ignore

/** `lock`: the two files of an earlier copy that is to be made again. */
export async function makeNpmCopy(
  folder: string,
  { spec, package: name, bin }: Wanted,
  lock?: Readonly<Record<'package.json' | 'package-lock.json', string>>,
): Promise<CopyOutcome> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files = lock ?? { 'package.json': '{ "name": "pinned-server", "private": true }\n' };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  const failed = await runNpm(
    folder,
    lock === undefined ? ['install', ...OPTIONS, '--prefer-online', '--', spec] : ['ci', ...OPTIONS],
  );
  if (failed !== undefined) return { ok: false, why: failed };
  const installed = join(folder, 'node_modules', name);
  const found = readInstalled(folder, installed, name, bin);
  if ('why' in found) return { ok: false, why: found.why };
  makeReadOnly(folder);
  await pause(CLOCK_MOVES_MS);
  const read = await readTree(folder);
  if (!read.ok) return { ok: false, why: `the copy can't be pinned: ${read.why}` };
  return { ok: true, copy: { folder, ...found, tree: read.tree, hash: treeHash(read.tree) } };
}

function runNpm(cwd: string, words: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn('npm', [...words], {
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: NPM_DEADLINE_MS,
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2000)));
    child.once('error', (error) =>
      resolve(`npm could not be started: ${error.message}; it has to be in the PATH`),
    );
    child.once('close', (code, signal) =>
      resolve(
        code === 0 ? undefined : `npm ended with ${signal ?? code}: ${said.trim() || 'it did not say why'}`,
      ),
    );
  });
}

const Package = z.object({
  version: z.string().max(300),
  bin: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
});
const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), hasInstallScript: z.boolean().optional() }),
  ),
});

function readInstalled(folder: string, installed: string, name: string, wanted: string | undefined) {
  try {
    const { version, bin } = Package.parse(JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')));
    const file = programOf(name, bin, wanted);
    if (file === undefined)
      return {
        why:
          wanted === undefined
            ? `\`${name}\` has no single program`
            : `\`${name}\` has no program \`${wanted}\``,
      };
    const real = realpathSync(join(installed, file));
    const main = relative(realpathSync(folder), real);
    if (main.startsWith(`..${sep}`)) return { why: `the program of \`${name}\` lies outside of its package` };
    if (!isForNode(real)) return { why: `the program of \`${name}\` is not one for node` };
    return {
      version,
      main,
      scripts: packagesOf(readFileSync(join(folder, 'package-lock.json'), 'utf8')).scripts,
    };
  } catch (error) {
    return { why: `what npm fetched can't be read: ${String(error)}` };
  }
}

/** As npx chooses: the only one, or the one that is called as the package. */
function programOf(
  name: string,
  bin: z.infer<typeof Package>['bin'],
  wanted: string | undefined,
): string | undefined {
  const short = name.replace(/^@[^/]*\//, '');
  const programs = typeof bin === 'string' ? { [short]: bin } : (bin ?? {});
  const chosen = wanted ?? (new Set(Object.values(programs)).size === 1 ? Object.keys(programs)[0] : short);
  return chosen !== undefined && Object.hasOwn(programs, chosen) ? programs[chosen] : undefined;
}

function isForNode(file: string): boolean {
  const descriptor = openSync(file, 'r');
  try {
    const head = Buffer.alloc(200);
    const [line = ''] = head.toString('latin1', 0, readSync(descriptor, head)).split('\n');
    return line.startsWith('#!') ? /\bnode\b/.test(line) : /\.[cm]?js$/.test(file);
  } finally {
    closeSync(descriptor);
  }
}

const nameOf = (place: string): string => place.replace(/^node_modules\//, '');

/** What a lockfile says of all packages: where each lies with its version, and which wanted to run something. */
export function packagesOf(lock: string): {
  versions: ReadonlyMap<string, string>;
  scripts: readonly string[];
} {
  const entries = Object.entries(Lock.parse(JSON.parse(lock)).packages).filter(([place]) => place !== '');
  return {
    versions: new Map(entries.map(([place, { version = '?' }]) => [nameOf(place), version])),
    scripts: entries
      .filter(([, { hasInstallScript }]) => hasInstallScript === true)
      .map(([place, { version = '?' }]) => `${nameOf(place)}@${version}`.slice(0, 400)),
  };
}

/** Files, so that nothing changes one by mistake; whoever owns them can still make them writable. */
function makeReadOnly(folder: string): void {
  for (const { name, parentPath } of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const place = join(parentPath, name);
    const status = lstatSync(place);
    if (status.isFile()) chmodSync(place, (status.mode & 0o111) === 0 ? 0o400 : 0o500);
    else if (status.isDirectory()) chmodSync(place, 0o700);
  }
}

export const removeCopy = (folder: string): void => rmSync(folder, { recursive: true, force: true });
