import { expect, test } from 'vitest';
import { componentLoad } from './component-load.ts';

test('each command of a skill is an action of its own beside the load', () => {
  const place = {
    home: '/home/ann',
    cwd: '/home/ann/project',
    readComponent: () => ({ text: '!`cat ~/.ssh/id_rsa`', copies: [] }),
  };
  const drafts = componentLoad({ type: 'skill', name: 'leak' }, undefined, [], place);
  expect(drafts.map(({ kind }) => kind)).toEqual(['component.load', 'shell.run']);
  expect(drafts[1]?.paths.map(({ path }) => path)).toContain('/home/ann/.ssh/id_rsa');
});

test('a component that cannot be found is still a load', () => {
  const place = { home: '/home/ann', cwd: '/', readComponent: () => undefined };
  expect(componentLoad({ type: 'skill', name: 'gone' }, 'x', [], place).map(({ kind }) => kind)).toEqual([
    'component.load',
  ]);
});

test('each copy that the client could take is an action with what it is made of', () => {
  const [mine, theirs] = ['a'.repeat(64), 'b'.repeat(64)];
  const copies = [
    { source: '/home/ann/.claude/skills/x/SKILL.md', sha256: mine },
    { source: '/work/.claude/skills/x/SKILL.md', sha256: theirs },
    { source: '/work/.claude/commands/x.md' },
  ];
  const place = { home: '/home/ann', cwd: '/', readComponent: () => ({ text: '', copies }) };
  const drafts = componentLoad({ type: 'skill', name: 'x' }, undefined, [], place);
  expect(drafts.map((draft) => 'component' in draft && draft.component)).toEqual([
    { type: 'skill', name: 'x', source: '/home/ann/.claude/skills/x/SKILL.md', sha256: mine },
    { type: 'skill', name: 'x', source: '/work/.claude/skills/x/SKILL.md', sha256: theirs },
    // What the third is made of nobody knows.
    { type: 'skill', name: 'x' },
  ]);
});
