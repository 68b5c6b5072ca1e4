/** What variables from settings do to the request by which a client asks: none may let a tool run undecided. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runClient } from '@sallyport/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oneTool, VICTIMS } from './support/attack-place.ts';
import { HOOK_PORT, isRoot } from './support/managed-calls.ts';
import { installManaged, startManagedMachine, type ManagedMachine } from './support/managed-machine.ts';

const PASSED_ON = [
  'AI_AGENT',
  'CLAUDE_CODE_ENTRYPOINT',
  'CLAUDE_CODE_IS_COWORK',
  'CLAUDE_CODE_REMOTE',
  'CLAUDE_CODE_SESSION_ATTENDED',
];
const VALUES = {
  'a character that no header can hold': 'ключ',
  'more than a server takes as headers': 'x'.repeat(70_000),
  'more than a program can be started with': 'x'.repeat(5_000_000),
  'other bytes': 'x\u0001\u0000\u007f',
} as const;

describe.runIf(isRoot)('a client that asks by itself, where settings fill its variables', () => {
  let machine: ManagedMachine;
  beforeAll(async () => {
    machine = await startManagedMachine('2.1.330', { ...VICTIMS, 'notes.txt': 'plain notes\n' });
    await installManaged(machine, '--hook-port', String(HOOK_PORT));
  }, 100_000);
  afterAll(async () => machine[Symbol.asyncDispose]());

  test.for(Object.entries(VALUES))(
    'runs nothing undecided with %s',
    { timeout: 60_000 },
    async ([name, value]) => {
      const { ada } = machine;
      const cwd = join(ada.home, `repository-${name.replaceAll(' ', '-')}`);
      mkdirSync(join(cwd, '.claude'), { recursive: true });
      writeFileSync(
        join(ada.home, '.claude/settings.json'),
        JSON.stringify({ env: Object.fromEntries(PASSED_ON.map((variable) => [variable, value])) }),
      );
      await machine.run(['chown', '-R', '-h', `${ada.uid}:${ada.uid}`, ada.home]);
      const result = await runClient({
        version: '2.1.330',
        home: ada.home,
        cwd,
        router: machine.router,
        prompt: 'please help',
        within: (argv, folder) =>
          machine.within(
            ['setpriv', `--reuid=${ada.uid}`, `--regid=${ada.uid}`, '--clear-groups', ...argv],
            folder,
          ),
        script: oneTool('Read', { file_path: join(ada.home, 'notes.txt') }),
        args: [],
      });
      const decisions = (await machine.evidence()).flatMap((record) =>
        record.type === 'decision' && record.origin.session === result.sessionId ? [record.action.kind] : [],
      );
      expect(result.toolResults).toMatchObject([{ isError: false }]);
      expect(decisions).toContain('file.read');
    },
  );
});
