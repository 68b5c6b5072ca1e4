import { join } from 'node:path';
import { subscribedEvents } from '@sallyport/surfaces';
import { clientFolder } from '../install/client-folders.ts';
import { valueAt } from '../install/edit-document.ts';
import { isOurHandler } from '../install/hook-entries.ts';
import {
  INSTALL_TARGETS,
  installRecordPath,
  readInstallRecord,
  type InstallRecord,
} from '../install/install-record.ts';
import { parseSettings, type SettingsDocument } from '../install/settings-document.ts';
import type { HealthEnvironment } from './health-environment.ts';
import { objectOf, readSmallFile } from './read-bounded.ts';
import type { FileSeen, InstallSeen, SettingsSeen, Snapshot } from './snapshot.ts';

const documentOf = (text: string): SettingsDocument | string => {
  const outcome = parseSettings(new TextEncoder().encode(text));
  return outcome.kind === 'document' ? outcome.document : outcome.why;
};

/** The handlers of ours under this event. */
const ourHandlers = (document: SettingsDocument, event: string, marks: readonly string[]): unknown[] => {
  const groups = valueAt(document, ['hooks', event]);
  return (Array.isArray(groups) ? groups : []).flatMap((group: unknown): unknown[] => {
    const { hooks } = objectOf(group);
    return Array.isArray(hooks) ? hooks.filter((handler) => isOurHandler(handler, marks)) : [];
  });
};

/** Entries that an earlier version wrote, after which the client gives a call up sooner than the guard answers it. */
const shortWaits = (document: SettingsDocument, marks: readonly string[]): readonly string[] =>
  subscribedEvents().flatMap(({ event, timeoutSeconds }) => {
    const waits = ourHandlers(document, event, marks).flatMap((handler) => {
      const { timeout } = objectOf(handler);
      return typeof timeout === 'number' && timeout < timeoutSeconds ? [timeout] : [];
    });
    return waits.length === 0 ? [] : [`${event} ${Math.min(...waits)} s instead of ${timeoutSeconds} s`];
  });

const installSeen = async ({
  target,
  installedAt,
  files,
  marks,
  events,
}: InstallRecord): Promise<InstallSeen> => {
  const path = files[0]?.path ?? '';
  // The plugin's files are only the source of what the client has; the plugin checks look at the copy.
  if (target === 'cowork') return { target, installedAt, path, missingEvents: [], shortWaits: [] };
  const file = await readSmallFile(path);
  const document = file.kind === 'file' ? documentOf(file.text) : undefined;
  if (typeof document !== 'object')
    return { target, installedAt, path, missingEvents: events, shortWaits: [] };
  const missingEvents = events.filter((event) => ourHandlers(document, event, marks).length === 0);
  return { target, installedAt, path, missingEvents, shortWaits: shortWaits(document, marks) };
};

const fileSeen = async (path: string): Promise<FileSeen> => {
  const { kind } = await readSmallFile(path);
  return kind === 'file' ? 'present' : kind;
};

export interface InstallParts extends Pick<Snapshot, 'installs' | 'damagedRecords' | 'hookScripts'> {
  readonly records: readonly InstallRecord[];
}

export const gatherInstall = async (recordsFolder: string): Promise<InstallParts> => {
  const records: InstallRecord[] = [];
  const damagedRecords: string[] = [];
  for (const target of INSTALL_TARGETS) {
    const outcome = await readInstallRecord(recordsFolder, target);
    if (outcome.kind === 'record') records.push(outcome.record);
    if (outcome.kind === 'unreadable') damagedRecords.push(installRecordPath(recordsFolder, target));
  }
  const scripts = new Set(
    records.flatMap(({ target, marks }) => (target === 'cowork' ? [] : marks.slice(0, 1))),
  );
  return {
    records,
    damagedRecords,
    installs: await Promise.all(records.map(installSeen)),
    hookScripts: await Promise.all([...scripts].map(async (path) => ({ path, state: await fileSeen(path) }))),
  };
};

export const gatherToken = async (path: string): Promise<Snapshot['token']> => {
  const file = await readSmallFile(path);
  if (file.kind !== 'file') return { path, state: file.kind };
  if (file.text.trim() === '') return { path, state: 'empty' };
  return { path, state: (file.mode & 0o077) === 0 || process.platform === 'win32' ? 'present' : 'exposed' };
};

export interface UserSettings {
  readonly seen: SettingsSeen;
  readonly document: SettingsDocument | undefined;
}

/** The person's own settings of the client. */
export const gatherUserSettings = async ({
  userHome,
  variables,
}: HealthEnvironment): Promise<UserSettings> => {
  const path = join(clientFolder(userHome, variables), 'settings.json');
  const file = await readSmallFile(path);
  const base = { path, why: null, disableAllHooks: false };
  if (file.kind === 'missing') return { seen: { ...base, state: 'missing' }, document: undefined };
  const document = file.kind === 'file' ? documentOf(file.text) : file.why;
  if (typeof document === 'string')
    return { seen: { ...base, state: 'invalid', why: document }, document: undefined };
  if (!document.clientReads) {
    const why = 'it holds comments or trailing commas, which the client does not read';
    return { seen: { ...base, state: 'invalid', why }, document };
  }
  const disableAllHooks = valueAt(document, ['disableAllHooks']) === true;
  return { seen: { ...base, state: 'ok', disableAllHooks }, document };
};
