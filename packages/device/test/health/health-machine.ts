import { chmod, cp, mkdir, readFile, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HealthEnvironment } from '../../src/health/health-environment.ts';
import { gatherSnapshot } from '../../src/health/gather-snapshot.ts';
import { noProofs, type LastProofs } from '../../src/health/last-proofs.ts';
import type { Snapshot } from '../../src/health/snapshot.ts';
import { applyPlan } from '../../src/install/apply-plan.ts';
import { planInstall } from '../../src/install/plan-install.ts';
import type { InstallTarget } from '../../src/install/install-plan.ts';
import { testMachine, type TestMachine } from '../install/test-machine.ts';

const TOKEN = 'X-Sallyport-Token: 5f2e9a';

/** One session of the client, as its transcript tells it. */
export interface SessionOptions {
  readonly session: string;
  readonly cwd: string;
  readonly at: string;
  readonly tool?: string;
  readonly toolUseId?: string;
}
export const transcriptLine = ({
  session,
  cwd,
  at,
  tool,
  toolUseId = `toolu_${session}_${at}`,
}: SessionOptions): string =>
  JSON.stringify({
    type: tool === undefined ? 'user' : 'assistant',
    message:
      tool === undefined
        ? { content: 'go' }
        : { content: [{ type: 'tool_use', id: toolUseId, name: tool, input: {} }] },
    timestamp: at,
    cwd,
    sessionId: session,
    version: '2.1.330',
  }) + '\n';

/**
 * A machine on which all is well: hooks and the Cowork plugin are installed, the client was started after that and
 * its session has called the hook. Tests break one thing and look at what is said.
 */
export interface HealthMachine extends TestMachine {
  readonly health: HealthEnvironment;
  readonly workspace: string;
  readonly state: (path: string) => string;
  readonly user: (path: string) => string;
  /** Writes a transcript that the client changed last at 11:00. */
  readonly transcript: (name: string, text: string) => Promise<void>;
  readonly proofs: (change: (proofs: LastProofs) => LastProofs) => Promise<void>;
  readonly snapshot: (change?: Partial<HealthEnvironment>) => Promise<Snapshot>;
}

const installAll = async (machine: TestMachine): Promise<void> => {
  const hook = await machine.put('state/hook/hook.sh', '#!/bin/sh\n');
  const environment = {
    ...machine.environment,
    hookCommand: (event: string, mode: string) => ({ command: '/bin/sh', args: [hook, event, mode] }),
    marks: [hook],
  };
  const targets: InstallTarget[] = [
    { kind: 'claude-code' },
    { kind: 'cowork', out: join(machine.root, 'marketplace') },
  ];
  for (const target of targets) {
    const outcome = await planInstall(target, environment);
    if (outcome.kind === 'refused') throw new Error(outcome.refusal.message);
    await applyPlan(outcome.plan);
  }
};

/** What `claude plugin install` leaves on disk. */
const cachePlugin = async (machine: TestMachine): Promise<void> => {
  const plugins = join(machine.root, 'user/.claude/plugins');
  const installPath = join(plugins, 'cache/sallyport-org/sallyport/0.1.0');
  await cp(join(machine.root, 'marketplace/sallyport'), installPath, { recursive: true });
  const source = { source: 'directory', path: join(machine.root, 'marketplace') };
  await machine.put(
    'user/.claude/plugins/known_marketplaces.json',
    JSON.stringify({ 'sallyport-org': { source } }),
  );
  const entry = { scope: 'user', installPath, version: '0.1.0', installedAt: '2026-11-22T10:01:00.000Z' };
  await machine.put(
    'user/.claude/plugins/installed_plugins.json',
    JSON.stringify({ version: 2, plugins: { 'sallyport@sallyport-org': [entry] } }),
  );
};

/** A `/proc` with one client in it. `startedAt` counts in seconds after the machine's start at 09:00. */
export const putProcess = async (machine: TestMachine, pid: number, startedAt: number): Promise<void> => {
  const fields = Array.from({ length: 19 }, () => '0');
  await machine.put(
    `proc/${pid}/stat`,
    `${pid} (odd) name) S ${fields.slice(1).join(' ')} ${startedAt * 100} 0`,
  );
  await machine.put(`proc/${pid}/cmdline`, 'claude\0-p\0go\0');
};

