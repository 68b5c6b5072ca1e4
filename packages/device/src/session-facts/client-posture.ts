import { join } from 'node:path';
import type { Action, Facts, LoadedComponent } from '@sallyport/action-model';
import { objectOf, readEntries, readSmallFile } from '../health/read-bounded.ts';
import { managedFolderOf } from '../install/client-folders.ts';
import { isOurHandler } from '../install/hook-entries.ts';
import { INSTALL_TARGETS, readInstallRecord } from '../install/install-record.ts';
import { parseSettings, type SettingsDocument } from '../install/settings-document.ts';
import { valueAt } from '../install/edit-document.ts';
import { approvedMarketplaces, type ManagedLists } from './approved-marketplaces.ts';
import { PluginHashes } from './plugin-hashes.ts';
import { readSessionPlugins, unapprovedOf, type SessionPlugins } from './session-plugins.ts';

type Known = Pick<Facts['posture'], 'sandboxOff' | 'foreignHooks' | 'unsignedPlugin'>;
export type ReadPosture = { readonly known: Known; readonly plugins: SessionPlugins };
type Kept = { known: Known; plugins: readonly LoadedComponent[]; readMs: number };

const FRESH_MS = 30_000;
const MAX_FOLDERS = 1000;
const MAX_DROP_INS = 100;
const NO_PLUGINS: readonly LoadedComponent[] = [];
const QUIET: Known = { sandboxOff: false, foreignHooks: false, unsignedPlugin: false };

/**
 * What the settings of a session's client say: is its own sandbox on, do hooks stand beside ours, and
 * does it load plugins from where the organisation approved none. Nobody waits for it:
 * an action is decided by what was read last, and the first one in a folder by nothing. What can't be read says nothing.
 */
export class ClientPosture {
  readonly #kept = new Map<string, Kept>();
  readonly #records: string;
  readonly #now: () => Date;
  readonly #read: typeof readPosture;
  readonly #hashes: PluginHashes;

  constructor(records: string, now: () => Date, read = readPosture) {
    this.#records = records;
    this.#now = now;
    this.#read = read;
    this.#hashes = new PluginHashes(now);
  }

  of(action: Pick<Action, 'origin'>): Known {
    return this.#look(action)?.known ?? QUIET;
  }

  /** The plugins that its settings switch on, by what they are made of. */
  pluginsOf(action: Pick<Action, 'origin'>): readonly LoadedComponent[] {
    return this.#look(action)?.plugins ?? NO_PLUGINS;
  }

  #look({ origin: { home, workspace, cwd } }: Pick<Action, 'origin'>): Kept | undefined {
    if (home === undefined) return undefined;
    const folder = workspace ?? cwd;
    const key = `${home}\u0000${folder ?? ''}`;
    const kept = this.#kept.get(key);
    const nowMs = this.#now().getTime();
    if (kept === undefined || nowMs - kept.readMs > FRESH_MS) {
      // What was switched on a while ago may be gone, and a session keeps what it is once told to have.
      const reading = { known: kept?.known ?? QUIET, plugins: NO_PLUGINS, readMs: nowMs };
      this.#kept.delete(key);
      this.#kept.set(key, reading);
      const [oldest] = this.#kept.keys();
      if (this.#kept.size > MAX_FOLDERS && oldest !== undefined) this.#kept.delete(oldest);
      void this.#refresh(reading, home, folder);
    }
    return kept;
  }

  async #refresh(kept: Kept, home: string, folder: string | undefined): Promise<void> {
    try {
      const { known, plugins } = await this.#read(this.#records, home, folder);
      kept.known = known;
      kept.plugins = await this.#hashes.of(home, plugins);
    } catch {
      // As it was before.
    }
  }
}

/** Later ones of these go before earlier ones, as in the client; hooks of all of them run. */
const settingsFiles = (home: string, folder: string | undefined): readonly string[] => [
  join(home, '.claude', 'settings.json'),
  ...(folder === undefined
    ? []
    : [join(folder, '.claude', 'settings.json'), join(folder, '.claude', 'settings.local.json')]),
];

/** The administrator's own, the drop-ins in the order of their names. */
const managedFiles = async (folder: string): Promise<readonly string[]> => {
  const dropIns = join(folder, 'managed-settings.d');
  const names = (await readEntries(dropIns, MAX_DROP_INS)).map(({ name }) => name);
  return [
    join(folder, 'managed-settings.json'),
    ...names
      .filter((name) => name.endsWith('.json'))
      .toSorted()
      .map((name) => join(dropIns, name)),
  ];
};

const documentOf = async (path: string): Promise<SettingsDocument | undefined> => {
  const file = await readSmallFile(path);
  const outcome =
    file.kind === 'file' ? parseSettings(new TextEncoder().encode(file.text)) : { kind: 'invalid' as const };
  return outcome.kind === 'document' ? outcome.document : undefined;
};

const listsOf = (document: SettingsDocument): ManagedLists => ({
  strict: valueAt(document, ['strictKnownMarketplaces']) ?? valueAt(document, ['allowedMarketplaces']),
  registered: valueAt(document, ['extraKnownMarketplaces']),
});

export async function readPosture(
  records: string,
  home: string,
  folder: string | undefined,
  managedFolder = managedFolderOf(process.platform),
): Promise<ReadPosture> {
  const found = await Promise.all(INSTALL_TARGETS.map((target) => readInstallRecord(records, target)));
  const installs = found.flatMap((outcome) => (outcome.kind === 'record' ? [outcome.record] : []));
  const marks = installs.flatMap((record) => record.marks);
  const managed = await managedFiles(managedFolder);
  const lists: ManagedLists[] = [];
  let sandbox: Readonly<Record<string, unknown>> = {};
  let plugins: Readonly<Record<string, unknown>> = {};
  let foreignHooks = false;
  for (const path of [...settingsFiles(home, folder), ...managed]) {
    const document = await documentOf(path);
    if (document === undefined) continue;
    if (managed.includes(path)) lists.push(listsOf(document));
    sandbox = { ...sandbox, ...objectOf(valueAt(document, ['sandbox'])) };
    plugins = { ...plugins, ...objectOf(valueAt(document, ['enabledPlugins'])) };
    foreignHooks ||= handlersIn(valueAt(document, ['hooks'])).some(
      (handler) => !isOurHandler(handler, marks),
    );
  }
  const own = new Set(
    installs.flatMap(({ plugin }) => (plugin === undefined ? [] : [`${plugin.name}@${plugin.marketplace}`])),
  );
  const approved = approvedMarketplaces(lists);
  const loaded = await readSessionPlugins(home, plugins);
  const unsignedPlugin = approved.kind === 'list' && unapprovedOf(loaded, approved, own).length > 0;
  const { enabled, allowUnsandboxedCommands, excludedCommands } = sandbox;
  const mayLeave =
    allowUnsandboxedCommands === true || (Array.isArray(excludedCommands) && excludedCommands.length > 0);
  return {
    known: { sandboxOff: enabled !== true || mayLeave, foreignHooks, unsignedPlugin },
    plugins: loaded,
  };
}

const handlersIn = (hooks: unknown): readonly unknown[] =>
  Object.values(objectOf(hooks)).flatMap((groups) =>
    (Array.isArray(groups) ? groups : []).flatMap((group: unknown): unknown[] => {
      const { hooks: handlers } = objectOf(group);
      return Array.isArray(handlers) ? handlers : [];
    }),
  );
