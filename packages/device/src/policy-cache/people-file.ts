import { basename } from 'node:path';
import type { Proof, Tier } from '@sallyport/action-model';
import { readPeople, type People } from '@sallyport/policy-core';
import { readWatchedFile, stampOf } from '../watched-file.ts';

/** Ten thousand people with a handful of groups each. */
export const MAX_PEOPLE_BYTES = 1024 * 1024;

/** What stands in `people.yaml` now. `writable`: by others than the guard's own user and root, so anybody may have written it. */
export type PeopleOutcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'ok'; readonly people: People; readonly writable: boolean }
  | { readonly kind: 'unusable'; readonly why: string };

/** A person's groups, and how they are known. */
export type KnownGroups = { readonly groups: readonly string[]; readonly groupsProof: Proof };

export function readPeopleFile(file: string): PeopleOutcome {
  const found = readWatchedFile(file, MAX_PEOPLE_BYTES);
  if (found.kind !== 'ok') return found;
  const read = readPeople(basename(file), found.text);
  return read.ok
    ? { kind: 'ok', people: read.people, writable: found.writable }
    : { kind: 'unusable', why: read.why };
}

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
