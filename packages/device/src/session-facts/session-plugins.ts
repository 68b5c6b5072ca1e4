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
};

const MAX_PLUGINS = 1000;

export async function readSessionPlugins(
  home: string,
  enabled: Readonly<Record<string, unknown>>,
): Promise<SessionPlugins> {
  const folder = join(home, '.claude', 'plugins');
  const { plugins } = await readInside(home, join(folder, 'installed_plugins.json'));
  const installed = objectOf(plugins);
  const known = await readInside(home, join(folder, 'known_marketplaces.json'));
  return {
    names: Object.keys(enabled)
      .filter((name) => enabled[name] === true && Object.hasOwn(installed, name))
      .slice(0, MAX_PLUGINS),
    sources: new Map(
      Object.entries(known).map(([name, entry]) => [name, objectOf(objectOf(entry)['source'])]),
    ),
  };
}

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
