import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileNative, formatProblem, lastResort } from '@sallyport/policy-core';
import { describe, expect, test } from 'vitest';
import { decideCommand, loaded, PACKS, policyOrThrow, sourcesOf } from './decide-command.ts';

/** The shipped packs: every document with its own tests, and what they do to ordinary and to destructive commands. */
const verdictOf = (command: string) => decideCommand(command).verdict;

const commandsOf = (file: string): readonly string[] =>
  readFileSync(join('..', 'shared', 'data', 'dev', file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    // The data set's own format: one object a line with a `text`.
    .map((line) => (JSON.parse(line) as { text: string }).text);

test('every shipped document loads and passes its own tests', () => {
  expect(loaded.ok ? [] : loaded.problems.map(formatProblem)).toEqual([]);
});

test.each(PACKS)('pack %s says in plain words what it stops', (pack) => {
  const readme = readFileSync(join('policies', pack, 'README.md'), 'utf8');
  for (const { name } of sourcesOf(pack)) expect(readme).toContain(name.slice(pack.length + 1));
});

test('every shipped document tests what it stops and what it lets by', () => {
  for (const { name, text } of PACKS.flatMap(sourcesOf)) {
    expect(text, name).toMatch(/expect: (?:block|approve|redact|warn)/u);
    expect(text, name).toContain('expect: allow');
  }
});

describe('on whole sets of commands', () => {
  test('at most one ordinary command in a hundred is blocked, and at most two need a person', () => {
    const commands = commandsOf('commands.tldr-half.jsonl');
    const verdicts = commands.map(verdictOf);
    const share = (wanted: readonly string[]) =>
      verdicts.filter((verdict) => wanted.includes(verdict)).length / commands.length;
    expect(share(['block'])).toBeLessThanOrEqual(0.01);
    expect(share(['block', 'approve'])).toBeLessThanOrEqual(0.02);
  });

  test('at least 95 of a hundred destructive commands are stopped or need a person', () => {
    const commands = commandsOf('commands.dcg-dev.jsonl');
    const letBy = commands.filter((command) => !['block', 'approve'].includes(verdictOf(command)));
    expect(letBy.length / commands.length).toBeLessThanOrEqual(0.05);
  });
});

test('the client keeps the keys by itself where no hook fires', () => {
  const { permissionsDeny, notCompiled } = compileNative(policyOrThrow(), { platform: 'linux' });
  expect(permissionsDeny).toEqual(
    expect.arrayContaining([
      'Read(~/.ssh/id_ed25519)',
      'Read(//home/*/.ssh/id_rsa)',
      'Read(~/.aws/credentials)',
      'Read(~/.netrc)',
      'Read(//etc/shadow)',
      'Edit(~/.claude/settings.json)',
    ]),
  );
  expect(permissionsDeny.filter((entry) => entry.startsWith('Bash'))).toEqual([]);
  // They stand in a person's own settings file, which stays readable.
  expect(permissionsDeny.length).toBeLessThanOrEqual(250);
  expect(permissionsDeny.filter((entry) => /Users|AppData|[( ]C:|Library/u.test(entry))).toEqual([]);
  expect(notCompiled.every(({ why }) => why !== '')).toBe(true);
});

test('with nobody to ask, tools that reach files and commands are closed and unknown tools stay open', () => {
  const table = lastResort(policyOrThrow(), {
    Read: ['file.read'],
    Bash: ['shell.run'],
    WebSearch: ['web.search'],
  });
  expect(table.tools).toMatchObject({ Read: 'closed', Bash: 'closed', WebSearch: 'open' });
});
