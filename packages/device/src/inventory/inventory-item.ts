import { INVENTORY_KINDS } from '@sallyport/fleet-protocol';

/**
 * The nouns of the inventory. What a store says is somebody else's text: it is clipped here, shown safely by whoever prints
 * it, and no value of a secret is ever part of an item. A new store is a reader in `readers/` and a line in `gather-person.ts`.
 */
export { INVENTORY_KINDS };
export type InventoryKind = (typeof INVENTORY_KINDS)[number];

export type Scope =
  'user' | 'project' | 'local' | 'plugin' | 'managed' | 'desktop' | 'extension' | 'organization';

/** How much of what an MCP server runs can be known from here. */
export type Identity = 'pinned' | 'unpinned' | 'remote';

/** What of an item a posture check asks for. */
export type Mark = 'ours' | 'secret' | 'unsigned' | 'disabled' | 'acts';

export type FoundItem = {
  readonly kind: InventoryKind;
  readonly name: string;
  readonly scope: Scope;
  readonly path: string;
  /** Where in the file, as a JSON path. */
  readonly at?: string;
  readonly version?: string;
  /** Where it comes from: a registry's package, a repository, an address without what could be secret in it. */
  readonly source?: string;
  readonly identity?: Identity;
  readonly detail?: string;
  readonly marks?: readonly Mark[];
  /** Of an MCP server: the names, never the values, of variables and headers that it is given. */
  readonly variables?: readonly string[];
  readonly headers?: readonly string[];
  /** The file or folder that is the thing itself: hashed, and judged by `scan`. */
  readonly content?: string;
};

/** What a reader makes of one file's text; `broken` says why it could not be read as what it should be. */
export type Reading = { readonly items: readonly FoundItem[]; readonly broken?: string };

export type Place = { readonly path: string; readonly scope: Scope };

const MAX_UNITS = 300;
export const clip = (text: string, units = MAX_UNITS): string =>
  text.length <= units ? text : `${text.slice(0, units).toWellFormed()}…`;
