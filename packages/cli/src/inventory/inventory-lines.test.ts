import { expect, test } from 'vitest';
import { inventoryLines, postureLines, type ShownItem } from './inventory-lines.ts';

const item = (name: string, path = '/home/ana/.claude.json'): ShownItem => ({
  kind: 'mcp-server',
  name,
  path,
  scope: 'user',
  user: 'ana',
  home: '/home/ana',
  firstSeen: '2026-01-01T00:00:00Z',
  lastSeen: '2026-01-01T00:00:00Z',
  state: 'new',
  identity: 'unpinned',
});

test('names and paths of other people can not move the cursor, and no line is wider than the screen', () => {
  const lines = inventoryLines([item(`x\u001B[2J\u202E${'n'.repeat(500)}`, `/${'p\u0007'.repeat(200)}`)], 80);
  expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('each person has a heading, and each kind one with its number', () => {
  expect(inventoryLines([item('a'), item('b')], 80).slice(0, 3)).toEqual([
    'ana /home/ana',
    '  MCP servers (2)',
    '    a new · user · unpinned',
  ]);
});

test('a server is shown with the hash that `recall add` takes', () => {
  const sha256 = 'd'.repeat(64);
  expect(inventoryLines([{ ...item('a'), sha256 }], 80).at(-1)).toBe(`      content ${sha256}`);
});

test('of the posture what is to be mended comes first, with why and what to do', () => {
  const check = {
    code: 'c',
    what: 'All is well',
    why: 'Why.',
    fix: 'Fix.',
    reads: 'r',
    admin: 'console',
    user: 'ana',
  };
  const lines = postureLines(
    [
      { ...check, state: 'unknown', reason: 'no file' },
      { ...check, state: 'finding', places: [{ path: '/f\u001B', text: 'bad' }] },
    ],
    80,
  );
  expect(lines).toEqual([
    'ana', '  ✗ All is well', '    c', String.raw`    bad: /f\u001b`, '    Why.', '    Fix.',
    '  ? All is well', '    c', '    no file; look at: console',
  ]); // prettier-ignore
});
