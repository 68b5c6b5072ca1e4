import { expect, test } from 'vitest';
import { endThread, hangs } from './end-thread.ts';

test('a thread that cannot end keeps nobody waiting, and no second one is started about the same until it has', async () => {
  const { promise, resolve } = Promise.withResolvers<number>();
  const ending = endThread({ terminate: () => promise }, '/state/2001.json', 1);
  // Its timer keeps no process alive, this one does.
  await new Promise((done) => setTimeout(done, 5));
  await ending;
  expect([hangs('/state/2001.json'), hangs('/state/2002.json')]).toEqual([true, false]);
  resolve(0);
  await promise;
  await Promise.resolve();
  expect(hangs('/state/2001.json')).toBe(false);
});

test('one that ends is forgotten', async () => {
  await endThread({ terminate: () => Promise.resolve(0) }, 'a');
  expect(hangs('a')).toBe(false);
});
