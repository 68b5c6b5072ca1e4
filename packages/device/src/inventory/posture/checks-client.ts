import { compareVersions } from '../../install/client-version.ts';
import {
  isTooWide,
  itemPlaces,
  managedMust,
  managedOf,
  pathsOf,
  settingsWhere,
  at,
  stringsOf,
} from './look-up.ts';
import { unknown, verdict, type PostureCheck } from './posture-check.ts';

/** The first client whose hooks can fail closed by themselves (`onFailure`). */
const WANTED_VERSION = '2.1.295';
const SETTINGS = 'settings.json of every level';
const MANAGED = 'managed-settings.json and drop-ins';

/** How the client itself is set up, below Cowork and beside it. */
export const CLIENT_CHECKS: readonly PostureCheck[] = [
  {
    code: 'managed-settings-missing',
    what: 'Managed settings are on this device',
    why: 'All other settings can be changed by the agent’s own user.',
    fix: '`sallyport install --managed`, or `sallyport export managed-settings`.',
    reads: MANAGED,
    admin: 'device profile com.anthropic.claudecode; admin console, server-managed settings',
    look: (facts) => {
      const managed = managedOf(facts);
      if (managed.length > 0) return { state: 'ok', read: pathsOf(managed) };
      return facts.platform === 'linux'
        ? { state: 'finding', places: [{ path: '/etc/claude-code', text: 'there is no managed settings file' }] }
        : unknown('no file; a device profile or the registry, which are not read here, may hold them');
    },
  },
  {
    code: 'version-old',
    what: 'Every client is new enough for hooks that fail closed',
    why: 'On an older one a hook that can not start lets the action through.',
    fix: `Update to ${WANTED_VERSION} or later.`,
    reads: 'paths and package files of clients',
    admin: 'managed settings, `requiredMinimumVersion`',
    look: ({ items }) => {
      const clients = items.filter(({ kind, name, version }) => kind === 'agent' && name.startsWith('Claude Code') && version !== undefined);
      return verdict(
        itemPlaces(clients.filter(({ version }) => compareVersions(version ?? '', WANTED_VERSION) < 0), ({ version }) => `version ${version}`),
        clients.map(({ path }) => path),
        'no client with a known version was found',
      );
    },
  },
  {
    code: 'permissions-bypassed',
    what: 'No settings start sessions that ask nothing',
    why: '`bypassPermissions` runs every tool without a question.',
    fix: 'Take `defaultMode` and `skipDangerousModePermissionPrompt` out.',
    reads: SETTINGS,
    admin: 'managed settings',
    look: ({ settings }) =>
      verdict(
        settings
          .filter(({ value }) => at(value, 'permissions.defaultMode') === 'bypassPermissions' || at(value, 'skipDangerousModePermissionPrompt') === true)
          .map(({ path }) => ({ path, text: 'sessions may start without questions' })),
        pathsOf(settings),
        'no settings file of the client was read',
      ),
  },
  {
    code: 'bypass-not-forbidden',
    what: 'Nobody can start a session that asks nothing',
    why: '`--dangerously-skip-permissions` is one word on a command line.',
    fix: 'Set `permissions.disableBypassPermissionsMode` to `disable` in managed settings.',
    reads: MANAGED,
    admin: 'managed settings',
    look: (facts) => managedMust(facts, 'permissions.disableBypassPermissionsMode', (value) => value === 'disable'),
  },
  {
    code: 'hooks-disabled',
    what: 'No settings switch hooks off',
    why: 'Hooks of people and plugins then do nothing, and nothing says so.',
    fix: 'Take `disableAllHooks` out.',
    reads: SETTINGS,
    admin: 'managed settings',
    look: (facts) => settingsWhere(facts, (value) => value === true, 'disableAllHooks', 'hooks are switched off'),
  },
  {
    code: 'own-hooks-allowed',
    what: 'Only managed hooks run',
    why: 'Any other hook can rewrite what an allowed call does.',
    fix: 'Set `allowManagedHooksOnly` in managed settings.',
    reads: MANAGED,
    admin: 'managed settings',
    look: (facts) => managedMust(facts, 'allowManagedHooksOnly', (value) => value === true),
  },
  {
    code: 'foreign-hooks',
    what: 'No hook but ours runs',
    why: 'A hook is a program that runs at every action, with all rights of the person.',
    fix: 'Look at each; remove what nobody knows.',
    reads: 'settings.json of every level, hooks.json of plugins',
    admin: 'managed settings, `allowManagedHooksOnly`',
    look: ({ items, settings }) => {
      const foreign = items.filter(({ kind, marks }) => kind === 'hook' && !marks?.includes('ours'));
      return verdict(
        itemPlaces(foreign, ({ name, detail }) => `${name}: ${detail ?? ''}`),
        pathsOf(settings),
        'no settings file of the client was read',
      );
    },
  },
  {
    code: 'tools-allowed-at-large',
    what: 'No rule allows a whole tool, or every tool of a server, without asking',
    why: '`Bash` or `mcp__mail` in `allow` lets everything through that they can do.',
    fix: 'Allow single commands and tools.',
    reads: SETTINGS,
    admin: 'managed settings, `allowManagedPermissionRulesOnly`',
    look: ({ settings }) =>
      verdict(
        settings.flatMap(({ path, value }) =>
          stringsOf(at(value, 'permissions.allow'))
            .filter((rule) => /^(?:Bash|PowerShell|WebFetch|Write|Edit)(?:\((?:\*|:\*|\*\*)?\))?$|^mcp__[^_]+(?:_[^_]+)*(?:__\*)?$|^\*$/.test(rule))
            .map((rule) => ({ path, text: `\`${rule}\` is allowed` })),
        ),
        pathsOf(settings),
        'no settings file of the client was read',
      ),
  },
  {
    code: 'folders-too-wide',
    what: 'No settings add the home folder, what lies above it, or a whole disk',
    why: 'An agent then reads and writes all that a person has.',
    fix: 'Name the folders that are needed.',
    reads: SETTINGS,
    admin: 'managed settings',
    look: ({ settings, userHome }) =>
      verdict(
        settings.flatMap(({ path, value }) =>
          stringsOf(at(value, 'permissions.additionalDirectories'))
            .filter((folder) => isTooWide(folder, userHome))
            .map((folder) => ({ path, text: `\`${folder}\` is given` })),
        ),
        pathsOf(settings),
        'no settings file of the client was read',
      ),
  },
  {
    code: 'sandbox-can-be-left',
    what: 'Commands can not leave the client’s sandbox by asking',
    why: 'One yes to “run it outside” undoes it.',
    fix: 'Set `sandbox.enabled` to true and `sandbox.allowUnsandboxedCommands` to false in managed settings.',
    reads: MANAGED,
    admin: 'managed settings',
    look: (facts) =>
      managedMust(facts, 'sandbox', (value) => at(value, 'enabled') === true && at(value, 'allowUnsandboxedCommands') === false),
  },
  {
    code: 'transcripts-readable',
    what: 'Nobody else can read the transcripts of sessions',
    why: 'They hold all that an agent read: files, keys, mail.',
    fix: '`chmod 700 ~/.claude`',
    reads: '~/.claude, ~/.claude/projects (permission bits)',
    admin: '–',
    look: ({ transcripts, platform }) => {
      if (platform === 'win32') return unknown('permission bits say nothing on Windows');
      if (!transcripts.some(({ path }) => /[\\/]projects$/.test(path))) return unknown('there are no transcripts');
      // One closed folder on the way is enough.
      const open = transcripts.filter(({ mode }) => (mode & 0o055) !== 0);
      return open.length < transcripts.length
        ? { state: 'ok', read: transcripts.map(({ path }) => path) }
        : { state: 'finding', places: open.map(({ path, mode }) => ({ path, text: `others may enter it (mode ${(mode & 0o777).toString(8)})` })) };
    },
  },
]; // prettier-ignore
