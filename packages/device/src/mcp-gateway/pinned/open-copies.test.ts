import { expect, it } from 'vitest';
import type { Seen } from '../pin-files.ts';
import { fetchedBy } from './open-copies.ts';
import type { PinnedCopy } from './pinned-copies.ts';

const seenAs = (name: string, fetches?: { spec: string; bin?: string }): Seen[string] => ({
  name,
  identity: {
    sha256: 'a'.repeat(64),
    key: 'k'.repeat(16),
    command: 'x',
    files: [],
    ...(fetches === undefined ? {} : { fetches }),
  },
  firstSeen: '',
  lastSeen: '',
  admitted: [],
  tools: {},
});
const pinned: PinnedCopy = {
  name: 'notes',
  spec: 'notes@^1',
  package: 'notes',
  version: '1.2.3',
  tree: 'b'.repeat(64),
  main: 'main.js',
  scripts: [],
  at: '',
  by: 'ann',
};

it('knows what to pin from how a server was seen, by its name or key, and from what is pinned', () => {
  const seen: Seen = {
    'notes@1': seenAs('notes', { spec: 'notes@^1' }),
    'two@1': seenAs('two', { spec: '@scope/one', bin: 'run' }),
    'two@2': seenAs('two', { spec: '@scope/other' }),
    'local@1': seenAs('local'),
    'odd@1': seenAs('odd', { spec: 'https://example.com/x.tgz' }),
  };
  const known = (word: string) => fetchedBy({ copies: { all: () => [pinned] }, seen: () => seen }, word);
  expect(known('notes')).toEqual([{ name: 'notes', spec: 'notes@^1', package: 'notes' }]);
  expect(known('two@1')).toEqual([{ name: 'two', spec: '@scope/one', package: '@scope/one', bin: 'run' }]);
  expect(known('two')).toHaveLength(2);
  for (const word of ['local', 'odd', 'nobody']) expect(known(word)).toEqual([]);
});