const at = (minute: string): string => `2026-11-22T${minute}:00.000Z`;

export const healthMachine = async (): Promise<HealthMachine> => {
  const machine = await testMachine();
  const user = (path: string): string => join(machine.root, 'user', path);
  const state = (path: string): string => join(machine.root, 'state', path);
  await installAll(machine);
  await cachePlugin(machine);
  await machine.put('state/secrets/hook-token', `${TOKEN}\n`);
  await chmod(state('secrets/hook-token'), 0o600);

  const client = await machine.put('user/.local/share/claude/versions/2.1.330', '');
  // Kept for going back; nobody starts it.
  await machine.put('user/.local/share/claude/versions/2.1.100', '');
  await mkdir(user('.local/bin'));
  await symlink(client, user('.local/bin/claude'));
  const workspace = user('project');
  await mkdir(workspace);
  const session = { session: 'session-1', cwd: workspace };
  const transcript = async (name: string, text: string): Promise<void> => {
    const path = await machine.put(`user/.claude/projects/-project/${name}.jsonl`, text);
    await utimes(path, new Date(at('11:00')), new Date(at('11:00')));
  };
  await transcript(
    'session-1',
    transcriptLine({ ...session, at: at('10:06') }) +
      transcriptLine({ ...session, at: at('10:07'), tool: 'Bash' }),
  );
  await machine.put('proc/stat', `cpu 0\nbtime ${Date.parse(at('09:00')) / 1000}\n`);
  await machine.put('proc/uptime', '7200.00 1000.00\n');
  await machine.put('proc/sys/kernel/random/boot_id', 'boot-1\n');
  await putProcess(machine, 4242, 65 * 60);

  const hook = {
    event: 'PreToolUse',
    tool: 'Bash',
    at: at('10:07'),
    session: 'session-1',
    clientVersion: '2.1.330',
  };
  const good: LastProofs = {
    ...noProofs(at('10:01')),
    hook,
    evaluate: { status: '200', at: at('10:07'), tool: 'Bash', bytes: 900, session: 'session-1' },
    stored: { seq: 7, at: at('10:07') },
    sessions: { 'session-1': { at: at('10:07'), toolAt: at('10:07') } },
    clock: { bootId: 'boot-1', bootedAt: at('09:00') },
  };
  await machine.put('state/proofs.json', JSON.stringify(good));

  const health: HealthEnvironment = {
    home: machine.environment.home,
    userHome: user(''),
    platform: 'linux',
    variables: { PATH: user('.local/bin') },
    now: new Date(at('11:00')),
    minimumClientVersion: '2.1.295',
    procFolder: join(machine.root, 'proc'),
    probeDaemon: async () => {
      const token = await readFile(state('secrets/hook-token'), 'utf8').catch(() => '');
      return { kind: 'up', tokenAccepted: token === '' ? null : token.trim() === TOKEN };
    },
    inspectBundle: async () => ({ kind: 'ok', version: '1', stale: false }),
    verifyEvidence: async () => ({ kind: 'ok' }),
    freeBytes: async () => 10_000_000_000,
  };
  return {
    ...machine,
    health,
    workspace,
    transcript,
    state,
    user,
    proofs: async (change) => writeFile(state('proofs.json'), JSON.stringify(change(good))),
    snapshot: (change = {}) => gatherSnapshot({ ...health, ...change }),
  };
};

export const removeAll = (path: string): Promise<void> => rm(path, { recursive: true });

/** Replaces text in a file that is there. */
export const edit = async (path: string, from: string | RegExp, to: string): Promise<void> => {
  const text = await readFile(path, 'utf8');
  const after = text.replace(from, to);
  if (after === text)
    throw new Error(`nothing to replace in ${path}: ${(await readdir(join(path, '..'))).join(' ')}`);
  await writeFile(path, after);
};
