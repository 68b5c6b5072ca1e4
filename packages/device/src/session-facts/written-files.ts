import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { SessionLabel, type Action, type PathUse } from '@sallyport/action-model';
import type { SessionMemory } from '@sallyport/enforcement';
import { z } from 'zod';
import { addLine, readLines } from './kept-lines.ts';

const WrittenFile = z.object({
  user: z.string().optional(),
  path: z.string().max(8192),
  size: z.int().min(0),
  /** SHA-256 of the whole content; absent of a file that is too large to be known under another name. */
  hash: z.string().length(64).optional(),
  labels: z.array(SessionLabel).min(1),
  lineage: z.array(z.string()).max(64),
  atMs: z.number(),
});
type WrittenFile = z.infer<typeof WrittenFile>;

const MAX_FILES = 5000;
const MAX_HASHED_BYTES = 1_048_576;
/** Of one action. */
const MAX_PATHS = 32;
const LAST_MS = 24 * 60 * 60 * 1000;
/** What was sent cannot come back by a file, and neither can a way of running. */
const TRAVELS: ReadonlySet<SessionLabel> = new Set(['untrusted-content', 'sensitive-read', 'secret-seen']);

/**
 * Files that labelled sessions wrote: whoever reads one, under its name or a copy under another, takes the labels over.
 * It looks at files only where some session has labels, and at the content of read ones only where their size is known.
 */
export class WrittenFiles {
  readonly #files = new Map<string, WrittenFile>();
  readonly #sessions: SessionMemory;
  readonly #file: string | undefined;
  readonly #now: () => Date;

  constructor(sessions: SessionMemory, file: string | undefined, now: () => Date) {
    this.#sessions = sessions;
    this.#file = file;
    this.#now = now;
    const sinceMs = now().getTime() - LAST_MS;
    for (const written of readLines(file, WrittenFile, MAX_FILES, ({ atMs }) => atMs >= sinceMs))
      this.#files.set(written.path, written);
  }

  /** These have run. */
  async wrote(actions: readonly Action[]): Promise<void> {
    for (const { origin, paths } of actions) {
      const labels = this.#sessions.labelsOf(origin).filter((label) => TRAVELS.has(label));
      if (labels.length === 0) continue;
      const lineage = [...this.#sessions.lineageOf(origin)];
      for (const path of namesOf(paths.filter(({ access, glob }) => access === 'write' && !glob))) {
        const looked = await look(path, () => true);
        if (looked === undefined) continue;
        const atMs = this.#now().getTime();
        const { user } = origin;
        const written = { ...(user === undefined ? {} : { user }), path, ...looked, labels, lineage, atMs };
        this.#files.delete(path);
        this.#files.set(path, written);
        const [oldest] = this.#files.keys();
        if (this.#files.size > MAX_FILES && oldest !== undefined) this.#files.delete(oldest);
        addLine(this.#file, written);
      }
    }
  }

  /** These are let go: what they read is in their session from now on. */
  async read(actions: readonly Action[]): Promise<void> {
    if (this.#files.size === 0) return;
    for (const { origin, paths } of actions) {
      const reads = paths.filter(({ access }) => access === 'read' || access === 'execute');
      if (reads.length === 0) continue;
      const [own] = this.#sessions.lineageOf(origin);
      const sinceMs = this.#now().getTime() - LAST_MS;
      const others = [...this.#files.values()].filter(
        ({ user, lineage, atMs }) => user === origin.user && lineage[0] !== own && atMs >= sinceMs,
      );
      if (others.length === 0) continue;
      const found = new Set(others.filter(({ path }) => reads.some((read) => covers(read, path))));
      const sizes = new Set(others.map(({ size }) => size));
      for (const path of namesOf(reads.filter(({ glob, recursive }) => !glob && !recursive))) {
        const looked = await look(path, (size) => sizes.has(size));
        if (looked?.hash === undefined) continue;
        for (const written of others) if (written.hash === looked.hash) found.add(written);
      }
      for (const { labels, lineage } of found) this.#sessions.inherit(origin, labels, lineage);
    }
  }
}

const namesOf = (paths: readonly PathUse[]): readonly string[] =>
  [...new Set(paths.map(({ path, resolved }) => resolved ?? path))].slice(0, MAX_PATHS);

const covers = ({ path, resolved, glob, recursive }: PathUse, written: string): boolean =>
  [path, resolved].some((name) => {
    if (name === undefined) return false;
    if (name === written) return true;
    if (!glob && !recursive) return false;
    const folder = glob ? name.slice(0, name.search(/[*?[{]/)).replace(/[^/]*$/, '') : `${name}/`;
    return folder !== '' && written.startsWith(folder.replace(/\/+$/, '/'));
  });

/** Undefined for what is no file, or is not of a size that is looked for. */
async function look(
  path: string,
  isWanted: (size: number) => boolean,
): Promise<{ size: number; hash?: string } | undefined> {
  try {
    // Without O_NONBLOCK opening a pipe waits for its writer.
    const file = await open(path, READ_NOW);
    try {
      const stat = await file.stat();
      if (!stat.isFile() || !isWanted(stat.size)) return undefined;
      // Nearly every file is empty in the same way.
      if (stat.size > MAX_HASHED_BYTES || stat.size < MIN_HASHED_BYTES) return { size: stat.size };
      const hash = createHash('sha256')
        .update(await file.readFile())
        .digest('hex');
      return { size: stat.size, hash };
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

const READ_NOW = constants.O_RDONLY | constants.O_NONBLOCK;
const MIN_HASHED_BYTES = 8;
