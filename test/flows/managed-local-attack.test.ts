/** What code of the agent's user can do to the guard of a managed machine without any client: nothing. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { VICTIMS } from './support/attack-place.ts';
import { LOCAL_ATTACKS, type LocalAttack } from './support/local-attacks.ts';
import {
  CGROUP,
  CONSOLE_PORT,
  hook,
  HOOK_PORT,
  isRoot,
  payload,
  probe,
  shell,
  untilAnswered,
} from './support/managed-calls.ts';
import { installManaged, startManagedMachine, type ManagedMachine } from './support/managed-machine.ts';

describe.runIf(isRoot)('hostile code of the agent’s user, on a managed machine', () => {
  let machine: ManagedMachine;
  const outputs = new Map<LocalAttack, { stdout: string; stderr: string }>();
  let before: World;
  let after: World;

  beforeAll(async () => {
    machine = await startManagedMachine('2.1.330', VICTIMS);
    await installManaged(machine, '--hook-port', String(HOOK_PORT));
    before = await worldOf(machine);
    const fill = await localNames(machine);
    for (const attack of LOCAL_ATTACKS) {
      const { stdout, stderr } = await shell(machine, machine.ada, fill(attack.command));
      outputs.set(attack, { stdout, stderr });
    }
    after = await worldOf(machine);
  }, 200_000);
  afterAll(async () => machine[Symbol.asyncDispose]());

  test.for(LOCAL_ATTACKS.map((attack) => [`${attack.family}: ${attack.command}`, attack] as const))(
    'fails: %s',
    ([, attack]) => {
      expect(outputs.get(attack)?.stdout).not.toContain('WON');
    },
  );

  test('all of them together changed nothing and learned nothing', () => {
    expect(after).toEqual(before);
    const said = [...outputs.values()].map(({ stdout, stderr }) => stdout + stderr).join('\n');
    expect(before.secrets.filter((secret) => said.includes(secret))).toEqual([]);
  });

  test('the guard does not read files out for somebody who may not read them', async () => {
    const { ada } = machine;
    const link = join(ada.home, 'notes.txt');
    await shell(
      machine,
      ada,
      `ln -sf /var/lib/sallyport/secrets/device-key.pem ${link}
      mkdir -p ~/.claude/skills/leak && ln -sf /var/lib/sallyport/secrets/device-key.pem ~/.claude/skills/leak/SKILL.md`,
    );
    const asked = await Promise.all([
      hook(machine, ada, payload('deputy', `cat ${link}`)),
      hook(
        machine,
        ada,
        JSON.stringify({
          ...(JSON.parse(payload('deputy', '')) as object),
          tool_name: 'Skill',
          tool_input: { skill: 'leak' },
        }),
      ),
    ]);
    const said = asked.map(({ stdout, stderr }) => stdout + stderr).join('\n');
    expect(said).toContain('Sallyport stopped');
    expect(before.secrets.filter((secret) => said.includes(secret))).toEqual([]);
    expect(JSON.stringify(await machine.evidence())).not.toContain('PRIVATE KEY');
  });

  test("one person's flood leaves the other's calls answered", async () => {
    const { ada, bob } = machine;
    const flood = spawn(
      'nsenter',
      machine
        .within(
          [
            'setpriv',
            `--reuid=${ada.uid}`,
            `--regid=${ada.uid}`,
            '--clear-groups',
            process.execPath,
            '-e',
            FLOOD,
          ],
          '/',
        )
        .slice(1),
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    try {
      await new Promise((resolve) => flood.stdout.once('data', resolve));
      const startedAt = Date.now();
      const answered = await hook(machine, bob, payload('calm', 'cat ~/.ssh/id_ed25519'));
      expect(answered.stdout).toContain('deny');
      // The script's own deadline is ten seconds; an answer that took so long would be none.
      expect(Date.now() - startedAt).toBeLessThan(9_000);
    } finally {
      flood.kill('SIGKILL');
    }
  });

  test('as root each of them succeeds, so each is an attack', async () => {
    const lost: string[] = [];
    for (const attack of LOCAL_ATTACKS.filter(({ notEvenRoot }) => notEvenRoot === undefined)) {
      await revive(machine);
      const fill = await localNames(machine);
      const { stdout, stderr } = await shell(machine, undefined, fill(attack.command));
      if (!stdout.includes('WON')) lost.push(`${attack.command}: ${stdout}${stderr}`);
    }
    expect(lost).toEqual([]);
  }, 200_000);
});

const FLOOD = `const { connect } = require('node:net');
let open = 0;
for (let index = 0; index < 1500; index++) {
  const socket = connect(${HOOK_PORT}, '127.0.0.1', () => {
    socket.write('POST /hook/PreToolUse HTTP/1.1\\r\\nHost: 127.0.0.1:${HOOK_PORT}\\r\\nContent-Length: 10\\r\\n\\r\\n{');
    if (++open === 1000) console.log('open');
  });
  socket.on('error', () => {});
}
setInterval(() => {}, 1000);`;

type World = { pids: readonly number[]; files: string; secrets: readonly string[]; units: string };

/** What an attacker would have changed, and the secrets they would have learned. */
async function worldOf(machine: ManagedMachine): Promise<World> {
  const secrets = await shell(
    machine,
    undefined,
    'cd /var/lib/sallyport/secrets && cat api-token device-token hook-token && sed -n 2p device-key.pem',
  );
  const files = await shell(
    machine,
    undefined,
    `find /opt/sallyport /etc/sallyport /etc/claude-code /etc/systemd/system -type f -o -type l | sort | xargs sha256sum
     stat -c '%n %a %U' /run/sallyport /run/sallyport/* /var/lib/sallyport /opt/sallyport /etc/sallyport /etc/sallyport/* /etc/claude-code`,
  );
  const units = await shell(
    machine,
    undefined,
    'systemctl is-active sallyport.service sallyport.socket sallyport-console.socket; systemctl show-environment',
  );
  return {
    pids: await machine.servicePids(),
    files: files.stdout,
    secrets: secrets.stdout
      .split('\n')
      .map((line) => line.replace(/^.*: /, ''))
      .filter(Boolean),
    units: units.stdout,
  };
}

async function localNames(machine: ManagedMachine): Promise<(text: string) => string> {
  const [supervisor, store, device] = await machine.servicePids();
  const { stdout } = await shell(machine, undefined, 'echo /opt/sallyport/*');
  const program = stdout.trim();
  const names: Record<string, string | number | undefined> = {
    supervisor,
    store,
    device,
    service: CGROUP,
    program,
    cli: `${program}/node ${program}/bundle/sallyport.mjs`,
    port: HOOK_PORT,
    console: CONSOLE_PORT,
  };
  return (text) => text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(names[name] ?? whole));
}

/** After an attack that root has won: the machine as the installer left it. */
async function revive(machine: ManagedMachine): Promise<void> {
  const { stdout } = await shell(machine, undefined, `${probe}; echo; cat ${CGROUP}/cgroup.procs`);
  if (stdout.startsWith('200\n') && stdout.trim().split('\n').length === 4) return;
  await shell(
    machine,
    undefined,
    'systemctl unmask --runtime sallyport.service; systemctl enable sallyport.service; systemctl reset-failed; systemctl start sallyport.socket sallyport-console.socket; systemctl restart sallyport.service',
  );
  await untilAnswered(machine);
}
