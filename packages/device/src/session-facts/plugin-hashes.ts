import { realpathSync } from 'node:fs';
import { sep } from 'node:path';
import type { LoadedComponent } from '@sallyport/action-model';
import { hashContentAside } from '../inventory/content-hash.ts';
import type { SessionPlugins } from './session-plugins.ts';

/** A version of a plugin has a folder of its own, so that what is in one seldom changes. */
const FRESH_MS = 5 * 60_000;
const MAX_FOLDERS = 500;
/** Of one home. */
const MAX_PLUGINS = 100;

type Kept = { readonly sha256: string | undefined; readonly readMs: number };

/** What installed plugins are made of, read while nobody waits for it. */
export class PluginHashes {
  readonly #kept = new Map<string, Kept>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  async of(home: string, { names, folders }: SessionPlugins): Promise<readonly LoadedComponent[]> {
    const found: LoadedComponent[] = [];
    for (const name of names.slice(0, MAX_PLUGINS))
      for (const folder of folders.get(name) ?? []) {
        const sha256 = await this.#hashOf(home, folder);
        if (sha256 !== undefined) found.push({ type: 'plugin', name: name.slice(0, 300), sha256 });
      }
    return found;
  }

  async #hashOf(home: string, folder: string): Promise<string | undefined> {
    const nowMs = this.#now().getTime();
    // Each home's own: what one person's list says of a folder is nothing that another's goes by.
    const key = `${home}\u0000${folder}`;
    const before = this.#kept.get(key);
    if (before !== undefined && nowMs - before.readMs < FRESH_MS) return before.sha256;
    const real = insideOf(home, folder);
    const hashed = real === undefined ? undefined : await hashContentAside(real);
    // A plugin that is too large to be read whole is known by its beginning: this is a list of what is in a session.
    const kept = { sha256: hashed?.sha256, readMs: nowMs };
    if (this.#kept.size >= MAX_FOLDERS) this.#kept.clear();
    this.#kept.set(key, kept);
    return kept.sha256;
  }
}

/** The agent can write the client's list: a folder in it is one below the home, and not the home. */
const insideOf = (home: string, folder: string): string | undefined => {
  try {
    const [base, real] = [realpathSync(home), realpathSync(folder)];
    return real.startsWith(base.endsWith(sep) ? base : `${base}${sep}`) ? real : undefined;
  } catch {
    return undefined;
  }
};
