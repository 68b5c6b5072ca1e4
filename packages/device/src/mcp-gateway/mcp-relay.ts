// Started as `sallyport mcp run`: stands between one client and one MCP server. A file of its own in dist/, because a client
// starts it once for each server and waits: the command itself is far larger than this.
// Usage: mcp-relay [--name NAME] [--home FOLDER] -- COMMAND ARGS…
// It loads no schemas, no policy and no reader of messages: they are for when the guard is away, or
// a copy of a server's package is to be looked at.
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { PASSED_ON } from '../hook-client/hook-command.ts';
import { MACHINE_FILE, MACHINE_FOLDER, relaySocketOf } from '../managed-tier/machine-file.ts';
import { ownEnvironment } from '../own-environment.ts';
import { stateHome } from '../state-home.ts';
import { mayFetch } from './pinned/fetch-words.ts';
import { readRelayWords } from './relay-words.ts';
import { runRelay } from './relay.ts';
import { whyNotStartedHere } from './start-alone.ts';

/** As long as calls of the hook wait for it. */
const MANAGED_RETURN_MS = 10_000;

const fail = (why: string, exit: number): never => {
  process.stderr.write(`sallyport: ${why}\n`);
  process.exit(exit);
};

// Either started by itself, or as `sallyport mcp run`.
const given = process.argv.slice(2);
const words = readRelayWords(given[0] === 'mcp' && given[1] === 'run' ? given.slice(2) : given);
if (!words.ok) fail(words.why, 2);
else {
  const { name, command, args } = words;
  const variables = ownEnvironment();
  // There each person has a socket that nobody else can reach, in a folder of root, and no words count against that.
  const uid = existsSync(MACHINE_FILE) ? process.getuid?.() : undefined;
  const home = stateHome(
    uid === undefined
      ? (words.home ?? resolve(variables['SALLYPORT_HOME'] ?? join(homedir(), '.sallyport')))
      : MACHINE_FOLDER,
  );
  const claims = Object.fromEntries(
    ['CLAUDE_PROJECT_DIR', ...PASSED_ON].flatMap((variable) => {
      const value = variables[variable];
      return value === undefined ? [] : [[variable, value] as const];
    }),
  );
  const path = variables['PATH'] ?? '';
  const started =
    mayFetch(command) && uid === undefined
      ? await (await import('./pinned/start-pinned.ts')).startPinned(name, command, args, home)
      : ({ kind: 'none' } as const);
  const pinned = started.kind === 'copy' ? { pinned: started.tree } : {};
  const ended: number | { readonly notStarted: string } =
    started.kind === 'refused'
      ? { notStarted: started.why }
      : await runRelay({
          ...(started.kind === 'copy' ? started : { command, args }),
          socket: uid === undefined ? home.mcpSocket : relaySocketOf(uid),
          name,
          whyNotAlone: () =>
            whyNotStartedHere(
              { name, command, args, cwd: process.cwd(), path, claims, ...pinned },
              home,
              uid !== undefined,
            ),
          // A guard that starts anew takes a while; its socket is held for it.
          ...(uid === undefined ? {} : { deadlines: { returnMs: MANAGED_RETURN_MS } }),
          hello: (isRunning) =>
            JSON.stringify({
              v: 1,
              token: uid === undefined ? readFileSync(home.hookTokenHeader, 'utf8').trim() : '',
              name,
              command,
              args,
              cwd: process.cwd(),
              path,
              ...pinned,
              ...(isRunning ? { running: true } : {}),
              claims,
            }),
          withoutGuard: async () =>
            (await import('./without-guard.ts')).openWithoutGuard(name, home, uid === undefined),
        });
  if (typeof ended === 'object') {
    process.stderr.write(`${ended.notStarted}\n`);
    const { refuseClient } = await import('./pinned/refuse-client.ts');
    await refuseClient(ended.notStarted, process.stdin, process.stdout);
  }
  process.exit(typeof ended === 'object' ? 1 : ended);
}
