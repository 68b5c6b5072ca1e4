import { compareVersions } from '../install/client-version.ts';
import { detectBypass } from './detect-bypass.ts';
import { declare, when } from './problem.ts';
import type { Snapshot } from './snapshot.ts';
import { isRecent, lastInstallAt, staleSessions, unrestarted } from './session-facts.ts';

// While one of these is there, a session without hook calls needs no other explanation.
const HOOK_SILENT = [
  'not-installed',
  'settings-invalid',
  'hook-entries-missing',
  'hooks-disabled',
  'hook-script-missing',
  'token-missing',
  'token-wrong',
  'daemon-down',
  'proofs-damaged',
];

const isExplained = (snapshot: Snapshot, firstAt: string): boolean =>
  firstAt < (lastInstallAt(snapshot) ?? '') && unrestarted(snapshot).length > 0;

/** The client itself, and the sessions that its own transcripts show. */
export const CLIENT_PROBLEMS = [
  declare({
    code: 'client-not-found',
    title: 'no client was found',
    severity: 'warning',
    dependsOn: [],
    text: 'no Claude Code was found on PATH or in its usual places',
    fix: 'install Claude Code, or start Sallyport from a shell whose PATH has it',
    find: ({ clients }) => when(clients.length === 0),
  }),
  declare({
    code: 'client-too-old',
    title: 'the client is too old',
    severity: 'error',
    dependsOn: [],
    text: '`{path}` is version {version}; {minimum} is the first that can block when a hook fails',
    fix: 'run `claude update`',
    find: ({ clients, minimumClientVersion: minimum }) =>
      clients
        // Versions kept for going back are not started by name.
        .filter(({ active, version }) => active && version !== null && compareVersions(version, minimum) < 0)
        .map(({ path, version }) => ({ path, version: version ?? '', minimum })),
  }),
  declare({
    code: 'client-not-restarted',
    title: 'a client has not been restarted since the install',
    severity: 'error',
    dependsOn: ['not-installed'],
    text: '{what} was started before the hooks were installed at {installedAt}',
    fix: 'end that session and start `claude` again',
    find: (snapshot) =>
      unrestarted(snapshot).map((what) => ({ what, installedAt: lastInstallAt(snapshot) ?? '' })),
  }),
  declare({
    code: 'session-stale',
    title: 'a session has stopped calling the hook',
    severity: 'error',
    dependsOn: HOOK_SILENT,
    text: 'session `{session}` used a tool at {actedAt}, but its last hook call was at {hookAt}',
    fix: 'end that session and start `claude` again; if it goes on, run `sallyport doctor` in its folder',
    find: (snapshot) => staleSessions(snapshot),
  }),
  declare({
    code: 'session-blind',
    title: 'a session ran without the hook',
    severity: 'error',
    dependsOn: HOOK_SILENT,
    text: 'session `{session}` (client {version}) used {tools} since {since} without one hook call, as under `--bare` or `--setting-sources`',
    fix: 'look at `{file}` for what it did; managed settings and a client of at least {minimum} prevent this',
    find: (snapshot) =>
      detectBypass(snapshot)
        .filter(({ lastAt }) => isRecent(snapshot, lastAt))
        // A client that was not restarted explains a session that is older than the install.
        .filter(({ firstAt }) => !isExplained(snapshot, firstAt))
        .map(({ session, clientVersion, tools, since, file }) => ({
          session,
          version: clientVersion ?? 'unknown',
          tools: tools.join(', '),
          since,
          file,
          minimum: snapshot.minimumClientVersion,
        })),
  }),
  declare({
    code: 'workspace-moved',
    title: 'the folder of a session has moved',
    severity: 'warning',
    dependsOn: [],
    text: 'session `{session}` works in `{path}`, which no longer exists',
    fix: 'end that session and start `claude` in the new folder',
    find: ({ missingWorkspaces }) => missingWorkspaces,
  }),
  declare({
    code: 'repository-touches-hooks',
    title: 'a repository changes hooks or their surroundings',
    severity: 'error',
    dependsOn: [],
    text: '`{path}` sets {touches}; sessions there count as unverified',
    fix: 'look at `{path}` and remove what should not be there; managed settings make it harmless',
    find: ({ repositories }) =>
      repositories
        .filter(({ touches }) => touches.length > 0)
        .map(({ path, touches }) => ({ path, touches: touches.join(', ') })),
  }),
] as const;
