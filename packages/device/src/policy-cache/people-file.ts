import { closeSync, constants, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs';
import { basename } from 'node:path';
import type { Proof, Tier } from '@sallyport/action-model';
import { readPeople, type People } from '@sallyport/policy-core';

/** Ten thousand people with a handful of groups each. */
export const MAX_PEOPLE_BYTES = 1024 * 1024;

/** What stands in `people.yaml` now. `writable`: by others than the guard's own user and root, so anybody may have written it. */
export type PeopleOutcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'ok'; readonly people: People; readonly writable: boolean }
  | { readonly kind: 'unusable'; readonly why: string };

/** A person's groups, and how they are known. */
export type KnownGroups = { readonly groups: readonly string[]; readonly groupsProof: Proof };

/** Reads the file whole; never waits on a pipe, never reads more than its bound. */
export function readPeopleFile(file: string): PeopleOutcome {
  let handle: number;
  try {
    handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? { kind: 'none' }
      : { kind: 'unusable', why: `it can't be read (${code})` };
  }
  try {
    const status = fstatSync(handle);
    if (!status.isFile()) return { kind: 'unusable', why: 'it is not a regular file' };
    if (status.size > MAX_PEOPLE_BYTES)
      return { kind: 'unusable', why: `it is larger than ${MAX_PEOPLE_BYTES} bytes` };
    const buffer = Buffer.alloc(status.size);
    const bytes = readSync(handle, buffer, 0, buffer.length, 0);
    const read = readPeople(basename(file), buffer.toString('utf8', 0, bytes));
    return read.ok
      ? { kind: 'ok', people: read.people, writable: isWritableByOthers(status) }
      : { kind: 'unusable', why: read.why };
  } catch (error) {
    return { kind: 'unusable', why: `it can't be read (${codeOf(error)})` };
  } finally {
    closeSync(handle);
  }
}

/** Not by a look at the folders above: a managed machine's are made, and checked, by the installer. */
const isWritableByOthers = ({ mode, uid }: Stats): boolean =>
  (mode & 0o022) !== 0 || (uid !== 0 && uid !== process.getuid?.());

/**
 * People's groups, read once and again when the file changes, which one `stat` a question tells. A file that became
 * unusable changes nothing until it is put right: losing the groups could switch rules off. Groups are proved only
 * where the agent's user can't write the file, which is the managed tier.
 */
export class PeopleFile {
  readonly #file: string;
  readonly #tier: Tier;
  #seen: string | undefined;
  #known: Exclude<PeopleOutcome, { kind: 'unusable' }> = { kind: 'none' };

  constructor(file: string, tier: Tier) {
    this.#file = file;
    this.#tier = tier;
  }

  groupsOf(user: string): KnownGroups {
    this.#look();
    if (this.#known.kind === 'none') return { groups: [], groupsProof: 'claimed' };
    const isProved = this.#tier === 'managed' && !this.#known.writable;
    return { groups: this.#known.people.get(user) ?? [], groupsProof: isProved ? 'process' : 'claimed' };
  }

  #look(): void {
    const stamp = stampOf(this.#file);
    if (stamp === this.#seen) return;
    this.#seen = stamp;
    const read = readPeopleFile(this.#file);
    if (read.kind !== 'unusable') this.#known = read;
  }
}

/** Everything that a change of the file changes. Every hook call asks, mostly without such a file: no error for that. */
function stampOf(file: string): string {
  try {
    const status = statSync(file, { throwIfNoEntry: false });
    if (status === undefined) return 'ENOENT';
    const { dev, ino, size, mtimeMs, ctimeMs } = status;
    return `${dev} ${ino} ${size} ${mtimeMs} ${ctimeMs}`;
  } catch (error) {
    return codeOf(error);
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error);
