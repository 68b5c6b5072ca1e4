/** A managed machine from the first `install --managed` to the last `uninstall`, on real systemd. */
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DeviceId, type EvidenceRecord } from '@sallyport/action-model';
import { additionChallenge, createApiClient } from '@sallyport/fleet-protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SoftwareAuthenticator } from '../../packages/device/src/approvals/passkeys/software-authenticator.fixture.ts';
import { VICTIMS } from './support/attack-place.ts';
import {
  CGROUP,
  CONSOLE_PORT,
  hook,
  HOOK_PORT,
  inventoryOf,
  isRoot,
  payload,
  shell,
  untilAnswered,
} from './support/managed-calls.ts';
import {
  installManaged,
  startManagedMachine,
  type ManagedMachine,
  type Person,
} from './support/managed-machine.ts';

const PROGRAM = join(import.meta.dirname, '../../dist/sallyport.mjs');

describe.runIf(isRoot)('a managed machine', () => {
  let machine: ManagedMachine;
  beforeAll(async () => {
    machine = await startManagedMachine('2.1.330', VICTIMS);
    const { ada, bob } = machine;
    for (const { name, home } of [ada, bob]) {
      const servers = JSON.stringify({ mcpServers: { [`server-of-${name}`]: { command: '/opt/server' } } });
      await shell(machine, machine[name], `umask 077; printf '%s' '${servers}' > ${home}/.claude.json`);
    }
    const skill = `${bob.home}/.claude/skills/bobs-own`;
    await shell(machine, bob, `umask 077; mkdir -p ${skill}; echo 'bobs words' > ${skill}/SKILL.md`);
    // The guard may read what ada may not: a link of hers must not make it tell as hers what is bob's.
    await shell(
      machine,
      ada,
      `mkdir ${ada.home}/.claude/skills; ln -s ${skill} ${ada.home}/.claude/skills/taken`,
    );
  });
  afterAll(async () => machine[Symbol.asyncDispose]());

  const asAda = (...words: string[]) => machine.run([process.execPath, PROGRAM, ...words], machine.ada);
  const leftovers = async (): Promise<string> =>
    (
      await shell(
        machine,
        undefined,
        'ls -d /opt/sallyport /etc/sallyport /etc/claude-code /etc/systemd/system/sallyport* /etc/sysusers.d/sallyport.conf 2>/dev/null',
      )
    ).stdout;

  test('is not made by anybody but root', async () => {
    const { exitCode, stderr } = await asAda('install', 'claude-code', '--managed');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('run it with `sudo`');
  });

  test('shows in a dry run what would be written, and writes nothing', async () => {
    const { exitCode, stdout } = await machine.sallyport('install', 'claude-code', '--managed', '--dry-run');
    expect(exitCode).toBe(0);
    for (const file of [
      'machine.json',
      'hook.sh',
      'sallyport.service',
      'sallyport.socket',
      '50-sallyport.json',
    ])
      expect(stdout).toContain(file);
    expect(await leftovers()).toBe('');
  });

  test('is not half made: when the port is taken, all is taken back and the message says so', async () => {
    const squatter = createServer().listen(HOOK_PORT, '127.0.0.1');
    await new Promise<void>((resolve) => void squatter.once('listening', () => resolve()));
    try {
      await expect(installManaged(machine)).rejects.toThrow('what was written was taken back');
      expect(await leftovers()).toBe('/opt/sallyport\n');
    } finally {
      squatter.close();
    }
  });

  test('is made, and made again without a change', async () => {
    await installManaged(machine);
    const { exitCode, stdout } = await machine.sallyport(
      'install',
      'claude-code',
      '--managed',
      '--dry-run',
      '--json',
      '--port',
      String(CONSOLE_PORT),
      '--pin',
      `ANTHROPIC_BASE_URL=${machine.router.url}`,
    );
    expect(exitCode).toBe(0);
    expect((JSON.parse(stdout) as { files: unknown[] }).files).toEqual([]);
    expect((await machine.sallyport('status', '--json')).stdout).toContain('"tier":"managed"');
  });

  test('lets nobody but root see its state or touch its service, and says so', async () => {
    for (const word of ['status', 'doctor', 'console', 'up', 'down']) {
      const { exitCode, stderr } = await asAda(word);
      expect([word, exitCode, stderr]).toEqual([word, 1, expect.stringContaining('this machine is managed')]);
    }
    const own = await asAda('install', 'claude-code');
    expect([own.exitCode, own.stderr]).toEqual([1, expect.stringContaining('this machine is managed')]);
  });

  test('takes own documents from root and from nobody else, and everybody is decided by them at once', async () => {
    const document = JSON.stringify({
      apiVersion: 'sallyport/v1',
      kind: 'Policy',
      metadata: { id: 'tea', category: 'tea', severity: 'low' },
      onFailure: 'open',
      rules: [
        {
          id: 'no-tea',
          on: ['shell.run'],
          when: "action.command.programs.exists(c, c.name == 'tea')",
          verdict: 'block',
          say: 'there is no tea',
        },
      ],
    });
    const folder = join(machine.scratch, 'own-policy');
    await shell(
      machine,
      undefined,
      `mkdir -p ${folder} && printf '%s' "${document.replaceAll('"', String.raw`\"`)}" > ${folder}/tea.yaml && chmod -R a+rX ${folder}`,
    );
    // A call of its own each time: what was stopped once stays stopped for the same call.
    const asked = async (session: string): Promise<string> =>
      (await hook(machine, machine.ada, payload(session, `tea --hot ${session}`))).stdout;
    for (const words of [['apply', folder, '--yes'], ['rollback', '--yes'], ['list'], ['replay']]) {
      const { exitCode, stderr } = await asAda('policy', ...words);
      expect([words[0], exitCode, stderr]).toEqual([
        words[0],
        1,
        expect.stringContaining('this machine is managed'),
      ]);
    }
    expect(await asked('before')).not.toContain('"deny"');
    const applied = await machine.sallyport('policy', 'apply', folder, '--yes', '--json');
    expect([applied.exitCode, applied.stderr]).toEqual([0, '']);
    expect(JSON.parse(applied.stdout)).toMatchObject({ changed: true, inForce: true });
    expect(await asked('applied')).toContain('there is no tea');
    expect((await machine.sallyport('policy', 'replay', '--since', '10m')).exitCode).toBe(0);
    expect((await machine.sallyport('policy', 'rollback', '--yes')).exitCode).toBe(0);
    expect(await asked('back')).not.toContain('"deny"');
  });

  test('lets in a passkey by a link that root printed and nobody else, and it counts at once', async () => {
    const refused = await asAda('approvals', 'passkey', 'add', '--for', 'ada');
    expect([refused.exitCode, refused.stderr]).toEqual([
      1,
      expect.stringContaining('this machine is managed'),
    ]);
    const printed = await machine.sallyport('approvals', 'passkey', 'add', '--for', 'bob', '--json');
    expect([printed.exitCode, printed.stderr]).toEqual([0, '']);
    const link = new URL((JSON.parse(printed.stdout) as { link: string }).link);
    const secrets = new URLSearchParams(link.hash.slice(1));
    const device = DeviceId.parse(link.searchParams.get('device'));
    const code = secrets.get('code') ?? '';
    const { origin } = link;
    const loggedIn = await fetch(`${origin}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ token: secrets.get('token') }),
    });
    const cookie = loggedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const api = createApiClient({
      baseUrl: origin,
      fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, cookie, origin } }),
    });
    const begun = await api.passkeyChallenge(device);
    if (!begun.ok) throw new Error(begun.message);
    const { nonce } = begun.value;
    const text = additionChallenge(device, code, nonce);
    const registration = new SoftwareAuthenticator().make(text, nonce, { origin });
    expect(await api.addPasskey({ device, registration, code })).toMatchObject({ ok: true });
    const passkeys = async () => {
      const listed = await api.passkeys();
      return listed.ok ? listed.value.items.flatMap((each) => each.passkeys) : [];
    };
    await expect.poll(async () => (await passkeys()).length, { timeout: 15_000 }).toBe(1);
    const [bobs] = await passkeys();
    expect(bobs).toMatchObject({ name: 'bob', by: 'code', countsFrom: bobs?.addedAt });
    const bare = new SoftwareAuthenticator();
    const again = await api.passkeyChallenge(device);
    const second = again.ok ? again.value.nonce : '';
    await api.addPasskey({
      device,
      registration: bare.make(additionChallenge(device, code, second), second, { origin }),
      code,
    });
    const refusals = async () => {
      const listed = await api.passkeys();
      return listed.ok ? listed.value.items.flatMap((each) => each.refused.map(({ why }) => why)) : [];
    };
    await expect
      .poll(refusals, { timeout: 15_000 })
      .toEqual([expect.stringContaining('the code is wrong, used')]);
  });

  test('lists what is installed for each person, in homes that are closed to everybody else, and for whom it is', async () => {
    const { ada, bob } = machine;
    const seen = async (person: Person): Promise<readonly string[]> =>
      (await inventoryOf(machine, person))
        .filter(({ kind }) => kind === 'mcp-server' || kind === 'skill')
        .map(({ name, tier }) => `${name} ${tier}`)
        .sort();
    await expect
      .poll(() => seen(bob), { timeout: 30_000, interval: 500 })
      .toEqual(['bobs-own managed', 'server-of-bob managed']);
    expect(await seen(ada)).toEqual(['server-of-ada managed']);
    // What holds for everybody is in no one's list but root's.
    expect((await inventoryOf(machine, ada)).filter(({ scope }) => scope === 'managed')).toEqual([]);
    const ofAll = (await inventoryOf(machine, { name: 'root' })).filter(({ scope }) => scope === 'managed');
    expect(ofAll.filter(({ kind, ownerUid }) => kind === 'hook' && ownerUid === 0)).not.toEqual([]);
    const { stdout } = await machine.sallyport('doctor');
    expect(stdout).toMatch(/of `ada` 1 place is kept from the guard, the first .*taken.* somebody else/);
  });

  test('answers a call that came while the guard was away', async () => {
    const { stdout } = await shell(machine, undefined, `cat ${CGROUP}/cgroup.procs`);
    await shell(machine, undefined, `kill -KILL ${stdout.split('\n').join(' ')}`);
    const answered = await hook(machine, machine.ada, payload('queued', 'cat ~/.ssh/id_ed25519'));
    expect(answered.stdout).toContain('"permissionDecision":"deny"');
  });

  test('blocks closed tools and lets open ones go while the guard stays away, and says afterwards that nobody answered', async () => {
    await shell(machine, undefined, 'chmod a-x /opt/sallyport/*/node; systemctl restart sallyport.service');
    try {
      const [closed, open] = await Promise.all([
        hook(machine, machine.ada, payload('unanswered', 'echo hi'), 'closed'),
        hook(machine, machine.ada, payload('unanswered', 'echo hi'), 'open'),
      ]);
      expect([closed.exitCode, open.exitCode]).toEqual([2, 0]);
      expect(closed.stderr).toContain('Sallyport could not decide');
      // Its port is still nobody else's.
      const squat = `python3 -c "import socket; s = socket.socket(); s.setsockopt(1, 15, 1); s.bind(('127.0.0.1', ${HOOK_PORT}))"`;
      expect((await shell(machine, machine.ada, squat)).exitCode).not.toBe(0);
    } finally {
      await shell(machine, undefined, 'chmod a+x /opt/sallyport/*/node; systemctl restart sallyport.service');
    }
    await untilAnswered(machine);
    const unanswered = async (): Promise<readonly EvidenceRecord[]> =>
      (await machine.evidence()).filter(
        (record) => record.type === 'lifecycle' && record.event === 'hook-unanswered',
      );
    await expect.poll(unanswered, { timeout: 30_000, interval: 500 }).not.toEqual([]);
  });

  test('takes no word of the environment, not even of root', async () => {
    const { stdout } = await machine.run([
      'env',
      'SALLYPORT_HOME=/tmp/elsewhere',
      'SALLYPORT_PORT=1',
      process.execPath,
      PROGRAM,
      'status',
      '--json',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      home: '/var/lib/sallyport',
      ports: { console: CONSOLE_PORT },
    });
  });

  test('keeps a chain that verifies, and its evidence after all else was taken away without a trace', async () => {
    expect((await machine.sallyport('evidence', 'verify')).exitCode).toBe(0);
    const { exitCode, stderr } = await machine.sallyport('uninstall', 'claude-code', '--managed');
    expect([exitCode, stderr]).toEqual([0, expect.any(String)]);
    expect(await leftovers()).toBe('');
    expect((await shell(machine, undefined, 'ls /var/lib/sallyport/spool')).stdout).not.toBe('');
    expect((await machine.run(['systemctl', 'is-active', 'sallyport.socket'])).stdout).toBe('inactive\n');
  });
});
