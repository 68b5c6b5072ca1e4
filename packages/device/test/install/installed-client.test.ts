import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CLIENT_VERSIONS,
  clientBinary,
  makeClientHome,
  runClient,
  runProcess,
  type ClientHome,
  type ClientVersion,
  type ScriptedTurn,
} from '@sallyport/testkit';
import { planUninstall } from '../../src/install/plan-uninstall.ts';
import { describe, expect, it } from 'vitest';
import { checkHealth } from '../../src/health/check-health.ts';
import { detectBypass } from '../../src/health/detect-bypass.ts';
import { gatherUserSettings } from '../../src/health/gather-install.ts';
import { gatherPlugin } from '../../src/health/gather-plugin.ts';
import type { HealthEnvironment } from '../../src/health/health-environment.ts';
import { gatherSnapshot } from '../../src/health/gather-snapshot.ts';
import { ProofKeeper } from '../../src/health/proof-keeper.ts';
import { applyPlan } from '../../src/install/apply-plan.ts';
import type { InstallEnvironment, InstallTarget } from '../../src/install/install-plan.ts';
import { readInstallRecord } from '../../src/install/install-record.ts';
import { planInstall } from '../../src/install/plan-install.ts';
import { testMachine, type TestMachine } from './test-machine.ts';

/** A hook that writes down its event and mode, and denies what carries the word in its input. */
const SCRIPT = (log: string): string => `#!/bin/sh
input=$(cat)
printf '%s\\n' "$1 $2" >>'${log}'
case $1$input in PreToolUse*forbidden*) echo 'not here' >&2; exit 2 ;; esac
exit 0
`;

const bash = (command: string): ScriptedTurn => [
  { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: { command } },
];

interface Installed {
  readonly environment: InstallEnvironment;
  readonly log: () => Promise<readonly string[]>;
}

const installInto = async (
  machine: TestMachine,
  userHome: string,
  target: InstallTarget,
): Promise<Installed> => {
  const log = join(machine.root, 'log.txt');
  const hook = await machine.put('state/hook/hook.sh', SCRIPT(log));
  await chmod(hook, 0o755);
  const environment: InstallEnvironment = {
    ...machine.environment,
    userHome,
    now: new Date(),
    hookCommand: (event, mode) => ({
      command: '/usr/bin/env',
      args: ['-i', '-S', 'AI_AGENT=${AI_AGENT}', '/bin/sh', hook, event, mode],
    }),
    marks: [hook],
  };
  const outcome = await planInstall(target, environment);
  if (outcome.kind === 'refused') throw new Error(outcome.refusal.message);
  const applied = await applyPlan(outcome.plan);
  if (applied.kind === 'failed') throw new Error(applied.message);
  return {
    environment,
    log: async () => (await readFile(log, 'utf8').catch(() => '')).split('\n').filter((line) => line !== ''),
  };
};

