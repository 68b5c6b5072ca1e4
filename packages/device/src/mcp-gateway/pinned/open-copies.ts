import { readFileSync } from 'node:fs';
import { readDeviceKey } from '../../identity.ts';
import type { StateHome } from '../../state-home.ts';
import { pinFiles, type Seen } from '../pin-files.ts';
import { packageOf } from './fetch-words.ts';
import type { Wanted } from './npm-copy.ts';
import { pinnedCopies, type PinnedCopies, type PinnedCopy } from './pinned-copies.ts';
import type { TreeChanges } from './tree-manifest.ts';

export type OpenCopies = { readonly copies: PinnedCopies; readonly seen: () => Seen };

/** Undefined where nothing ran yet. `unusable` is told of a file that somebody else has changed. */
export function openCopies(
  home: StateHome,
  unusable: (file: string, why: string) => void = () => {},
): OpenCopies | undefined {
  try {
    const key = readDeviceKey(home.deviceKey, readFileSync(home.deviceKey, 'utf8'));
    return { copies: pinnedCopies(home, key, unusable), seen: () => pinFiles(home, key, unusable).seen() };
  } catch {
    return undefined;
  }
}

/** What a server that was seen here, or is pinned, fetches; each way once. */
export function fetchedBy(
  { copies, seen }: { readonly copies: Pick<PinnedCopies, 'all'>; readonly seen: () => Seen },
  word: string,
): readonly (Wanted & { name: string })[] {
  const found = [
    ...copies.all().filter(({ name }) => name === word),
    ...Object.entries(seen()).flatMap(
      ([
        key,
        {
          name,
          identity: { fetches },
        },
      ]) => (fetches !== undefined && (key === word || name === word) ? [{ name, ...fetches }] : []),
    ),
  ].flatMap(({ name, spec, bin }) => {
    const fetched = packageOf(spec);
    return fetched === undefined
      ? []
      : [{ name, spec, package: fetched, ...(bin === undefined ? {} : { bin }) }];
  });
  return [...new Map(found.map((each) => [JSON.stringify(each), each])).values()];
}

export type ListedCopy = PinnedCopy & {
  readonly broken: string | null;
  readonly changes: TreeChanges | null;
};

/** Copies that are pinned, each looked at; of one server or of all. */
export async function listCopies(home: StateHome, name?: string): Promise<readonly ListedCopy[]> {
  const copies = openCopies(home)?.copies;
  const listed: ListedCopy[] = [];
  for (const copy of copies?.all() ?? []) {
    if (copies === undefined || (name !== undefined && copy.name !== name)) continue;
    const state = await copies.stateOf(copy);
    const [broken, changes] = state.kind === 'broken' ? [state.why, state.changes ?? null] : [null, null];
    listed.push({ ...copy, broken, changes });
  }
  return listed;
}
