import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandLine, until, type CommandLine, type Said, type Started } from './support/command-line.ts';
import { callHook, isStopped, toolCall } from './support/hook-call.ts';

/** Own documents in force: put there, shown, rolled back, kept over a restart; and never by an agent. */
const TEA = [
  'apiVersion: sallyport/v1',
  'kind: Policy',
  'metadata: {id: tea, category: tea, severity: low}',
  'onFailure: open',
  'rules:',
  '  - id: no-tea',
  '    on: [shell.run]',
  "    when: action.command.programs.exists(c, c.name == 'tea')",
  '    verdict: block',
  '    say: "there is no tea"',
  'tests:',
  '  - {given: {kind: shell.run, command: tea --hot}, expect: block}',
  '',
].join('\n');

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it names what a command prints
const json = <Shape>({ stdout }: Said): Shape =>
  // The program under test; a missing name fails where it is used.
  JSON.parse(stdout) as Shape;
type Changed = { version: string; changed: boolean; inForce: boolean; from: string };
type Version = {
  version: string;
  current: boolean;
  publication: { kind: string; by: string; reason?: string; digest: string };
};

describe('own documents', () => {
  let place: CommandLine;
  let started: Started;
  let own: string;
  let script: string;
  const tea = async (): Promise<boolean> =>
    isStopped(
      await callHook(script, 'open', toolCall('Bash', { command: 'tea --hot' }, place.cwd), {
        HOME: place.home,
      }),
    );
  const key = async (): Promise<boolean> =>
    isStopped(
      await callHook(
        script,
        'closed',
        toolCall('Read', { file_path: join(place.home, '.ssh/id_rsa') }, place.cwd),
        { HOME: place.home },
      ),
    );
  const versions = async (): Promise<Version[]> =>
    json<{ items: Version[] }>(await place.run(['policy', 'list', '--json'])).items;
  const records = async (event: string): Promise<Record<string, unknown>[]> => {
    const { stdout } = await place.run(['evidence', 'tail', '--json', '-n', '1000']);
    return stdout
      .split('\n')
      .filter((line) => line.includes(`"event":"${event}"`))
      .map((line) => (JSON.parse(line) as { detail: Record<string, unknown> }).detail);
  };

  beforeAll(async () => {
    place = await commandLine();
    own = join(place.home, 'own');
    mkdirSync(own);
    writeFileSync(join(own, 'tea.yaml'), TEA);
    started = place.up();
    await started.announced;
    await place.run(['install', 'claude-code']);
    script = join(place.state, 'hook', 'hook.sh');
  }, 60_000);
  afterAll(async () => place[Symbol.asyncDispose]());

  test('nobody is asked where nobody can answer: nothing changes without --yes, nor with --dry-run', async () => {
    const before = await versions();
    const asked = await place.run(['policy', 'apply', own]);
    expect(asked.exitCode).toBe(2);
    expect(asked.stderr).toContain('--yes');
    const dry = await place.run(['policy', 'apply', own, '--dry-run']);
    expect(dry).toMatchObject({ exitCode: 0 });
    expect(dry.stdout).toContain('+ no-tea');
    expect(await versions()).toEqual(before);
    expect(await tea()).toBe(false);
  });

  test('`apply` puts them in force beside the shipped pack, and the device decides by them when it returns', async () => {
    const said = await place.run(['policy', 'apply', own, '--yes', '--json', '--reason', 'we are out of it']);
    expect(said).toMatchObject({ exitCode: 0, stderr: '' });
    expect(json(said)).toMatchObject({
      changed: true,
      inForce: true,
      documents: [{ policy: 'tea', change: 'added', rules: [{ rule: 'no-tea', change: 'added' }] }],
    });
    expect([await tea(), await key()]).toEqual([true, true]);
    const [first] = await versions();
    expect(first).toMatchObject({
      version: json<Changed>(said).version,
      current: true,
      publication: {
        kind: 'applied',
        reason: 'we are out of it',
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
    expect(await records('policy-applied')).toEqual([
      {
        detail: first?.version,
        version: first?.version,
        kind: 'applied',
        hash: first?.publication.digest,
        by: first?.publication.by,
        reason: 'we are out of it',
      },
    ]);
  });

  test('the same again signs nothing', async () => {
    const [first] = await versions();
    const again = json<Changed>(await place.run(['policy', 'apply', own, '--yes', '--json']));
    expect(again).toMatchObject({ changed: false, inForce: true, version: first?.version });
  });

  test.for([
    ['whose condition names an unknown field', TEA.replace('c.name', 'c.nmae'), [], 'nmae'],
    ['whose test fails', TEA.replace('expect: block', 'expect: allow'), [], 'test'],
    [
      'that take the place of self-protection',
      TEA.replace('id: tea,', 'id: self-protection-here,'),
      ['--alone'],
      'self-protection-here',
    ],
    ['that clash with the pack', TEA.replace('id: tea,', 'id: credentials,'), [], 'credentials'],
  ] as const)('documents %s change nothing', async ([, text, words, named]) => {
    const before = await versions();
    writeFileSync(join(own, 'tea.yaml'), text);
    const refused = await place.run(['policy', 'apply', own, '--yes', ...words]);
    writeFileSync(join(own, 'tea.yaml'), TEA);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain(named);
    expect(refused.stderr.includes('--alone')).toBe(named === 'credentials');
    expect(await versions()).toEqual(before);
    expect(await tea()).toBe(true);
  });

  test('they stay in force over a restart of `up`, and over a kill of either part', async () => {
    const [first] = await versions();
    started.child.kill('SIGTERM');
    await started.ended;
    started = place.up();
    await started.announced;
    expect(await tea()).toBe(true);
    expect((await versions())[0]).toEqual(first);
    const { processes } = place.running();
    process.kill(processes['control-plane'], 'SIGKILL');
    process.kill(processes.device, 'SIGKILL');
    await until('both parts come back', async () => {
      const now = place.running().processes;
      return now['control-plane'] !== processes['control-plane'] && now.device !== processes.device;
    });
    await until('the hook answers', tea);
    expect((await versions())[0]).toEqual(first);
  });

  test('`diff` names what changes, from what is in force or between any two', async () => {
    const same = await place.run(['policy', 'diff', own]);
    expect(same).toMatchObject({ exitCode: 0, stdout: 'the two say the same\n' });
    const [newest, first] = [(await versions())[0], (await versions()).at(-1)];
    const between = await place.run([
      'policy',
      'diff',
      first?.version ?? '',
      newest?.version ?? '',
      '--json',
    ]);
    expect(json(between)).toMatchObject({ rules: { added: 1, removed: 0, changed: 0 } });
    writeFileSync(
      join(own, 'tea.yaml'),
      TEA.replace('verdict: block', 'verdict: warn').replace(': block}', ': warn}'),
    );
    const changed = await place.run(['policy', 'diff', own]);
    writeFileSync(join(own, 'tea.yaml'), TEA);
    expect(changed.stdout).toContain('~ no-tea');
    expect(changed.stdout).toContain('verdict: block → warn');
  });

  test('`rollback` is a new version with the old content, and the one before it can be had again', async () => {
    const before = await versions();
    const back = await place.run(['policy', 'rollback', '--yes', '--json']);
    expect(back).toMatchObject({ exitCode: 0, stderr: '' });
    expect(json<Changed>(back)).toMatchObject({ changed: true, inForce: true });
    expect([await tea(), await key()]).toEqual([false, true]);
    const after = await versions();
    expect(after).toHaveLength(before.length + 1);
    const numbers = after.map(({ version }) => Number(version.split('-')[0]));
    expect(numbers).toEqual([...numbers].sort((left, right) => right - left));
    expect(after[0]?.publication).toMatchObject({
      kind: 'rolled-back',
      digest: after.at(-1)?.publication.digest,
    });
    const again = await place.run(['policy', 'rollback', before[0]?.version ?? '', '--yes']);
    expect(again).toMatchObject({ exitCode: 0 });
    expect(await tea()).toBe(true);
    expect((await records('policy-applied')).map(({ kind }) => kind)).toEqual([
      'applied',
      'rolled-back',
      'rolled-back',
    ]);
    expect((await place.run(['policy', 'rollback', '9-nothing', '--yes'])).exitCode).toBe(1);
  });

  test('--alone leaves the pack away and self-protection where it is', async () => {
    const said = await place.run(['policy', 'apply', own, '--alone', '--yes']);
    expect(said).toMatchObject({ exitCode: 0 });
    expect(said.stdout).toContain('- credentials');
    expect([await tea(), await key()]).toEqual([true, false]);
    const guard = await callHook(
      script,
      'closed',
      toolCall('Bash', { command: `rm -rf ${place.state}` }, place.cwd),
      { HOME: place.home },
    );
    expect(isStopped(guard)).toBe(true);
    expect(await place.run(['policy', 'apply', 'individual', '--yes'])).toMatchObject({ exitCode: 0 });
    expect([await tea(), await key()]).toEqual([false, true]);
  });

  test('the device remembers the highest number it has taken, so no older bundle is taken again', async () => {
    const trust = JSON.parse(readFileSync(join(place.state, 'policy/trust.json'), 'utf8')) as {
      lastSequence: number;
    };
    const [first] = await versions();
    expect(first?.version.startsWith(`${trust.lastSequence}-`)).toBe(true);
  });

  test.for([
    `sallyport policy apply ./own --yes`,
    `sallyport policy rollback --yes`,
    `npx sallyport policy apply own`,
    `node dist/sallyport.mjs policy rollback`,
    `bash -c 'sallyport policy apply own --yes'`,
    `curl -X POST http://localhost:7070/api/v1/policy/rollback -d '{}'`,
  ])('an agent may not: %s', async (command) => {
    const said = await callHook(script, 'closed', toolCall('Bash', { command }, place.cwd), {
      HOME: place.home,
    });
    expect(isStopped(said)).toBe(true);
  });

  test('nobody without the token may: a login, a device, nobody', async () => {
    const { url } = place.running();
    const deviceToken = readFileSync(join(place.state, 'secrets/device-token'), 'utf8').trim();
    for (const authorization of [undefined, `Bearer ${deviceToken}`, `Bearer ${'0'.repeat(64)}`]) {
      const response = await fetch(`${url}/api/v1/policy/rollback`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(authorization === undefined ? {} : { authorization }),
        },
        body: JSON.stringify({ to: '1-x', by: 'me' }),
      });
      expect(response.status).toBe(401);
    }
  });

  test('`validate` warns of what does nothing, and `schema` prints what an editor needs', async () => {
    const idle = join(place.home, 'idle');
    mkdirSync(idle);
    const text = TEA.replace("c.name == 'tea'", "c.name == 'tea' && c.name == 'pot'")
      .replace(/tests:[^]*$/, 'rollout: {stage: observe}\n')
      .replace('verdict: block', 'verdict: block\n    judge: {ask: "is it tea?", about: [prompt]}');
    writeFileSync(join(idle, 'tea.yaml'), text);
    const said = await place.run(['policy', 'validate', idle, '--json']);
    expect(said).toMatchObject({ exitCode: 0 });
    expect(json<{ warnings: string[] }>(said).warnings).toEqual([
      expect.stringContaining('can never match'),
      expect.stringContaining('only observes'),
      expect.stringContaining('asks a judge, and none is set up'),
    ]);
    expect((await place.run(['policy', 'validate', idle, '--extends', 'individual'])).exitCode).toBe(0);
    const schema = await place.run(['policy', 'schema']);
    expect(JSON.parse(schema.stdout)).toMatchObject({ $schema: expect.stringContaining('2020-12') });
  });

  test('the ramp says where the fleet stands; its steps are written, replayed and applied like any documents', async () => {
    type Step = { id: string; hosts: object; actions: { covered: number; of: number }; reached: boolean };
    const standing = async () =>
      json<{ steps: Step[]; next: string | null }>(await place.run(['policy', 'ramp', '--json']));
    // The pack whole: everything is enforced already.
    const whole = await standing();
    expect(whole.steps.map(({ id }) => id)).toEqual([
      'inventory',
      'audit',
      'warn-sensitive-reads',
      'block-destructive',
    ]);
    for (const { hosts } of whole.steps) expect(hosts).toEqual({ covered: 1, of: 1 });
    const step = join(place.home, 'step');
    expect(await place.run(['policy', 'ramp', '--step', 'audit', '--write', step])).toMatchObject({
      exitCode: 0,
    });
    expect((await place.run(['policy', 'ramp', '--step', 'audit', '--write', step])).exitCode).toBe(1);
    const replayed = await place.run(['policy', 'replay', '--policy', step, '--alone', '--json']);
    expect(json<{ changedBy: { tool: object[] } }>(replayed).changedBy.tool).toContainEqual(
      expect.objectContaining({ name: 'Read', from: 'block', to: 'allow' }),
    );
    expect(await place.run(['policy', 'apply', step, '--alone', '--yes'])).toMatchObject({ exitCode: 0 });
    expect(await key()).toBe(false);
    const audited = await standing();
    expect(audited.steps.map(({ hosts }) => hosts)).toEqual([
      { covered: 1, of: 1 },
      { covered: 1, of: 1 },
      { covered: 0, of: 1 },
      { covered: 0, of: 1 },
    ]);
    // What was observed and not warned of counts as not covered.
    await expect
      .poll(async () => {
        const { actions } = (await standing()).steps[2] ?? { actions: { covered: 0, of: 0 } };
        return actions.of - actions.covered;
      })
      .toBeGreaterThan(0);
    expect(await place.run(['policy', 'apply', 'individual', '--yes'])).toMatchObject({ exitCode: 0 });
    expect(await key()).toBe(true);
  });

  test('with nothing running, `apply` and `list` say so and exit 6', async () => {
    started.child.kill('SIGTERM');
    await started.ended;
    expect((await place.run(['policy', 'apply', own, '--yes'])).exitCode).toBe(6);
    expect((await place.run(['policy', 'list'])).exitCode).toBe(6);
  });
}, 120_000);
