import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { clientFolder } from '../install/client-folders.ts';
import { compareVersions } from '../install/client-version.ts';
import { valueAt } from '../install/edit-document.ts';
import { sha256Hex, type InstallRecord } from '../install/install-record.ts';
import type { UserSettings } from './gather-install.ts';
import type { HealthEnvironment } from './health-environment.ts';
import { objectOf, readObject, readSmallFile } from './read-bounded.ts';
import type { PluginSeen } from './snapshot.ts';

/** One entry of the client's list of installed plugins; its shape is not documented, so all of it is optional. */
interface InstalledEntry {
  readonly installPath: string | undefined;
  readonly version: string | undefined;
  readonly projectPath: string | undefined;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const installedPlugins = async (folder: string): Promise<ReadonlyMap<string, readonly InstalledEntry[]>> => {
  const { plugins } = await readObject(join(folder, 'installed_plugins.json'));
  return new Map(
    Object.entries(objectOf(plugins)).map(([name, entries]) => [
      name,
      (Array.isArray(entries) ? entries : [entries]).map((entry: unknown) => {
        const { installPath, version, projectPath } = objectOf(entry);
        return { installPath: text(installPath), version: text(version), projectPath: text(projectPath) };
      }),
    ]),
  );
};

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** The copy that the client runs: the one its list names, else the newest in the cache. */
const cachedCopy = async (
  cache: string,
  entry: InstalledEntry | undefined,
): Promise<{ path: string; version: string } | undefined> => {
  if (entry?.installPath !== undefined && (await exists(entry.installPath))) {
    return { path: entry.installPath, version: entry.version ?? 'unknown' };
  }
  const versions = await readdir(cache).catch(() => []);
  const newest = versions.sort(compareVersions).at(-1);
  return newest === undefined ? undefined : { path: join(cache, newest), version: newest };
};

/** Null when `install cowork` was never run here: then nothing says that the plugin should be there. */
export const gatherPlugin = async (
  { userHome, variables }: HealthEnvironment,
  records: readonly InstallRecord[],
  settings: UserSettings,
): Promise<PluginSeen | null> => {
  const record = records.find(({ plugin }) => plugin !== undefined);
  if (!record?.plugin) return null;
  const { name, marketplace, version: shippedVersion } = record.plugin;
  const fullName = `${name}@${marketplace}`;
  const folder =
    variables['CLAUDE_CODE_PLUGIN_CACHE_DIR'] || join(clientFolder(userHome, variables), 'plugins');

  const marketplacesFile = join(folder, 'known_marketplaces.json');
  const registered = Object.hasOwn(await readObject(marketplacesFile), marketplace);
  const installed = await installedPlugins(folder);
  const entries = installed.get(fullName) ?? [];
  const copy = await cachedCopy(join(folder, 'cache', marketplace, name), entries[0]);
  const hooks = copy ? await readSmallFile(join(copy.path, 'hooks', 'hooks.json')) : undefined;
  const shippedHooks = record.files.find(({ path }) => path.endsWith(join('hooks', 'hooks.json')));

  const enabled = settings.document ? objectOf(valueAt(settings.document, ['enabledPlugins'])) : {};
  const others = [...installed.keys(), ...Object.keys(enabled).filter((key) => enabled[key] === true)];
  const shadowedBy = new Set(others.filter((key) => key.startsWith(`${name}@`) && key !== fullName));
  const projectPath = entries.find((entry) => entry.projectPath !== undefined)?.projectPath;
  return {
    fullName,
    marketplace,
    shippedVersion,
    registered,
    marketplacesFile,
    cached: copy
      ? {
          ...copy,
          hooks: hooks?.kind === 'file' ? 'present' : (hooks?.kind ?? 'missing'),
          isCurrent:
            hooks?.kind === 'file' &&
            sha256Hex(new TextEncoder().encode(hooks.text)) === shippedHooks?.sha256After,
        }
      : null,
    disabledIn: enabled[fullName] === false ? [settings.seen.path] : [],
    shadowedBy: [...shadowedBy],
    workspace: projectPath === undefined ? null : { path: projectPath, exists: await exists(projectPath) },
  };
};
