/** A managed machine after its install: people come, somebody stops a unit, and files of people are not what they seem. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { runClient } from '@sallyport/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oneTool, VICTIMS } from './support/attack-place.ts';
import { CONSOLE_PORT, hook, HOOK_PORT, isRoot, payload, shell } from './support/managed-calls.ts';
import {
  installManaged,
  startManagedMachine,
  type ManagedMachine,
  type Person,
} from './support/managed-machine.ts';
import { McpPeer, textOf } from './support/mcp-peer.ts';

const EVE = 2003;
const PROGRAM = join(import.meta.dirname, '../../dist/sallyport.mjs');
const RECORDING = join(import.meta.dirname, 'support/recording-server.mjs');
const SKILL = JSON.stringify({
  ...(JSON.parse(payload('waiting', '')) as object),
  tool_name: 'Skill',
  tool_input: { skill: 'wait' },
});

const tool = (name: string, description = `does ${name}`) => ({
  name,
  description,
  inputSchema: { type: 'object' },
});

describe.runIf(isRoot)('a managed machine, later', () => {
  let machine: ManagedMachine;
  beforeAll(async () => {
    machine = await startManagedMachine('2.1.330', VICTIMS);
    await installManaged(machine);
  }, 100_000);
  afterAll(async () => machine[Symbol.asyncDispose]());

  const asRoot = async (command: string): Promise<string> =>
    (await shell(machine, undefined, command)).stdout;

  const script = (): string => join(machine.ada.home, 'server.mjs');
  /** What the server says of its tools from now on. */
  const define = (...tools: object[]): Promise<string> =>
    asRoot(`cat >'${join(machine.ada.home, 'tools.json')}' <<'END'\n${JSON.stringify(tools)}\nEND`);

  const start = ({ uid, home }: Person): McpPeer => {
    const files = [join(home, 'record.log'), join(machine.ada.home, 'tools.json')];
    // What the environment and the words say of a guard counts for nothing here.
    const relay = [process.execPath, PROGRAM, 'mcp', 'run', '--name', 'notes', '--home', home, '--'];
    const server = [process.execPath, script(), ...files];
    const argv = ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', ...relay, ...server];
    return new McpPeer(machine.within(argv, home), {
      cwd: '/',
      env: { HOME: home, SALLYPORT_HOME: home, CLAUDE_CODE_ENTRYPOINT: 'cli' },
    });
  };

  test('gives whoever came since a socket of their own when it is installed again', async () => {
    await asRoot(`echo 'eve:x:${EVE}:${EVE}::/home/eve:/bin/bash' >>/etc/passwd`);
    await installManaged(machine);
    expect(await asRoot(`stat -c '%u %a' /run/sallyport/${EVE}.sock`)).toBe(`${EVE} 600\n`);
    const answered = await hook(machine, machine.ada, payload('after', 'cat ~/.ssh/id_ed25519'));
    expect(answered.stdout).toContain('"permissionDecision":"deny"');
  });

  test('is left alone by an install that finds all in its place', async () => {
    const before = await machine.servicePids();
    await installManaged(machine);
    expect(await machine.servicePids()).toEqual(before);
  });

  test('runs again after an install when somebody had stopped and disabled it', async () => {
    await asRoot('systemctl disable --now sallyport.service sallyport.socket sallyport-console.socket');
    await installManaged(machine);
    const units = 'sallyport.service sallyport.socket sallyport-console.socket';
    expect(await asRoot(`systemctl is-active ${units}; systemctl is-enabled ${units}`)).toBe(
      'active\nactive\nactive\nenabled\nenabled\nenabled\n',
    );
  });

  test('is installed again while clients go on calling, each of which would wake the guard', async () => {
    const { ada, within } = machine;
    const knock = 'curl -s -m 1 -o /dev/null -X POST';
    const knocking = [
      `${knock} --unix-socket /run/sallyport/${ada.uid}.sock http://localhost/hook/Probe`,
      `${knock} http://127.0.0.1:${HOOK_PORT}/hook/Probe`,
    ].map((call) => {
      const argv = [
        'setpriv',
        `--reuid=${ada.uid}`,
        '--clear-groups',
        'sh',
        '-c',
        `while :; do ${call}; done`,
      ];
      const [program = '', ...words] = within(argv, '/');
      return spawn(program, words, { stdio: 'ignore' });
    });
    try {
      for (let round = 0; round < 3; round++) {
        await asRoot('echo "#" >>/etc/sallyport/hook.sh');
        await installManaged(machine);
      }
    } finally {
      for (const each of knocking) each.kill('SIGKILL');
      await asRoot('pkill -KILL -x sh -u 2001');
    }
    expect((await machine.servicePids()).length).toBe(3);
  }, 120_000);

  test('goes on answering everybody when one person’s files are pipes that nobody writes to', async () => {
    const { ada, bob } = machine;
    await shell(
      machine,
      ada,
      `mkdir -p ~/.claude/skills/wait ~/.claude/plugins ~/.claude/session-env
      mkfifo ~/.claude/skills/wait/SKILL.md ~/.claude/plugins/installed_plugins.json ~/.claude/settings.json ~/.claude/settings.local.json`,
    );
    const before = await machine.servicePids();
    const answers = await Promise.all([
      ...Array.from({ length: 4 }, () => hook(machine, ada, SKILL)),
      hook(machine, bob, payload('calm', 'cat ~/.ssh/id_ed25519')),
    ]);
    expect(answers.map(({ stderr }) => stderr).join('')).not.toContain('could not decide');
    expect(answers.at(-1)?.stdout).toContain('"permissionDecision":"deny"');
    expect(await machine.servicePids()).toEqual(before);
  });

  test('is guarded also while somebody else sits on the port of its console', async () => {
    await asRoot('systemctl stop sallyport.service sallyport-console.socket');
    await shell(
      machine,
      machine.ada,
      `python3 -c "import socket, time; s = socket.create_server(('127.0.0.1', ${CONSOLE_PORT})); time.sleep(600)" >/dev/null 2>&1 &
      echo $! >~/squatter; sleep 1`,
    );
    try {
      await asRoot('systemctl start sallyport.service');
      const answered = await hook(machine, machine.bob, payload('squat', 'cat ~/.ssh/id_ed25519'));
      expect(answered.stdout).toContain('"permissionDecision":"deny"');
    } finally {
      await shell(machine, machine.ada, 'kill $(cat ~/squatter)');
    }
    await installManaged(machine);
    expect(await asRoot('systemctl is-active sallyport-console.socket')).toBe('active\n');
  });

  describe('with MCP servers', () => {
    beforeAll(async () => {
      await asRoot(
        `cp '${RECORDING}' '${script()}'; chmod 644 '${script()}'; chmod 755 '${machine.ada.home}'`,
      );
      await define(tool('read'));
    });
    afterAll(async () => void (await asRoot(`chmod 700 '${machine.ada.home}'`)));

    test('decides their calls for the person whose relay it is, also while the guard starts anew', async () => {
      await using peer = start(machine.ada);
      await peer.start();
      expect(JSON.stringify(await peer.ask('tools/list'))).toContain('does read');
      expect(textOf(await peer.call('read', { text: 'calm' }))).toContain('calm');
      const secret = await peer.call('read', { path: `${machine.ada.home}/.ssh/id_ed25519` });
      expect(JSON.stringify(secret)).toContain('Sallyport');
      await asRoot('kill -KILL $(cat /sys/fs/cgroup/system.slice/sallyport.service/cgroup.procs)');
      expect(textOf(await peer.call('read', { text: 'again' }))).toContain('again');
      await peer.close();
      const ran = await asRoot(`cat '${join(machine.ada.home, 'record.log')}'`);
      expect(ran).toContain('again');
      expect(ran).not.toContain('id_ed25519');
      const users = (await machine.evidence()).flatMap((each) =>
        each.type === 'decision' && each.origin.surface === 'mcp' ? [each.origin.user] : [],
      );
      expect(new Set(users)).toEqual(new Set(['ada']));
    }, 60_000);

    test('lets nobody in by another person’s door, and keeps what servers are from people', async () => {
      const { ada, bob } = machine;
      const knock = `python3 -c "import socket; socket.socket(socket.AF_UNIX).connect('/run/sallyport/${ada.uid}.mcp')"`;
      expect((await shell(machine, bob, knock)).stderr).toContain('PermissionError');
      expect((await shell(machine, ada, knock)).exitCode).toBe(0);
      const file = `/var/lib/sallyport/mcp/${ada.uid}-seen.json`;
      expect(await asRoot(`ls ${file}`)).toBe(`${file}\n`);
      expect((await shell(machine, ada, `cat ${file}`)).stderr).toContain('Permission denied');
      // What ada's relay said of the server is not believed for bob, whose own first sight it is.
      await define(tool('read', 'another for bob'));
      await using peer = start(bob);
      await peer.start();
      expect(JSON.stringify(await peer.ask('tools/list'))).toContain('another for bob');
      await peer.close();
    }, 60_000);

    test('holds a changed tool back until root approves it for that person', async () => {
      await using peer = start(machine.ada);
      await peer.start();
      expect(JSON.stringify(await peer.ask('tools/list'))).not.toContain('another for bob');
      expect(textOf(await peer.call('read', { text: 'held' }))).toContain(
        'what it says of itself is another',
      );
      const words = [process.execPath, PROGRAM, 'mcp', 'approve', 'notes', '--for', 'ada'];
      expect((await machine.run(words, machine.ada)).exitCode).toBe(1);
      expect(textOf(await peer.call('read', { text: 'held' }))).toContain(
        'what it says of itself is another',
      );
      expect((await machine.sallyport('mcp', 'approve', 'notes', '--for', 'ada')).exitCode).toBe(0);
      expect(textOf(await peer.call('read', { text: 'let go' }))).toContain('let go');
      await peer.close();
      expect(JSON.stringify(await machine.evidence())).toContain('"event":"mcp-approved"');
    }, 60_000);

    test('puts servers for everybody behind the relay in the client’s own managed list', async () => {
      // Ada's settings are pipes by now, which her own client waits for.
      const { bob } = machine;
      const args = [script(), join(bob.home, 'record.log'), join(machine.ada.home, 'tools.json')];
      const list = JSON.stringify({ mcpServers: { notes: { command: process.execPath, args } } });
      const file = join(machine.scratch, 'servers.json');
      await asRoot(`echo '${list}' >'${file}'`);
      const { stdout, stderr } = await machine.sallyport('export', 'managed-mcp', file);
      expect([stderr, stdout]).toEqual(['', expect.stringContaining('/etc/sallyport/sallyport')]);
      await asRoot(`cat >/etc/claude-code/managed-mcp.json <<'END'\n${stdout}\nEND`);
      const result = await runClient({
        version: '2.1.330',
        home: bob.home,
        cwd: join(bob.home, 'project'),
        router: machine.router,
        prompt: 'please help',
        within: (argv, folder) =>
          machine.within(
            ['setpriv', `--reuid=${bob.uid}`, `--regid=${bob.uid}`, '--clear-groups', ...argv],
            folder,
          ),
        script: [
          ...oneTool('WaitForMcpServers', {}),
          ...oneTool('mcp__notes__read', { text: 'from the client' }),
          ...oneTool('mcp__notes__read', { path: join(bob.home, '.ssh/id_ed25519') }),
        ],
        allowedTools: ['mcp__notes', 'WaitForMcpServers'],
      });
      await asRoot('rm /etc/claude-code/managed-mcp.json');
      expect(result.toolResults[1]?.text).toContain('from the client');
      expect(result.toolResults[2]?.text).toContain('Sallyport');
      const ran = await asRoot(`cat '${join(bob.home, 'record.log')}'`);
      expect(ran).toContain('from the client');
      expect(ran).not.toContain('id_ed25519');
    }, 60_000);
  });

  test('is put back as it was when new ports can’t be had, and takes none for hooks that anybody can take', async () => {
    const squatter = createServer().listen(911, '127.0.0.1');
    await once(squatter, 'listening');
    try {
      await expect(installManaged(machine, '--hook-port', '911')).rejects.toThrow('was taken back');
    } finally {
      squatter.close();
    }
    const answered = await hook(machine, machine.bob, payload('back', 'cat ~/.ssh/id_ed25519'));
    expect(answered.stdout).toContain('"permissionDecision":"deny"');
    await expect(installManaged(machine, '--hook-port', '8907')).rejects.toThrow('only root');
    expect(await asRoot('cat /etc/sallyport/machine.json')).toContain('"hookPort": 907');
  });

  const problems = async (): Promise<readonly string[]> => {
    const { stdout } = await machine.sallyport('doctor', '--json');
    // The command's own output; its shape has a test of its own.
    return (JSON.parse(stdout) as { problems: { code: string }[] }).problems.flatMap(({ code }) =>
      // The inventory meets the pipes some seconds after each start.
      code === 'inventory-unread' ? [] : [code],
    );
  };

  test('is looked at to the end by doctor, with those pipes in place', async () => {
    expect(await problems()).toEqual(['settings-invalid']);
  });

  test('says in doctor that its settings are gone or its port is let go, and an install mends both', async () => {
    await asRoot('rm /etc/claude-code/managed-settings.d/50-sallyport.json');
    expect(await problems()).toContain('hook-entries-missing');
    await asRoot('systemctl stop sallyport.socket');
    expect(await problems()).toContain('daemon-down');
    await installManaged(machine);
    expect(await problems()).toEqual(['settings-invalid']);
  });

  test('is mended by an install when what makes it a managed one is damaged, and taken away when it is gone', async () => {
    await asRoot('echo "{" >/etc/sallyport/machine.json');
    expect((await machine.sallyport('status')).stderr).toContain('install claude-code --managed');
    await installManaged(machine);
    expect(await problems()).toEqual(['settings-invalid']);
    await asRoot('rm /etc/sallyport/machine.json');
    const { exitCode, stderr } = await machine.sallyport('uninstall', 'claude-code', '--managed');
    expect([exitCode, stderr]).toEqual([0, expect.any(String)]);
    expect(await asRoot('ls -d /opt/sallyport /etc/sallyport /etc/systemd/system/sallyport*')).toBe('');
  });
});
