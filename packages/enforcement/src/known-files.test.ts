import { expect, it } from 'vitest';
import { KnownFiles } from './known-files.ts';

it('names the latest first, and what is used again is the latest', () => {
  const files = new KnownFiles();
  for (const name of ['a', 'b', 'c', 'a']) files.know(name);
  expect(files.latest(2)).toEqual(['a', 'c']);
  expect(files.latest(10)).toEqual(['a', 'c', 'b']);
});

it('keeps how the model left what it wrote, also when that is read again', () => {
  const files = new KnownFiles();
  files.wrote('a', 'stamp');
  files.know('a');
  files.know('b');
  expect([files.stampOf('a'), files.stampOf('b'), files.stampOf('c')]).toEqual([
    'stamp',
    undefined,
    undefined,
  ]);
});

it('forgets the one that was not used for longest', () => {
  const files = new KnownFiles();
  for (let index = 0; index < 100; index++) files.know(`f${index}`);
  expect(files.latest(1000)).toHaveLength(64);
  expect(files.latest(1)).toEqual(['f99']);
});
