/**
 * What a server is, as far as its command tells: the program that runs, the script that an interpreter is given, and the
 * content of both. What fetches its code when it starts has no content that could be known; that is said, and never
 * taken for the same again by its name alone.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Reader } from '../hook-endpoint/reader.ts';
import { hashFile } from './content/hash-file.ts';
import { readStart, type Started } from './content/read-start.ts';
import { contentOf, contentOfFile } from './content/server-content.ts';
import { readFetch } from './pinned/fetch-words.ts';

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
  /** Of what would run, wherever that stands and whatever words start it; absent where nobody can tell. */
  contentSha256: z.string().length(64).optional(),
  /** What that hash is of, or why there is none. */
  content: z.string().max(500).optional(),
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

/** `reader`: who has started it, where the guard may read more than they: nobody is told of a file that they can't open. */
export async function identifyServer(started: Started, reader?: Reader): Promise<ServerIdentity> {
  const { command, args } = started;
  const { program, script, preloads, name, isInterpreter, isModule, first, fetches } = readStart(started);
  const files: ServerIdentity['files'] = [];
  let unread: string | undefined;
  for (const file of [program, script, ...preloads.slice(0, 6)]) {
    if (file === undefined) continue;
    // Gone, too large or not for us: the server may start all the same, and nobody knows as what.
    const hashed = await hashFile(file, { reader });
    if (!hashed.ok) unread = `\`${file}\` ${hashed.why}`;
    else
      files.push({
        path: file,
        sha256: hashed.sha256,
        ...(hashed.stamp === undefined ? {} : { stamp: hashed.stamp }),
      });
  }
  const unpinned =
    fetches !== undefined
      ? `\`${fetches.program}\` takes what it runs from ${fetches.from} when it starts`
      : program === undefined
        ? 'its program was not found'
        : (unread ??
          (isInterpreter && script === undefined
            ? `which code \`${name}\` runs is not a file of its command`
            : undefined));
  const words = [command, ...args];
  const fetch = readFetch(command, args);
  return {
    sha256: sha256(JSON.stringify([words, files.map((file) => [file.path, file.sha256]), unpinned])),
    key: sha256(
      JSON.stringify([
        program ?? command,
        script ?? (fetches === undefined && !isModule ? '' : (first ?? '')),
      ]),
    ).slice(0, 16),
    command: words.join(' ').slice(0, 8192),
    files,
    ...(await contentOf(started, reader)),
    ...(unpinned === undefined ? {} : { unpinned: unpinned.slice(0, 500) }),
    ...(fetch === undefined
      ? {}
      : { fetches: { spec: fetch.spec, ...(fetch.bin === undefined ? {} : { bin: fetch.bin }) } }),
  };
}

/**
 * The same server where a relay has started a copy of its package: what it is called and compared with stays, what it is
 * made of is that copy and the program that runs it. `main`: the file of the copy that is started.
 */
export async function identifyCopy(
  started: Started,
  { name, version, tree, main }: NonNullable<ServerIdentity['package']> & { readonly main: string },
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
    // As any other install of the package has it: what is recalled there is recalled here.
    ...(await contentOfFile(main, undefined, true)),
    package: { name, version, tree },
    ...(fetches === undefined ? {} : { fetches }),
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
