import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { hashContent } from './inventory/content-hash.ts';
import { readComponent } from './read-component.ts';

const made: string[] = [];
afterAll(() => {
  for (const home of made) rmSync(home, { recursive: true });
});

function makeHome(files: Record<string, string>): string {
  const home = mkdtempSync(join(tmpdir(), 'sallyport-components-'));
  made.push(home);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
  return home;
}

test('every text of a name is found, because which one wins depends on the client', () => {
  const home = makeHome({
    '.claude/skills/x/SKILL.md': 'personal',
    'work/.claude/skills/x/SKILL.md': 'project',
    'work/.claude/commands/x.md': 'command',
  });
  const text = readComponent('x', join(home, 'work/deep/er'), home)?.text;
  for (const part of ['personal', 'project', 'command']) expect(text).toContain(part);
});

test('a skill of an installed plugin is found by its full name and by its last part', () => {
  const home = makeHome({ 'cache/p/skills/x/SKILL.md': 'of the plugin' });
  mkdirSync(join(home, '.claude/plugins'), { recursive: true });
  writeFileSync(
    join(home, '.claude/plugins/installed_plugins.json'),
    JSON.stringify({ version: 2, plugins: { 'p@market': [{ installPath: join(home, 'cache/p') }] } }),
  );
  expect(readComponent('p:x', '/', home)?.text).toBe('of the plugin');
  expect(readComponent('x', '/', home)?.text).toBe('of the plugin');
  expect(readComponent('other:x', '/', home)).toBeUndefined();
});

const shaOf = (home: string): string | undefined => readComponent('x', '/', home)?.copies[0]?.sha256;

describe('what a copy is made of', () => {
  test('is its whole folder, wherever it lies, by the hash of the inventory', () => {
    const files = { '.claude/skills/x/SKILL.md': 'text', '.claude/skills/x/run.sh': 'echo' };
    const home = makeHome(files);
    expect(shaOf(home)).toBe(hashContent(join(home, '.claude/skills/x'))?.sha256);
    expect(shaOf(makeHome(files))).toBe(shaOf(home));
    writeFileSync(join(home, '.claude/skills/x/run.sh'), 'echo 2');
    expect(shaOf(home)).not.toBe(shaOf(makeHome(files)));
  });

  test('is not said where a part of it lies elsewhere and could change unseen', () => {
    const home = makeHome({ '.claude/skills/x/SKILL.md': 'text', 'elsewhere.sh': 'echo' });
    expect(shaOf(home)).toBeDefined();
    symlinkSync(join(home, 'elsewhere.sh'), join(home, '.claude/skills/x/run.sh'));
    expect(readComponent('x', '/', home)?.copies).toHaveLength(1);
    expect(shaOf(home)).toBeUndefined();
    const withHistory = makeHome({
      '.claude/skills/x/SKILL.md': 'text',
      '.claude/skills/x/.git/go.sh': 'echo',
    });
    expect(shaOf(withHistory)).toBeUndefined();
  });

  test('of a command is its file, whatever it is called', () => {
    const home = makeHome({ '.claude/commands/x.md': 'text', '.claude/commands/other.md': 'text' });
    expect(shaOf(home)).toBe(hashContent(join(home, '.claude/commands/x.md'))?.sha256);
    expect(shaOf(home)).toBe(readComponent('other', '/', home)?.copies[0]?.sha256);
    expect(shaOf(home)).toBe(createHash('sha256').update('text').digest('hex'));
  });

  test('is said of as much as can be read while others wait, over all copies, and of the rest not', () => {
    const large = Object.fromEntries(
      Array.from({ length: 6 }, (_, each) => [`${'d/'.repeat(each)}.claude/skills/x/SKILL.md`, 'text']),
    );
    const home = makeHome(large);
    for (const file of Object.keys(large)) truncateSync(join(home, dirname(file), 'SKILL.md'), 5_000_000);
    const copies = readComponent('x', join(home, 'd/d/d/d/d'), home)?.copies ?? [];
    expect(copies.map(({ sha256 }) => sha256 !== undefined)).toEqual([true, true, true, false, false, false]);
    const many = makeHome({ '.claude/skills/x/SKILL.md': 'text' });
    for (let each = 0; each < 2001; each++) writeFileSync(join(many, `.claude/skills/x/${each}`), '');
    expect(shaOf(many)).toBeUndefined();
  });
});

test.each(['my skill', 'Überblick', 'c++', "ann's (new)"])('a skill may be called %s', (name) => {
  const home = makeHome({ [`.claude/skills/${name}/SKILL.md`]: 'found', 'work/.keep': '' });
  expect(readComponent(name, join(home, 'work'), home)?.text).toBe('found');
});

test('a name cannot lead out of the folders of skills', () => {
  const home = makeHome({ 'secret/SKILL.md': 'outside' });
  for (const name of [
    '../../secret',
    '..',
    'a/../../secret',
    '../../../secret:x',
    'x\0y',
    '',
    'a\\..\\b',
    '...',
    'x\ny',
    'x'.repeat(101),
  ]) {
    expect(readComponent(name, home, home)).toBeUndefined();
  }
});

describe.skipIf(process.platform === 'win32')('what waits or never ends is not read', () => {
  test('a pipe in place of a text or of the list of plugins', () => {
    const home = makeHome({ '.claude/commands/x.md': 'command' });
    for (const name of ['.claude/skills/x/SKILL.md', '.claude/plugins/installed_plugins.json']) {
      mkdirSync(dirname(join(home, name)), { recursive: true });
      execFileSync('mkfifo', [join(home, name)]);
    }
    // In a process of its own, which can be ended when it waits.
    const program = `import { readComponent } from ${JSON.stringify(join(import.meta.dirname, 'read-component.ts'))};
      console.log(readComponent('x', '/', ${JSON.stringify(home)})?.text);`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      timeout: 20_000,
      encoding: 'utf8',
    });
    expect(stdout).toBe('command\n');
  });

  test('more than a component ever holds', () => {
    const home = makeHome({ '.claude/skills/x/SKILL.md': 'start' });
    truncateSync(join(home, '.claude/skills/x/SKILL.md'), 3_000_000_000);
    expect(readComponent('x', '/', home)?.text.slice(0, 6)).toBe('start\0');
  });
});
