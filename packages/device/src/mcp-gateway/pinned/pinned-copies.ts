/**
 * Which servers run from a copy of their package that lies here, and what that copy is. The list is sealed, and each copy's
 * own list of files beside it: what somebody else writes into either counts for nothing. INVARIANT: a copy is only ever
 * called intact when every file of it is the one that was there when a person pinned it.
 */
import { createHash, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { derivedKey } from '../../derived-key.ts';
import { readSealed, writeSealed } from '../../sealed-file.ts';
import type { StateHome } from '../../state-home.ts';
import type { Fetch } from './fetch-words.ts';
import {
  compareTrees,
  isUnchanged,
  readTree,
  TreeEntry,
  treeHash,
  type Tree,
  type TreeChanges,
} from './tree-manifest.ts';

export const PinnedCopy = z.object({
  /** What the client calls the server. */
  name: z.string().max(200),
  spec: z.string().max(300),
  bin: z.string().max(300).optional(),
  package: z.string().max(300),
  version: z.string().max(300),
  /** The hash of the whole tree, which is also its folder's name. */
  tree: z.string().length(64),
  /** The file that is started, below that folder. */
  main: z.string().max(4096),
  /** Packages whose install scripts were not run. */
  scripts: z.array(z.string().max(400)).max(1000),
  at: z.string(),
  by: z.string().max(200),
});
export type PinnedCopy = z.infer<typeof PinnedCopy>;

const Copies = z.array(PinnedCopy).max(500);
const Manifest = z.array(TreeEntry).max(200_000);

export type CopyState =
  | { readonly kind: 'intact' }
  | { readonly kind: 'broken'; readonly why: string; readonly changes?: TreeChanges };

export type PinnedCopies = {
  readonly all: () => readonly PinnedCopy[];
  readonly keep: (copies: readonly PinnedCopy[]) => void;
  readonly find: (name: string, fetch: Fetch) => PinnedCopy | undefined;
  readonly folderOf: (copy: Pick<PinnedCopy, 'name' | 'tree'>) => string;
  readonly keepManifest: (copy: Pick<PinnedCopy, 'name' | 'tree'>, tree: Tree) => void;
  readonly manifestOf: (copy: Pick<PinnedCopy, 'name' | 'tree'>) => Tree | undefined;
  /** A file of it as it was pinned; undefined where it is another now. */
  readonly textOf: (copy: Pick<PinnedCopy, 'name' | 'tree'>, path: string) => string | undefined;
  readonly stateOf: (copy: Pick<PinnedCopy, 'name' | 'tree'>) => Promise<CopyState>;
};

/** A name may hold anything; its folder is told from others by a hash. */
export const folderName = (name: string): string =>
  `${name
    .replaceAll(/[^\w.-]/g, '_')
    .replace(/^\.+/, '_')
    .slice(0, 60)}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;

export function pinnedCopies(
  home: Pick<StateHome, 'mcpPinned' | 'mcpServers'>,
  key: KeyObject,
  unusable: (file: string, why: string) => void,
): PinnedCopies {
  const seal = derivedKey(key, 'mcp copies');
  const folderOf: PinnedCopies['folderOf'] = ({ name, tree }) =>
    join(home.mcpServers, folderName(name), tree);
  const read = <Schema extends z.ZodType>(file: string, schema: Schema): z.infer<Schema> | undefined => {
    const found = readSealed(file, seal, schema);
    if (found.kind === 'unusable') unusable(file, found.why);
    return found.kind === 'ok' ? found.value : undefined;
  };
  const all = (): readonly PinnedCopy[] => read(home.mcpPinned, Copies) ?? [];
  const manifestOf: PinnedCopies['manifestOf'] = (copy) => {
    const tree = read(`${folderOf(copy)}.json`, Manifest);
    return tree !== undefined && treeHash(tree) === copy.tree ? tree : undefined;
  };
  return {
    all,
    keep: (copies) => writeSealed(home.mcpPinned, copies, seal),
    find: (name, { spec, bin }) =>
      all().find((copy) => copy.name === name && copy.spec === spec && copy.bin === bin),
    folderOf,
    keepManifest: (copy, tree) => writeSealed(`${folderOf(copy)}.json`, tree, seal),
    manifestOf,
    textOf: (copy, path) => {
      const entry = manifestOf(copy)?.find((each) => each.path === path);
      if (entry === undefined) return undefined;
      try {
        const bytes = readFileSync(join(folderOf(copy), path));
        return createHash('sha256').update(bytes).digest('hex') === entry.is
          ? bytes.toString('utf8')
          : undefined;
      } catch {
        return undefined;
      }
    },
    stateOf: async (copy) => {
      const known = manifestOf(copy);
      if (known === undefined) return { kind: 'broken', why: 'the list of its files is gone or was changed' };
      const now = await readTree(folderOf(copy), known);
      if (!now.ok) return { kind: 'broken', why: now.why };
      const changes = compareTrees(known, now.tree);
      return isUnchanged(changes)
        ? { kind: 'intact' }
        : { kind: 'broken', why: describeChanges(changes), changes };
    },
  };
}

const SHOWN = 5;

/** `changed: a.js, b.js and 3 more; added: c.js` */
export const describeChanges = (changes: TreeChanges): string =>
  (['changed', 'added', 'removed'] as const)
    .filter((how) => changes[how].length > 0)
    .map((how) => {
      const more = changes[how].length - SHOWN;
      return `${how}: ${changes[how].slice(0, SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    })
    .join('; ');
