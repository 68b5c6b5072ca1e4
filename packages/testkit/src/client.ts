import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientBinary, type ClientVersion } from './client-binary.ts';
import { giveHomeTo, makeClientHome, writeTree, type FileTree } from './client-home.ts';
import { withManagedFolder, writeManagedFiles, type ManagedFiles } from './managed.ts';
import { toolResultsOf, type ModelRequest, type Script, type ToolResult } from './model-request.ts';
import type { ModelRouter } from './model-router.ts';
import { startModelServer } from './model-server.ts';
import { runProcess, type ProcessExit } from './run-process.ts';

export interface ClientRun {
  readonly version: ClientVersion;
  readonly prompt: string;
  readonly script: Script;
  /** A home of `makeClientHome`; without it the run gets a fresh one that is removed afterwards. */
  readonly home?: string;
  /** The project folder; default `<home>/project`, created when missing. */
  readonly cwd?: string;
  /** Written to `<home>/.claude/settings.json`; absent leaves that file alone. */
  readonly settings?: object;
  /** Files of `/etc/claude-code` that this run alone sees. Needs root. */
  readonly managed?: ManagedFiles;
  /** Files below the home, written before the run: `{'project/notes.txt': 'hello'}`. */
  readonly files?: FileTree;
  /** Tools that the client lets run without asking; default `Bash Read Write Edit`. */
  readonly allowedTools?: readonly string[];
  readonly permissionMode?: string;
  /** More arguments for the client. */
  readonly args?: readonly string[];
  /** On top of the clean environment. `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Run the client as this user, to whom the home is given. Needs root. */
  readonly uid?: number;
  /** Where the client runs, such as in other namespaces: what starts `argv` there, in the folder `cwd`. */
  readonly within?: (argv: readonly string[], cwd: string) => readonly string[];
  /** The fixed address to which managed settings have pinned the model. */
  readonly router?: ModelRouter;
  /** Kill the client after this long; default 60 s. */
  readonly timeoutMs?: number;
}

export interface ClientResult extends ProcessExit {
  /** What the fake model was asked, in order. */
  readonly requests: readonly ModelRequest[];
  readonly toolResults: readonly ToolResult[];
  /** `x-claude-code-session-id` of the first model request. */
  readonly sessionId: string | undefined;
  /** Did this text reach the model in any request? */
  modelSaw(text: string): boolean;
}

const cleanEnvironment = (home: string, url: string): Record<string, string> => ({
  HOME: home,
  PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
  LANG: 'C.UTF-8',
  // The client refuses some modes as root unless it is told that it is in a sandbox.
  IS_SANDBOX: '1',
  ANTHROPIC_BASE_URL: url,
  ANTHROPIC_API_KEY: 'sk-ant-test-000',
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_AUTOUPDATER: '1',
});

const merged = (
  base: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string | undefined>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ ...base, ...changes }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );

const clientArgs = (options: ClientRun): readonly string[] => [
  '-p',
  options.prompt,
  '--output-format',
  'json',
  '--permission-mode',
  options.permissionMode ?? 'acceptEdits',
  '--allowedTools',
  (options.allowedTools ?? ['Bash', 'Read', 'Write', 'Edit']).join(' '),
  ...(options.args ?? []),
];

/** As another user, and in a mount namespace of its own, where the run asks for them. */
const wrapped = async (
  argv: readonly string[],
  scratch: string,
  cwd: string,
  { uid, managed, within }: ClientRun,
): Promise<readonly string[]> => {
  const asUser =
    uid === undefined ? argv : ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', ...argv];
  if (within) return within(asUser, cwd);
  if (!managed) return asUser;
  const source = join(scratch, 'managed');
  const mount = join(scratch, 'mount');
  await mkdir(mount);
  await writeManagedFiles(source, managed);
  return withManagedFolder(asUser, { source, scratch: mount });
};

/**
 * Runs the real client headless against a scripted fake model, with its own home and a clean environment: what
 * the model would have seen is in `requests` and `toolResults`. Nothing leaves the machine.
 */
export const runClient = async (options: ClientRun): Promise<ClientResult> => {
  const binary = clientBinary(options.version);
  const server = await startModelServer(options.script);
  const scratch = await mkdtemp(join(tmpdir(), 'sallyport-client-'));
  const ownHome = options.home === undefined ? await makeClientHome() : undefined;
  try {
    const home = options.home ?? ownHome?.home ?? '';
    const cwd = options.cwd ?? join(home, 'project');
    await mkdir(cwd, { recursive: true });
    if (options.settings) {
      await writeTree(home, { '.claude/settings.json': JSON.stringify(options.settings, null, 2) });
    }
    await writeTree(home, options.files ?? {});
    if (options.uid !== undefined) await giveHomeTo(options.uid, home);

    const argv = await wrapped([binary, ...clientArgs(options)], scratch, cwd, options);
    const env = merged(
      {
        ...cleanEnvironment(home, server.url),
        ...(options.router ? { ANTHROPIC_API_KEY: options.router.lead(server.url) } : {}),
      },
      options.env ?? {},
    );
    const exit = await runProcess(argv, { cwd, env, timeoutMs: options.timeoutMs ?? 60_000 });
    const requests = [...server.requests];
    return {
      ...exit,
      requests,
      toolResults: toolResultsOf(requests),
      sessionId: requests[0]?.headers['x-claude-code-session-id'],
      modelSaw: (text) =>
        requests.some((request) => request.text.includes(JSON.stringify(text).slice(1, -1))),
    };
  } finally {
    await server.close();
    await ownHome?.[Symbol.asyncDispose]();
    await rm(scratch, { recursive: true, force: true });
  }
};
