import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readCommand } from '../read-command.ts';

const at = { home: '/home/ann', cwd: '/home/ann/project' };
const fixture = new URL('../../fixtures/runners.json', import.meta.url);
// The fixture is ours; its shape is what `fixtures.test.ts` writes down.
const [here, elsewhere] = JSON.parse(readFileSync(fixture, 'utf8')) as { commands: string[] }[];

test.each([...(here?.commands ?? []), ...(elsewhere?.commands ?? [])])(
  '`%s` starts rm, wherever it runs',
  (text) => {
    expect(readCommand(text, at).command.programs.map(({ name }) => name)).toContain('rm');
  },
);

test('what a runner starts stays in the command however many runners there are, or the reading says that it ended', () => {
  for (const runner of ['npx', 'uv run', 'op run --', 'bundle exec', 'direnv exec .']) {
    for (const count of [1, 5, 2000]) {
      const { command } = readCommand(`${`${runner} `.repeat(count)}rm -rf /`, at);
      const isThere = command.programs.some(({ name }) => name === 'rm');
      expect(isThere || command.marks.includes('too-deep')).toBe(true);
    }
  }
});
