import type { FailMode } from '@sallyport/action-model';

/**
 * What the client passes on from its own environment. Everything else is cleared by `env -i`, because a
 * repository's settings reach the environment of user-level hooks (PATH, BASH_ENV, NODE_OPTIONS, CURL_HOME…).
 * `${…}` is expanded by `env -S`; the client leaves it alone in exec form (tried with 2.1.197 and 2.1.330).
 */
export const PASSED_ON = [
  'AI_AGENT',
  'CLAUDE_CODE_ENTRYPOINT',
  'CLAUDE_CODE_IS_COWORK',
  'CLAUDE_CODE_REMOTE',
  'CLAUDE_CODE_SESSION_ATTENDED',
] as const;

/** Passed on too, but to the script alone: where no payload is left to ask, its line for a gap record names the session. */
export const SESSION_VARIABLE = 'CLAUDE_CODE_SESSION_ID';

/**
 * How long a tool waits while people decide. The client's own limit for such a hook is longer than this and the script's
 * deadlines before and after it together.
 */
export const HOLD_SECONDS = 60;

/** Nothing else can be held: what a person typed, or what has run, waits for nobody. */
export const holdOf = (event: string): readonly string[] =>
  event === 'PreToolUse' ? [String(HOLD_SECONDS)] : [];

export type HookCommandLine = { command: string; args: readonly string[] };

/**
 * The exec form of a command hook: no shell of the client's, absolute paths, a clean environment. The client itself
 * puts its project folder in place of the last argument. It stands outside the text that `env -S` splits, where a
 * folder's name could become arguments.
 */
export const hookCommand = (script: string, event: string, mode: FailMode): HookCommandLine => ({
  command: '/usr/bin/env',
  args: [
    '-i',
    '-S',
    [...PASSED_ON, SESSION_VARIABLE].map((name) => `${name}=\${${name}}`).join(' '),
    '/bin/sh',
    script,
    event,
    mode,
    '${CLAUDE_PROJECT_DIR}',
    ...holdOf(event),
  ],
});
