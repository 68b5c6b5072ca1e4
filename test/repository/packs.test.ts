import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strictness } from '@sallyport/action-model';
import { shippedPack, shippedPackNames } from '@sallyport/device';
import { compileNative, formatProblem, lastResort } from '@sallyport/policy-core';
import { describe, expect, test } from 'vitest';
import { decideCommand, FOLDERS, loadedPack, PACKS, policyOrThrow, sourcesOf } from './decide-command.ts';

/** The shipped packs: every document with its own tests, and what they do to ordinary and to destructive commands. */
const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const commandsOf = (file: string): readonly string[] =>
  readFileSync(join('..', 'shared', 'data', 'dev', file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    // The data set's own format: one object a line with a `text`.
    .map((line) => (JSON.parse(line) as { text: string }).text);

test('these are the packs that ship', () => {
  expect(shippedPackNames()).toEqual(PACKS.toSorted());
  for (const pack of PACKS)
    expect(policyOrThrow(pack).documents.length).toBe(
      shippedPack(pack).length + sourcesOf('self-protection').length,
    );
});

test.each(PACKS)('every document in force with %s loads and passes its own tests', (pack) => {
  const loaded = loadedPack(pack);
  expect(loaded.ok ? [] : loaded.problems.map(formatProblem)).toEqual([]);
});

test.each(FOLDERS)('pack %s says in plain words what it stops', (pack) => {
  const readme = readFileSync(join('policies', pack, 'README.md'), 'utf8');
  for (const { name } of sourcesOf(pack)) expect(readme).toContain(name.slice(pack.length + 1));
});

test('every shipped document tests what it stops and what it lets by', () => {
  for (const { name, text } of FOLDERS.flatMap(sourcesOf)) {
    expect(text, name).toMatch(/expect: (?:block|approve|redact|warn)/u);
    expect(text, name).toContain('expect: allow');
  }
});

describe.each([
  { pack: 'individual', asked: 0.02 },
  { pack: 'company', asked: 0.02 },
])('on whole sets of commands, $pack', ({ pack, asked }) => {
  const verdictOf = (command: string) => decideCommand(command, pack).verdict;

  test('at most one ordinary command in a hundred is blocked, and few need a person', () => {
    const commands = commandsOf('commands.tldr-half.jsonl');
    const verdicts = commands.map(verdictOf);
    const share = (wanted: readonly string[]) =>
      verdicts.filter((verdict) => wanted.includes(verdict)).length / commands.length;
    say(
      `${pack}: of ${commands.length} ordinary commands ${percent(share(['block']))} blocked, ${percent(share(['approve']))} asked`,
    );
    expect(share(['block'])).toBeLessThanOrEqual(0.01);
    expect(share(['block', 'approve'])).toBeLessThanOrEqual(asked);
  });

  test('at least 95 of a hundred destructive commands are stopped or need a person', () => {
    const commands = commandsOf('commands.dcg-dev.jsonl');
    const letBy = commands.filter((command) => !['block', 'approve'].includes(verdictOf(command)));
    say(
      `${pack}: of ${commands.length} destructive commands ${percent(1 - letBy.length / commands.length)} stopped or asked`,
    );
    expect(letBy.length / commands.length).toBeLessThanOrEqual(0.05);
  });
});

test('no pack says less to a command than the one it builds on', () => {
  const folder = join('test', 'oracle', 'cases');
  const commands = readdirSync(folder).flatMap((file) =>
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      // The oracle's own format: one object a line with a `command`.
      .map((line) => (JSON.parse(line) as { command: string }).command),
  );
  expect(commands.length).toBeGreaterThanOrEqual(150);
  for (const command of commands) {
    const [individual = 0, company = 0, highRisk = 0] = PACKS.map((pack) =>
      strictness(decideCommand(command, pack).verdict),
    );
    expect(company, command).toBeGreaterThanOrEqual(individual);
    expect(highRisk, command).toBeGreaterThanOrEqual(company);
  }
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

test('under `company` and stricter, unknown tools are closed when there is nobody to ask', () => {
  for (const pack of ['company', 'high-risk'])
    expect(lastResort(policyOrThrow(pack), { 'mcp__*': ['tool.call'] }).tools).toMatchObject({
      'mcp__*': 'closed',
    });
  expect(lastResort(policyOrThrow('individual'), { 'mcp__*': ['tool.call'] }).tools).toMatchObject({
    'mcp__*': 'open',
  });
});
