import { stat, statfs } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { clientFolder } from '../install/client-folders.ts';
import { valueAt } from '../install/edit-document.ts';
import { findClients } from '../install/find-clients.ts';
import { readOwnDetectorsFile } from '../inspection/own-detectors-file.ts';
import { readLooks } from '../managed-tier/inventory-looks.ts';
import { readPeopleFile } from '../policy-cache/people-file.ts';
import { stateHome } from '../state-home.ts';
import { readBootClock } from './boot-clock.ts';
import { clientProcesses, type ClientProcess } from './client-processes.ts';
import { gatherInstall, gatherToken, gatherUserSettings, type UserSettings } from './gather-install.ts';
import { gatherPlugin } from './gather-plugin.ts';
import type { HealthEnvironment } from './health-environment.ts';
import { readLastProofs } from './last-proofs.ts';
import { objectOf, readSmallFile } from './read-bounded.ts';
import type { RepositorySeen, Snapshot } from './snapshot.ts';
import { settingsOfFolder } from './tampered-sessions.ts';
import { TranscriptReader, type SessionSighting } from './transcript-reader.ts';
import { unwrittenSessions } from './unwritten-sessions.ts';

const RECENT_MS = 24 * 60 * 60 * 1000;
const MAX_WORKSPACES = 100;

const diskFreeBytes = async (folder: string): Promise<number | null> => {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
};

/** The values that are texts. */
const texts = (values: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );

const variablesSeen = (
  { variables }: HealthEnvironment,
  { seen, document }: UserSettings,
): Snapshot['variables'] => [
  { where: 'the environment', values: texts(variables) },
  ...(document ? [{ where: `\`${seen.path}\``, values: texts(objectOf(valueAt(document, ['env']))) }] : []),
];

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (status) => status.isDirectory(),
    // Not being allowed to look is not the same as being gone.
    (error: unknown) => !['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? ''),
  );

/** The folders of recent sessions: those that are gone, and what the settings in the others touch. */
const workspacesSeen = async (
  sessions: readonly SessionSighting[],
  processes: readonly ClientProcess[],
  now: Date,
  ownSettings: string,
): Promise<Pick<Snapshot, 'missingWorkspaces' | 'repositories'>> => {
  const recent = new Map<string, string>();
  for (const { cwd, lastAt, session } of sessions) {
    const isUsable = cwd !== null && isAbsolute(cwd) && now.getTime() - Date.parse(lastAt) < RECENT_MS;
    if (isUsable && recent.size < MAX_WORKSPACES) recent.set(cwd, session);
  }
  // A client that notes its sessions elsewhere still runs somewhere.
  for (const { cwd, pid } of processes)
    if (cwd !== null && !recent.has(cwd) && recent.size < MAX_WORKSPACES)
      recent.set(cwd, `of process ${pid}`);
  const missingWorkspaces: { session: string; path: string }[] = [];
  const repositories: RepositorySeen[] = [];
  for (const [cwd, session] of recent) {
    if (!(await isFolder(cwd))) {
      missingWorkspaces.push({ session, path: cwd });
      continue;
    }
    repositories.push(...(await settingsOfFolder(cwd, ownSettings)));
  }
  return { missingWorkspaces, repositories };
};

const ownerOf = (path: string): Promise<number | undefined> =>
  stat(path).then(
    ({ uid }) => uid,
    () => undefined,
  );

const peopleSeen = (path: string): Snapshot['people'] => {
  const read = readPeopleFile(path);
  return { path, why: read.kind === 'unusable' ? read.why : null };
};

/** Outside the state folder it lies beside root's records, on a managed machine. */
const detectorsSeen = (path: string, home: string): Snapshot['detectors'] => {
  const read = readOwnDetectorsFile(path, dirname(path) === home ? 'cooperative' : 'managed');
  return { path, why: read.kind === 'unusable' ? read.why : null };
};

const looksSeen = (path: string): Snapshot['inventoryLooks'] => {
  const looks = readLooks(path);
  return looks === null ? null : [...looks.values()];
};

/** Looks at everything once. Each part stands alone, so that a broken machine still gives a useful picture. */
export const gatherSnapshot = async (environment: HealthEnvironment): Promise<Snapshot> => {
  const { home, userHome, variables, now, platform } = environment;
  const files = stateHome(home, environment.records);
  const procFolder = environment.procFolder ?? '/proc';
  const client = clientFolder(userHome, variables);
  const transcripts = environment.transcripts ?? new TranscriptReader(join(client, 'projects'));

  const { records, ...install } = await gatherInstall(files.records);
  const settings = await gatherUserSettings(environment);
  const firstInstall = records.map(({ installedAt }) => installedAt).sort()[0];
  const since = new Date(firstInstall ?? now);
  const written = await transcripts.scan(since);
  const sessions = [...written, ...(await unwrittenSessions(client, written, since))];
  const processes = await clientProcesses(procFolder, await ownerOf(userHome));
  const { missingWorkspaces, repositories } = await workspacesSeen(
    sessions,
    processes ?? [],
    now,
    // A home is also the person's own settings folder, which must not count as a repository's.
    settings.seen.path,
  );
  const curlConfig = join(userHome, '.curlrc');
  return {
    now: now.toISOString(),
    home,
    minimumClientVersion: environment.minimumClientVersion,
    ...install,
    token: await gatherToken(files.hookTokenHeader),
    daemon: await environment.probeDaemon(),
    bundle: await environment.inspectBundle(),
    evidence: await environment.verifyEvidence(),
    disk: { path: home, freeBytes: await (environment.freeBytes ?? diskFreeBytes)(home) },
    clock: await readBootClock(procFolder, now),
    people: peopleSeen(files.people),
    detectors: detectorsSeen(files.detectors, home),
    proofs: await readLastProofs(files.proofs),
    clients: await findClients({ userHome, platform, variables }),
    // One with another home of the same person loads other settings: it neither proves nor needs anything here.
    processes:
      processes?.filter((one) => one.userHome === null || resolve(one.userHome) === resolve(userHome)) ??
      null,
    settings: settings.seen,
    plugin: await gatherPlugin(environment, records, settings),
    variables: variablesSeen(environment, settings),
    expectedBaseUrls: environment.expectedBaseUrls ?? [],
    serversApart: (await environment.findServersApart?.()) ?? null,
    inventoryLooks: looksSeen(files.inventoryLooks),
    curlConfig: { path: curlConfig, present: (await readSmallFile(curlConfig)).kind !== 'missing' },
    repositories,
    sessions,
    missingWorkspaces,
  };
};
