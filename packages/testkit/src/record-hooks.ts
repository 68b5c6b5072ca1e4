import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeClientHome } from './client-home.ts';
import { runClient, type ClientResult, type ClientRun } from './client.ts';

/** Every event that can be listened to without changing the run: a hook on WorktreeCreate replaces the client's work. */
const EVENTS = [
  'SessionStart',
  'Setup',
  'UserPromptSubmit',
  'UserPromptExpansion',
  'PreToolUse',
  'PermissionRequest',
  'PermissionDenied',
  'PostToolUse',
  'PostToolUseFailure',
  'PostToolBatch',
  'Notification',
  'SubagentStart',
  'SubagentStop',
  'TaskCreated',
  'TaskCompleted',
  'Stop',
  'StopFailure',
  'InstructionsLoaded',
  'ConfigChange',
  'CwdChanged',
  'DirectoryAdded',
  'FileChanged',
  'PreCompact',
  'PostCompact',
  'Elicitation',
  'ElicitationResult',
  'SessionEnd',
  'PreModelSwitch',
  'PostModelSwitch',
] as const;

/** The part of a hook's environment that says who acts; the rest is the machine's, or holds tokens. */
const ENVIRONMENT = [
  'AI_AGENT',
  'CLAUDE_CODE_ENTRYPOINT',
  'CLAUDE_CODE_IS_COWORK',
  'CLAUDE_CODE_REMOTE',
  'CLAUDE_CODE_SESSION_ATTENDED',
  'CLAUDE_PROJECT_DIR',
] as const;

export interface RecordedHook {
  readonly event: string;
  readonly toolName: string | undefined;
  /** The bytes that the hook got, with the run's home written as `/home/ann`. */
  readonly payload: string;
  readonly environment: Readonly<Record<string, string>>;
}

export const PLACEHOLDER_HOME = '/home/ann';

/** The home also stands in names of the client's own folders, with dashes for slashes. */
const withPlaceholder = (text: string, home: string): string =>
  text.replaceAll(home, PLACEHOLDER_HOME).replaceAll(home.replaceAll(/[/.]/g, '-'), '-home-ann');

const environmentOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split('\0').flatMap((line) => {
      const name = ENVIRONMENT.find((each) => line.startsWith(`${each}=`));
      return name === undefined ? [] : [[name, line.slice(name.length + 1)]];
    }),
  );

const fieldOf = (payload: string, field: string): string | undefined => {
  const parsed: unknown = JSON.parse(payload);
  const value = Object.entries(parsed ?? {}).find(([key]) => key === field)?.[1];
  return typeof value === 'string' ? value : undefined;
};

/** Runs the client and keeps what each of its hooks was given, in order. Nothing is decided. */
export const recordHooks = async (
  run: Omit<ClientRun, 'settings'>,
): Promise<{ readonly result: ClientResult; readonly hooks: readonly RecordedHook[] }> => {
  await using ownHome = await makeClientHome();
  const home = run.home ?? ownHome.home;
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-recorded-'));
  try {
    const command = `n="${folder}/$(date +%s%N)-$$"; cat > "$n.payload"; env -0 > "$n.env"`;
    const settings = {
      hooks: Object.fromEntries(EVENTS.map((event) => [event, [{ hooks: [{ type: 'command', command }] }]])),
    };
    const result = await runClient({ ...run, home, settings });
    const hooks: RecordedHook[] = [];
    for (const name of (await readdir(folder)).filter((each) => each.endsWith('.payload')).sort()) {
      const payload = withPlaceholder(await readFile(join(folder, name), 'utf8'), home);
      const environment = await readFile(join(folder, name.replace('.payload', '.env')), 'utf8');
      hooks.push({
        event: fieldOf(payload, 'hook_event_name') ?? '',
        toolName: fieldOf(payload, 'tool_name'),
        payload,
        environment: environmentOf(withPlaceholder(environment, home)),
      });
    }
    return { result, hooks };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
