import { declare, when } from './problem.ts';

/** From the settings entry to the script and its token: what must be right before the daemon is even asked. */
export const HOOK_PROBLEMS = [
  declare({
    code: 'not-installed',
    title: 'hooks are not installed',
    severity: 'error',
    dependsOn: ['install-record-damaged'],
    text: 'no client on this machine is set up to call Sallyport',
    fix: 'run `sallyport install claude-code`',
    find: ({ installs }) => when(installs.length === 0),
  }),
  declare({
    code: 'install-record-damaged',
    title: 'an install record cannot be used',
    severity: 'error',
    dependsOn: [],
    text: '`{path}` is damaged, so uninstall cannot restore the original file',
    fix: 'move `{path}` away and run the install command again',
    find: ({ damagedRecords }) => damagedRecords.map((path) => ({ path })),
  }),
  declare({
    code: 'settings-invalid',
    title: 'the client settings cannot be read',
    severity: 'error',
    dependsOn: [],
    text: 'the client ignores `{path}`, hooks included: {why}',
    fix: 'correct `{path}`, then restart Claude Code',
    find: ({ settings }) =>
      when(settings.state === 'invalid', { path: settings.path, why: settings.why ?? '' }),
  }),
  declare({
    code: 'hook-entries-missing',
    title: 'hook entries are missing from the settings',
    severity: 'error',
    dependsOn: ['not-installed', 'settings-invalid'],
    text: '`{path}` no longer holds our entries for {events}',
    fix: 'run `sallyport install {command}`, then restart Claude Code',
    find: ({ installs }) =>
      installs
        .filter(({ missingEvents }) => missingEvents.length > 0)
        .map(({ path, missingEvents, target }) => ({
          path,
          events: missingEvents.join(', '),
          command: commandOf(target),
        })),
  }),
  declare({
    code: 'hook-wait-too-short',
    title: 'hook entries of an earlier version wait too little',
    severity: 'error',
    dependsOn: ['not-installed', 'settings-invalid', 'hook-entries-missing'],
    text: '`{path}` says {waits}, so the client gives up on a call while people decide about it',
    fix: 'run `sallyport install {command}`, then restart Claude Code',
    find: ({ installs }) =>
      installs
        .filter(({ shortWaits }) => shortWaits.length > 0)
        .map(({ path, shortWaits, target }) => ({
          path,
          waits: shortWaits.join(', '),
          command: commandOf(target),
        })),
  }),
  declare({
    code: 'hooks-disabled',
    title: 'hooks are switched off',
    severity: 'error',
    dependsOn: ['settings-invalid'],
    text: '`disableAllHooks` is true in `{path}`: no hook outside managed settings runs',
    fix: 'remove `disableAllHooks` from `{path}`, then restart Claude Code',
    find: ({ settings }) => when(settings.disableAllHooks, { path: settings.path }),
  }),
  declare({
    code: 'hook-script-missing',
    title: 'the hook script is missing',
    severity: 'error',
    dependsOn: ['not-installed'],
    text: 'the client is told to run `{path}`, which is {state}',
    fix: 'run `sallyport install claude-code` to write it again',
    find: ({ hookScripts }) =>
      hookScripts.filter(({ state }) => state !== 'present').map(({ path, state }) => ({ path, state })),
  }),
  declare({
    code: 'token-missing',
    title: 'the hook token is missing',
    severity: 'error',
    dependsOn: ['not-installed'],
    text: '`{path}` is {state}, so the hook cannot show the daemon that it is ours',
    fix: 'run `sallyport down`, then `sallyport up` to make it again',
    find: ({ token }) =>
      when(['missing', 'unreadable', 'empty'].includes(token.state), {
        path: token.path,
        state: token.state,
      }),
  }),
  declare({
    code: 'token-wrong',
    title: 'the hook token is not the one the daemon has',
    severity: 'error',
    dependsOn: ['token-missing', 'daemon-down'],
    text: 'the daemon refuses the token in `{path}`',
    fix: 'run `sallyport down`, then `sallyport up` so that both use the token in that file',
    find: ({ daemon, token }) =>
      when(daemon.kind === 'up' && daemon.tokenAccepted === false, { path: token.path }),
  }),
  declare({
    code: 'token-exposed',
    title: 'other users can read the hook token',
    severity: 'error',
    dependsOn: ['token-missing'],
    text: '`{path}` can be read by more than its owner',
    fix: 'run `chmod 600 {path}`, then `sallyport down` and `sallyport up`',
    find: ({ token }) => when(token.state === 'exposed', { path: token.path }),
  }),
] as const;

const commandOf = (target: string): string =>
  target === 'claude-code-managed' ? 'claude-code --managed' : target;
