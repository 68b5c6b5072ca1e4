/**
 * What a server is, as far as its command tells: the program that runs, the script that an interpreter is given, and the
 * content of both. What fetches its code when it starts has no content that could be known; that is said, and never
 * taken for the same again by its name alone.
 */
import { createHash } from 'node:crypto';
import { accessSync, constants, createReadStream, realpathSync, statSync } from 'node:fs';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import type { Reader } from '../hook-endpoint/reader.ts';
import { readFetch } from './pinned/fetch-words.ts';
import { imageDigest } from './pinned/image-digest.ts';

export const ServerIdentity = z.object({
  /** Of the command line and of every file's content. */
  sha256: z.string().length(64),
  /** The same for whatever version of it: what is pinned belongs to this. */
  key: z.string().length(16),
  command: z.string().max(8192),
  files: z
    .array(
      z.object({
        path: z.string().max(4096),
        sha256: z.string().length(64),
        /** What changes with the file: the same stamp, the same content. */
        stamp: z.string().max(200).optional(),
      }),
    )
    .max(8),
  /** Why its code can't be known from what lies here. */
  unpinned: z.string().max(500).optional(),
  /** What its command fetches, where a copy of it could be pinned. */
  fetches: z.object({ spec: z.string().max(300), bin: z.string().max(300).optional() }).optional(),
  /** The copy that runs instead: which package, and the hash of everything in it. */
  package: z
    .object({ name: z.string().max(300), version: z.string().max(300), tree: z.string().length(64) })
    .optional(),
});
export type ServerIdentity = z.infer<typeof ServerIdentity>;

type Started = {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly path: string;
};

/** Programs whose first word is the file that they run. */
const INTERPRETERS =
  /^(?:node|nodejs|bun|deno|python(?:\d(?:\.\d+)?)?|ruby|perl|php|sh|bash|dash|zsh|tsx|ts-node)$/;
/** Programs that fetch what they run, or may. */
const FETCHERS: Readonly<Record<string, string>> = {
  npx: 'npm',
  bunx: 'npm',
  pnpx: 'npm',
  uvx: 'PyPI',
  pipx: 'PyPI',
  docker: 'a registry of images',
  podman: 'a registry of images',
};
/** `npm exec`, `pnpm dlx`, `yarn dlx`, `uv tool run`, `bun x`, `deno run https:…` */
const FETCHING_ORDERS = /^(?:npm (?:exec|x)|pnpm (?:dlx|exec)|yarn dlx|uv (?:run|tool)|bun x)$/;
/** Their options that take the next word, so that it is no script. */
const WITH_VALUE: ReadonlySet<string> = new Set([
  '-r', '--require', '--import', '--loader', '--experimental-loader', '-C', '--conditions', '--env-file',
  '--config', '-c', '-W', '-X', '-I', '--tsconfig',
]); // prettier-ignore
/** Of these, the ones whose word is code too. */
const PRELOADS: ReadonlySet<string> = new Set([
  '-r',
  '--require',
  '--import',
  '--loader',
  '--experimental-loader',
]);
const REMOTE = /^(?:https?|npm|jsr):/i;

