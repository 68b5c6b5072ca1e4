import { expect, test } from 'vitest';
import { componentLoad } from './component-load.ts';

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