/** Lets the client manage its own plugins, as a person would. */
const runPlugin = async (
  version: ClientVersion,
  client: ClientHome,
  ...words: readonly string[]
): Promise<void> => {
  const env = { HOME: client.home, PATH: '/usr/bin:/bin', CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' };
  const argv = [clientBinary(version), 'plugin', ...words];
  const exit = await runProcess(argv, { cwd: client.cwd, env, timeoutMs: 60_000 });
  if (exit.exitCode !== 0) throw new Error(exit.stderr);
};

const healthEnvironment = (home: string, userHome: string): HealthEnvironment => ({
  home,
  userHome,
  platform: 'linux',
  variables: {},
  now: new Date(Date.now() + 60_000),
  minimumClientVersion: '2.1.295',
  procFolder: '/nowhere',
  probeDaemon: async () => ({ kind: 'up', tokenAccepted: true }),
  inspectBundle: async () => ({ kind: 'ok', version: '1', stale: false }),
  verifyEvidence: async () => ({ kind: 'ok' }),
});

describe.each(CLIENT_VERSIONS)('the real client %s with our entries', (version) => {
  it('calls the hook with the mode of the tool, and carries out what it says', async () => {
    await using machine = await testMachine();
    await using client = await makeClientHome();
    const { log } = await installInto(machine, client.home, { kind: 'claude-code' });
    const denied = await runClient({
      version,
      home: client.home,
      prompt: 'go',
      script: [bash('echo forbidden')],
    });
    expect(denied.toolResults).toMatchObject([{ isError: true }]);
    expect(denied.toolResults[0]?.text).toContain('not here');
    // Bash is closed in the table; a tool that is in no list takes the other entry.
    const events = await log();
    expect(events).toContain('SessionStart open');
    expect(events).toContain('PreToolUse closed');
    expect(events).not.toContain('PreToolUse open');
  });

  it('calls the hook once for a tool outside the table, by the entry for all others', async () => {
    await using machine = await testMachine();
    await using client = await makeClientHome({ 'project/notes.txt': 'hello' });
    const { log } = await installInto(machine, client.home, { kind: 'claude-code' });
    const write: ScriptedTurn = [
      {
        type: 'tool_use',
        id: 'toolu_1',
        name: 'Write',
        input: { file_path: join(client.cwd, 'new.txt'), content: 'x' },
      },
    ];
    await runClient({ version, home: client.home, prompt: 'go', script: [write] });
    expect((await log()).filter((line) => line.startsWith('PreToolUse'))).toEqual(['PreToolUse open']);
    expect(await readFile(join(client.cwd, 'new.txt'), 'utf8')).toBe('x');
  });

  it.skipIf(process.getuid?.() !== 0)(
    'works under the managed file with every variable emptied',
    async () => {
      await using machine = await testMachine();
      await using client = await makeClientHome();
      const { log } = await installInto(machine, client.home, {
        kind: 'claude-code-managed',
        pins: {},
      });
      const file = join(machine.root, 'etc/claude-code/managed-settings.d/50-sallyport.json');
      // Our own file, changed so that the client reaches the fake server and the old client may start.
      const settings = JSON.parse(await readFile(file, 'utf8')) as {
        env: Record<string, string>;
        requiredMinimumVersion?: string;
      };
      delete settings.env['ANTHROPIC_BASE_URL'];
      delete settings.requiredMinimumVersion;
      const run = (command: string) =>
        runClient({
          version,
          home: client.home,
          prompt: 'go',
          script: [bash(command)],
          managed: { 'managed-settings.d/50-sallyport.json': settings },
        });
      expect((await run('echo fine-$((40+2))')).toolResults).toMatchObject([
        { text: 'fine-42', isError: false },
      ]);
      expect((await run('echo forbidden')).toolResults).toMatchObject([{ isError: true }]);
      expect(await log()).toContain('PreToolUse closed');
    },
  );

  it('calls the hook from the Cowork plugin, from a folder with blanks and with the markers of Cowork', async () => {
    await using machine = await testMachine();
    await using client = await makeClientHome();
    const out = join(machine.root, 'Application Support');
    const { log } = await installInto(machine, client.home, { kind: 'cowork', out });
    const run = await runClient({
      version,
      home: client.home,
      prompt: 'go',
      args: ['--setting-sources', 'user', '--plugin-dir', join(out, 'sallyport')],
      env: { CLAUDE_CODE_IS_COWORK: '1', CLAUDE_CODE_ENTRYPOINT: 'local-agent' },
      script: [bash('echo forbidden')],
    });
    expect(run.toolResults).toMatchObject([{ isError: true }]);
    expect(await log()).toEqual(expect.arrayContaining(['SessionStart open', 'PreToolUse closed']));
  });

  it('installs the Cowork plugin from our marketplace, where doctor then finds every step of it', async () => {
    await using machine = await testMachine();
    await using client = await makeClientHome();
    const out = join(machine.root, 'marketplace');
    const { environment } = await installInto(machine, client.home, { kind: 'cowork', out });
    const found = async () => {
      const records = await readInstallRecord(environment.records, 'cowork');
      if (records.kind !== 'record') throw new Error('the plugin was installed');
      const health = { ...healthEnvironment(environment.home, client.home) };
      return gatherPlugin(health, [records.record], await gatherUserSettings(health));
    };
    expect(await found()).toMatchObject({ registered: false, cached: null });
    await runPlugin(version, client, 'marketplace', 'add', out);
    expect(await found()).toMatchObject({ registered: true, cached: null });
    await runPlugin(version, client, 'install', 'sallyport@sallyport-org');
    expect(await found()).toMatchObject({
      registered: true,
      cached: { hooks: 'present', isCurrent: true },
      disabledIn: [],
    });
    await runPlugin(version, client, 'disable', 'sallyport@sallyport-org');
    expect(await found()).toMatchObject({ disabledIn: [join(client.home, '.claude/settings.json')] });
  });

  it('leaves to the client what the client wrote into the same file', async () => {
    await using machine = await testMachine();
    await using client = await makeClientHome({
      '.claude/settings.json': '{\n  "cleanupPeriodDays": 20\n}\n',
    });
    const { environment } = await installInto(machine, client.home, { kind: 'claude-code' });
    await installInto(machine, client.home, { kind: 'cowork', out: join(machine.root, 'marketplace') });
    await runPlugin(version, client, 'marketplace', 'add', join(machine.root, 'marketplace'));
    await runPlugin(version, client, 'install', 'sallyport@sallyport-org');
    const outcome = await planUninstall('claude-code', environment);
    if (outcome.kind === 'refused') throw new Error(outcome.refusal.message);
    expect(outcome.plan.warnings.map(({ code }) => code)).toEqual(['changed-since-install']);
    await applyPlan(outcome.plan);
    const left: unknown = JSON.parse(await readFile(join(client.home, '.claude/settings.json'), 'utf8'));
    expect(left).toEqual({
      cleanupPeriodDays: 20,
      enabledPlugins: { 'sallyport@sallyport-org': true },
      extraKnownMarketplaces: expect.any(Object) as unknown,
    });
  });

  it('is found out when it runs without hooks', async () => {
    await using machine = await testMachine();
    await using client = await makeClientHome();
    const { environment } = await installInto(machine, client.home, { kind: 'claude-code' });
    const path = join(environment.home, 'proofs.json');
    const keeper = await ProofKeeper.open({ path, now: environment.now, onError: () => undefined });
    await keeper.close();
    const run = await runClient({
      version,
      home: client.home,
      prompt: 'go',
      args: ['--bare'],
      script: [bash('echo ran-$((40+2))')],
    });
    expect(run.toolResults).toMatchObject([{ text: 'ran-42' }]);
    await chmod(await machine.put('state/secrets/hook-token', 'X-Sallyport-Token: a\n'), 0o600);
    const snapshot = await gatherSnapshot(healthEnvironment(environment.home, client.home));
    expect(detectBypass(snapshot)).toMatchObject([
      { session: run.sessionId, tools: ['Bash'], clientVersion: version },
    ]);
    expect(checkHealth(snapshot).map(({ code }) => code)).toContain('session-blind');
  });
});
