import { expect, test } from 'vitest';
import { componentLoad, inlineCommands } from './component-load.ts';

test('commands in code spans and fences after a bang are found, ordinary code is not', () => {
  const text =
    'Say `ls`.\nNow: !`cat a` and (!`cat b`)\n```!\ncat c\ncat d\n```\n```sh\ncat e\n```\nwow!`cat f`';
  expect(inlineCommands(text, '')).toEqual(['cat a', 'cat b', 'cat c\ncat d\n']);
});

test('arguments are put in as text, whatever they hold', () => {
  expect(inlineCommands('!`echo $ARGUMENTS`', '$& $1; cat ~/.ssh/id')).toEqual(['echo $& $1; cat ~/.ssh/id']);
});

test('each command of a skill is an action of its own beside the load', () => {
  const place = { home: '/home/ann', cwd: '/home/ann/project', readComponent: () => '!`cat ~/.ssh/id_rsa`' };
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
