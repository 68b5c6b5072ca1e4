import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decideCommand } from './decide-command.ts';

/** One command a line; `\n` stands for a new line. Whoever meets a false alarm adds the command here. */
const COMMANDS = readFileSync(join(import.meta.dirname, 'everyday-commands.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => line.replaceAll('\\n', '\n'));

test.each(COMMANDS)('a developer at work in a project is not stopped: %s', (command) => {
  const { verdict, reasons } = decideCommand(command);
  expect(
    ['allow', 'warn'],
    `${verdict} by ${reasons.map(({ policy, rule }) => `${policy}/${rule}`).join(' ')}`,
  ).toContain(verdict);
});

test.each([
  ['echo > ../../notes.txt', 'a file that stands in the home'],
  ['rm -rf ../../Documents/*', 'a folder of documents'],
  ['rm -rf /', 'everything'],
])('the same developer is stopped where work would be lost: %s (%s)', (command) => {
  expect(['approve', 'block']).toContain(decideCommand(command).verdict);
});
