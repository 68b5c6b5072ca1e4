/** Every attack on the hook, in the managed tier, with the real client of each version as another user than the guard. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ClientResult } from '@sallyport/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ATTACK_FILES, HIDDEN_READ, HOOK_CELLS, managedOf, type HookCell } from './support/attack-cells.ts';
import { DETECTION, inParallel, KEY, VICTIMS } from './support/attack-place.ts';
import { hook, HOOK_PORT, isRoot, payload, runAs, sessionsOf, shell } from './support/managed-calls.ts';
import { installManaged, startManagedMachine, type ManagedMachine } from './support/managed-machine.ts';
import { writeQuitEnv } from './support/quit-env.ts';

const named = <Each extends { cell: HookCell }>(list: readonly Each[]) =>
  list.map((each) => [each.cell.name, each] as const);

describe.runIf(isRoot).each([
  { version: '2.1.330', form: 'by request' },
  { version: '2.1.197', form: 'by program' },
] as const)('the managed tier, called $form by $version', ({ version, form }) => {
  let machine: ManagedMachine;
  const runs = new Map<HookCell, ClientResult>();

  beforeAll(async () => {
    machine = await startManagedMachine(version, VICTIMS);
    await installManaged(machine, '--hook-port', String(HOOK_PORT));
    const { ada } = machine;
    const attack = join(ada.home, 'attack');
    const fill = (text: string): string => text.replaceAll('{home}', ada.home).replaceAll('{attack}', attack);
    for (const [name, text] of Object.entries(ATTACK_FILES)) {
      mkdirSync(dirname(join(attack, name)), { recursive: true });
      writeFileSync(join(attack, name), fill(text), { mode: 0o755 });
    }
    writeQuitEnv(join(attack, 'quit-env.so'));
    for (const [index, cell] of HOOK_CELLS.entries()) {
      const folder = join(ada.home, `repository-${index}`, '.claude');
      mkdirSync(folder, { recursive: true });
      if (cell.settings !== undefined)
        writeFileSync(
          join(folder, cell.settingsFile ?? 'settings.json'),
          fill(JSON.stringify(cell.settings)),
        );
      for (const [name, text] of Object.entries(cell.homeFiles ?? {}))
        writeFileSync(join(ada.home, name), text);
    }
    await machine.run(['chown', '-R', '-h', `${ada.uid}:${ada.uid}`, ada.home]);
    await inParallel(HOOK_CELLS, 3, async (cell, index) => {
      const cwd = join(ada.home, `repository-${index}`);
      const command = fill(cell.command ?? HIDDEN_READ);
      runs.set(cell, await runAs(machine, ada, version, cwd, command, cell.args));
    });
  }, 400_000);
  afterAll(async () => machine[Symbol.asyncDispose]());

  const runOf = (cell: HookCell): ClientResult => {
    const run = runs.get(cell);
    if (run === undefined) throw new Error(`${cell.name} was not run`);
    return run;
  };
  const cells = HOOK_CELLS.map((cell) => ({ cell, expected: managedOf(cell)[version] }));

  test.for(named(cells.filter(({ expected }) => expected.outcome === 'stopped')))(
    'stopped: %s',
    ([, { cell, expected }]) => {
      const result = runOf(cell);
      expect(result.modelSaw(KEY)).toBe(false);
      const said = result.toolResults[0]?.text.includes('Sallyport stopped this Bash call');
      expect(said).toBe(expected.outcome === 'stopped' && expected.by === 'hook');
    },
  );

  test.for(named(cells.filter(({ expected }) => expected.outcome === 'detected')))(
    'detected: %s',
    async ([, { cell, expected }]) => {
      const result = runOf(cell);
      const isRedacted = expected.outcome === 'detected' && expected.key === 'redacted';
      expect(result.modelSaw(KEY)).toBe(!isRedacted);
      await expect
        .poll(async () => {
          return (await sessionsOf(machine)).find(({ id }) => id === result.sessionId)?.coverage;
        }, DETECTION)
        .toBe(expected.outcome === 'detected' ? expected.coverage : undefined);
    },
  );

  test('every record says `managed`, and whose process it was by the word of the kernel', async () => {
    const decisions = (await machine.evidence()).flatMap((record) =>
      record.type === 'decision' ? [record] : [],
    );
    expect(decisions.length).toBeGreaterThan(HOOK_CELLS.length);
    expect(new Set(decisions.map(({ tier }) => tier))).toEqual(new Set(['managed']));
    expect(new Set(decisions.map(({ origin }) => `${origin.user} ${origin.proofs.user}`))).toEqual(
      new Set(['ada process']),
    );
  });

  test('the client calls as the version found on the machine allows', async () => {
    const settings = await managedSettings(machine);
    const kinds = new Set(
      settings.hooks['PreToolUse']?.flatMap(({ hooks }) => hooks.map(({ type }) => type)),
    );
    expect([...kinds]).toEqual([form === 'by request' ? 'http' : 'command']);
    expect(settings.hooks['SessionStart']?.[0]?.hooks[0]?.type).toBe('command');
    expect(settings.requiredMinimumVersion).toBe(form === 'by request' ? '2.1.295' : '2.1.197');
  });

  test('nobody can speak for another person', async () => {
    const { ada, bob } = machine;
    expect((await hook(machine, bob, payload('bobs', 'cat ~/.ssh/id_ed25519'))).stdout).toContain('deny');
    const claims = await shell(
      machine,
      ada,
      `curl -s -X POST -H 'X-User: bob' -H 'X-Sallyport-User: bob' -d '${payload('adas', 'echo hi')}' http://127.0.0.1:${HOOK_PORT}/http-hook/PreToolUse`,
    );
    expect(claims.stdout).toBe('');
    const origins = (await machine.evidence()).flatMap((record) =>
      record.type === 'decision' ? [`${record.origin.session} ${record.origin.user}`] : [],
    );
    expect(origins).toContain('bobs bob');
    expect(origins).toContain('adas ada');
  });
});
type ManagedSettings = {
  requiredMinimumVersion: string;
  hooks: Record<string, readonly { hooks: readonly { type: string }[] }[]>;
};
const managedSettings = async (machine: ManagedMachine): Promise<ManagedSettings> =>
  // Our own file; its shape has a test of its own.
  JSON.parse(
    (await shell(machine, undefined, 'cat /etc/claude-code/managed-settings.d/50-sallyport.json')).stdout,
  ) as ManagedSettings;
