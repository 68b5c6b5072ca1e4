import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeClientHome, runClient, type ScriptedTurn } from '@sallyport/testkit';
import { describe, expect, it } from 'vitest';
import { checkHealth } from '../../src/health/check-health.ts';
import { detectBypass } from '../../src/health/detect-bypass.ts';
import { gatherSnapshot } from '../../src/health/gather-snapshot.ts';
import { ProofKeeper } from '../../src/health/proof-keeper.ts';
import { applyPlan } from '../../src/install/apply-plan.ts';
import type { InstallEnvironment, InstallTarget } from '../../src/install/install-plan.ts';
import { planInstall } from '../../src/install/plan-install.ts';
import { testMachine, type TestMachine } from './test-machine.ts';

const VERSIONS = ['2.1.197', '2.1.330'] as const;

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
    hookCommand: (event, mode) => ({ command: '/usr/bin/env', args: ['-i', '/bin/sh', hook, event, mode] }),
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

describe.each(VERSIONS)('the real client %s with our entries', (version) => {
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
    const snapshot = await gatherSnapshot({
      home: environment.home,
      userHome: client.home,
      platform: 'linux',
      variables: {},
      now: new Date(Date.now() + 60_000),
      minimumClientVersion: '2.1.295',
      procFolder: '/nowhere',
      probeDaemon: async () => ({ kind: 'up', tokenAccepted: true }),
      inspectBundle: async () => ({ kind: 'ok', version: '1', stale: false }),
      verifyEvidence: async () => ({ kind: 'ok' }),
    });
    expect(detectBypass(snapshot)).toMatchObject([
      { session: run.sessionId, tools: ['Bash'], clientVersion: version },
    ]);
    expect(checkHealth(snapshot).map(({ code }) => code)).toContain('session-blind');
  });
});