/** `reader`: who has started it, where the guard may read more than they: nobody is told of a file that they can't open. */
export async function identifyServer(
  { command, args, cwd, path }: Started,
  reader?: Reader,
): Promise<ServerIdentity> {
  const program = findProgram(command, cwd, path);
  const name = nameOf(program ?? command);
  const isInterpreter = INTERPRETERS.test(name);
  const first = args.find(
    (word, index) => !word.startsWith('-') && !(isInterpreter && WITH_VALUE.has(args[index - 1] ?? '')),
  );
  // Run by its name, which is all that is known of it.
  const module = isInterpreter && name.startsWith('python') && args.includes('-m');
  const script =
    isInterpreter && !module && first !== undefined && !REMOTE.test(first)
      ? realFile(resolve(cwd, first))
      : undefined;
  // By the name that it is called by, by that of the file behind it, and as an interpreter's script.
  const fetcher = [nameOf(command), name, ...(script === undefined ? [] : [nameOf(script)])].find(
    (each) => sourceOf(each, first) !== undefined,
  );
  const isKnownImage = (fetcher === 'docker' || fetcher === 'podman') && imageDigest(args) !== undefined;
  const fetches = fetcher === undefined || isKnownImage ? undefined : sourceOf(fetcher, first);
  const files: ServerIdentity['files'] = [];
  let unread: string | undefined;
  const preloads = isInterpreter
    ? args
        .filter((_word, index) => PRELOADS.has(args[index - 1] ?? ''))
        .map((word) => realFile(resolve(cwd, word)))
    : [];
  for (const file of [program, script, ...preloads.slice(0, 6)]) {
    if (file === undefined) continue;
    if (reader !== undefined && (await reader.mayRead(file)) !== 'yes') {
      unread = file;
      continue;
    }
    try {
      files.push({ path: file, ...(await hashFile(file)) });
    } catch {
      // Gone, or not for us: the server may start all the same, and nobody knows as what.
      unread = file;
    }
  }
  const unpinned =
    fetches !== undefined
      ? `\`${fetcher}\` takes what it runs from ${fetches} when it starts`
      : program === undefined
        ? 'its program was not found'
        : unread !== undefined
          ? `\`${unread}\` can't be read`
          : isInterpreter && script === undefined
            ? `which code \`${name}\` runs is not a file of its command`
            : undefined;
  const words = [command, ...args];
  const fetch = readFetch(command, args);
  return {
    sha256: sha256(JSON.stringify([words, files.map((file) => [file.path, file.sha256]), unpinned])),
    key: sha256(
      JSON.stringify([program ?? command, script ?? (fetches === undefined && !module ? '' : (first ?? ''))]),
    ).slice(0, 16),
    command: words.join(' ').slice(0, 8192),
    files,
    ...(unpinned === undefined ? {} : { unpinned: unpinned.slice(0, 500) }),
    ...(fetch === undefined
      ? {}
      : { fetches: { spec: fetch.spec, ...(fetch.bin === undefined ? {} : { bin: fetch.bin }) } }),
  };
}

/**
 * The same server where a relay has started a copy of its package: what it is called and compared with stays, what it is
 * made of is that copy and the program that runs it.
 */
export async function identifyCopy(
  started: Started,
  { name, version, tree }: NonNullable<ServerIdentity['package']>,
): Promise<ServerIdentity> {
  const { key, command, fetches } = await identifyServer(started);
  const { files } = await identifyServer({ ...started, command: 'node', args: [] });
  return {
    sha256: sha256(
      JSON.stringify([
        'copy',
        [started.command, ...started.args],
        [name, version, tree],
        files.map((file) => [file.path, file.sha256]),
      ]),
    ),
    key,
    command,
    files,
    package: { name, version, tree },
    ...(fetches === undefined ? {} : { fetches }),
  };
}

/** `npx` is a link to `npx-cli.js`, `pnpm` one to `pnpm.cjs`. */
const nameOf = (program: string): string =>
  basename(program)
    .replace(/\.(?:exe|cmd)$/i, '')
    .replace(/^(npx|npm)-cli\.js$|^(pnpm|pnpx|yarn)\.[cm]?js$/, '$1$2');

const sourceOf = (name: string, first: string | undefined): string | undefined =>
  (Object.hasOwn(FETCHERS, name) ? FETCHERS[name] : undefined) ??
  (FETCHING_ORDERS.test(`${name} ${first ?? ''}`) ? 'a registry' : undefined);

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** As the system finds it, in the places that the relay's own environment names. */
function findProgram(command: string, cwd: string, path: string): string | undefined {
  if (command.includes('/')) return realFile(resolve(cwd, command));
  for (const folder of path.split(':')) {
    const file = join(isAbsolute(folder) ? folder : resolve(cwd, folder), command);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return realFile(file);
    } catch {
      // Not there.
    }
  }
  return undefined;
}

function realFile(path: string): string | undefined {
  try {
    const real = realpathSync(path);
    return statSync(real).isFile() ? real : undefined;
  } catch {
    return undefined;
  }
}

/** Interpreters are large and seldom change: known by what changes with the file. */
const known = new Map<string, string>();
const MAX_KNOWN = 1000;

/** What an earlier guard has read, from a file that only it can have written. */
export function rememberFiles(files: ServerIdentity['files']): void {
  for (const { stamp, sha256: digest } of files)
    if (stamp !== undefined && known.size < MAX_KNOWN) known.set(stamp, digest);
}

async function hashFile(path: string): Promise<{ readonly sha256: string; readonly stamp: string }> {
  const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
  const stamp = `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  const before = known.get(stamp);
  if (before !== undefined) return { sha256: before, stamp };
  const hash = createHash('sha256');
  // In pieces, so that nobody else waits for a large one.
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  const digest = hash.digest('hex');
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(stamp, digest);
  return { sha256: digest, stamp };
}
