/**
 * The plugins that a client of this home loads: those that its settings switch on and its own list says are installed.
 * All of it can be written by the agent: files are small, regular and inside the home, whatever links say.
 */
import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { objectOf, parseObject, readSmallFile } from '../health/read-bounded.ts';
import type { ApprovedMarketplaces, Source } from './approved-marketplaces.ts';

export type SessionPlugins = {
  /** `plugin@marketplace`. */
  readonly names: readonly string[];
  /** By marketplace: where the client has it from. */
  readonly sources: ReadonlyMap<string, Source>;
  /** By name: the folders that its copies lie in, as the client's list says. */
  readonly folders: ReadonlyMap<string, readonly string[]>;
};

const MAX_PLUGINS = 1000;
const MAX_COPIES = 16;

export async function readSessionPlugins(
  home: string,
  enabled: Readonly<Record<string, unknown>>,
): Promise<SessionPlugins> {
  const folder = join(home, '.claude', 'plugins');
  const { plugins } = await readInside(home, join(folder, 'installed_plugins.json'));
  const installed = objectOf(plugins);
  const known = await readInside(home, join(folder, 'known_marketplaces.json'));
  const names = Object.keys(enabled)
    .filter((name) => enabled[name] === true && Object.hasOwn(installed, name))
    .slice(0, MAX_PLUGINS);
  return {
    names,
    folders: new Map(names.map((name) => [name, foldersOf(installed[name])])),
    sources: new Map(
      Object.entries(known).map(([name, entry]) => [name, objectOf(objectOf(entry)['source'])]),
    ),
  };
}

/** A plugin may be installed for the person and for projects, each a copy of its own. */
const foldersOf = (copies: unknown): readonly string[] =>
  (Array.isArray(copies) ? copies.slice(0, MAX_COPIES) : []).flatMap((copy: unknown) => {
    const { installPath } = objectOf(copy);
    return typeof installPath === 'string' && installPath.length <= 4096 ? [installPath] : [];
  });

/** Those that come from nowhere the organisation approved; `own` are ours, which it installed with the guard. */
export const unapprovedOf = (
  { names, sources }: SessionPlugins,
  approved: ApprovedMarketplaces,
  own: ReadonlySet<string>,
): readonly string[] =>
  approved.kind === 'no-list'
    ? []
    : names.filter((name) => {
        const marketplace = name.slice(name.lastIndexOf('@') + 1);
        return !own.has(name) && !approved.allows(marketplace, sources.get(marketplace));
      });

/** A JSON object in a file that is in truth below the root; nothing otherwise. */
async function readInside(root: string, path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const [base, real] = await Promise.all([realpath(root), realpath(path)]);
    if (!real.startsWith(base.endsWith(sep) ? base : `${base}${sep}`)) return {};
    const file = await readSmallFile(real);
    return file.kind === 'file' ? parseObject(file.text) : {};
  } catch {
    return {};
  }
}
