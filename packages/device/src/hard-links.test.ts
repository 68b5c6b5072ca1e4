import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HardLinks, RememberedNames } from './hard-links.ts';

let home = '';
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-names-')));
  mkdirSync(join(home, '.ssh'));
  writeFileSync(join(home, '.ssh/id_rsa'), 'x');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const look = (places: readonly string[], of: string, memory?: RememberedNames): boolean =>
  new HardLinks(() => places, of, memory).areAny;

test('calls of the same second share one look, and the next second has its own', () => {
  let nowMs = 0;
  const remembered = new RememberedNames(() => nowMs);
  const places: readonly string[] = [];
  const areAny = (): boolean => look(places, home, remembered);
  expect(areAny()).toBe(false);
  linkSync(join(home, '.ssh/id_rsa'), join(home, 'notes.txt'));
  nowMs = 999;
  expect(areAny()).toBe(false);
  nowMs = 1000;
  expect(areAny()).toBe(true);
  expect(new HardLinks(() => places, home, remembered).otherName(join(home, 'notes.txt'))).toBe(
    join(home, '.ssh/id_rsa'),
  );
});

test('another policy, another home and a call without a memory look anew', () => {
  const remembered = new RememberedNames(() => 0);
  const places: readonly string[] = [];
  expect(look(places, home, remembered)).toBe(false);
  linkSync(join(home, '.ssh/id_rsa'), join(home, 'notes.txt'));
  expect(look(places, home, remembered)).toBe(false);
  expect(look([], home, remembered)).toBe(true);
  expect(look(places, `${home}/`, remembered)).toBe(true);
  expect(look(places, home)).toBe(true);
});
