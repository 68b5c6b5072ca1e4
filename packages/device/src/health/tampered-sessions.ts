import { isAbsolute, join } from 'node:path';
import { readSmallFile } from './read-bounded.ts';
import { repositoryTouches } from './repository-settings.ts';
import type { SessionSighting } from './transcript-reader.ts';

/** A file of settings that came with a folder, and what in it reaches hooks. */
export interface RepositorySettings {
  readonly path: string;
  readonly touches: readonly string[];
}

/** The settings of one folder that touch hooks or their surroundings; the person's own settings don't count. */
export const settingsOfFolder = async (
  folder: string,
  ownSettings: string,
): Promise<readonly RepositorySettings[]> => {
  const found: RepositorySettings[] = [];
  for (const name of ['settings.json', 'settings.local.json']) {
    const path = join(folder, '.claude', name);
    if (path === ownSettings) continue;
    const file = await readSmallFile(path);
    if (file.kind === 'missing') continue;
    const touches =
      file.kind === 'file'
        ? repositoryTouches(new TextEncoder().encode(file.text))
        : [`unreadable (${file.why})`];
    if (touches.length > 0) found.push({ path, touches });
  }
  return found;
};

const MAX_FOLDERS = 100;

/** Sessions in folders whose settings reach the hooks: what such a session's hooks said can't be relied on. */
export const tamperedSessions = async (
  sessions: readonly SessionSighting[],
  ownSettings: string,
): Promise<readonly { session: string; reason: string; sighting: SessionSighting }[]> => {
  const folders = new Map<string, readonly RepositorySettings[]>();
  const found: { session: string; reason: string; sighting: SessionSighting }[] = [];
  for (const sighting of sessions) {
    const { cwd, session } = sighting;
    if (cwd === null || !isAbsolute(cwd)) continue;
    if (!folders.has(cwd)) {
      if (folders.size >= MAX_FOLDERS) break;
      folders.set(cwd, await settingsOfFolder(cwd, ownSettings));
    }
    const reasons = (folders.get(cwd) ?? []).map(({ path, touches }) => `${path} sets ${touches.join(', ')}`);
    if (reasons.length > 0) found.push({ session, reason: reasons.join('; '), sighting });
  }
  return found;
};
