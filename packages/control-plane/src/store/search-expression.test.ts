import { DatabaseSync } from 'node:sqlite';
import { ActivityItem, fitsStream } from '@sallyport/fleet-protocol';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordTags, searchExpression } from './search-expression.ts';

const item = ActivityItem.parse({
  device: 'd',
  epoch: 'e',
  seq: 1,
  at: '2026-11-22T10:00:00.000Z',
  type: 'decision',
  kind: 'file.read',
  agent: 'claude-code',
  session: 'session "one"',
  user: null,
  host: null,
  tool: 'mcp__x__y',
  verdict: 'block',
  enforced: 'block',
  summary: 'read ~/.ssh/id_ed25519',
  reason: null,
  policy: 'secrets',
  rule: 'ssh-keys',
  rules: [
    { policy: 'secrets', rule: 'ssh-keys' },
    { policy: 'audit', rule: 'home-reads' },
  ],
  sightings: [],
  components: ['a'.repeat(64), 'b'.repeat(64)],
  redacted: false,
});

const open = (record = item) => {
  const database = new DatabaseSync(':memory:');
  database.exec(
    "CREATE VIRTUAL TABLE words USING fts5(text, content='', columnsize=0, tokenize='unicode61 remove_diacritics 2')",
  );
  database
    .prepare('INSERT INTO words(rowid, text) VALUES (1, ?)')
    .run(`${record.summary} ${recordTags(record)}`);
  const match = database.prepare('SELECT rowid FROM words WHERE words MATCH ?');
  return (query: Parameters<typeof searchExpression>[0]): boolean => {
    const expression = searchExpression(query);
    return expression === null || match.all(expression).length === 1;
  };
};

describe('searchExpression', () => {
  const finds = open();

  it('finds a record by each part in it, and by no other hash and no word of that name', () => {
    expect(finds({ component: 'a'.repeat(64) })).toBe(true);
    expect(finds({ component: 'b'.repeat(64), q: 'ssh' })).toBe(true);
    expect(finds({ component: 'c'.repeat(64) })).toBe(false);
    expect(finds({ q: 'a'.repeat(64) })).toBe(false);
  });

  it.each(['ssh', 'ID_ED25519', '~/.ssh/id_ed', 'read id', 'rea', '  ssh  '])(
    'finds the record by %j',
    (q) => {
      expect(finds({ q })).toBe(true);
    },
  );

  it.each(['rsa', 'ed25519 id', 'ssh OR nothing', 'text:ssh', 'NOT ssh', 'block'])(
    'does not read an operator, a column or a tag into %j',
    (q) => {
      // `id` is only a whole word before the last place, so the second one would need `id` after `ed25519` to match as words: it does.
      expect(finds({ q })).toBe(q === 'ed25519 id');
    },
  );

  it('never makes a broken expression, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (q) => {
        expect(() => finds({ q })).not.toThrow();
      }),
    );
    for (const q of [
      '"',
      '""',
      "'",
      '*',
      '^',
      '(',
      ')',
      'NEAR(a b)',
      '\u0000',
      'a"*b',
      '-a',
      '+',
      '{text}:a',
      '\uD800',
    ])
      expect(() => finds({ q })).not.toThrow();
  });

  it.each([
    [{ verdict: 'block' }, true],
    [{ verdict: 'allow' }, false],
    [{ kind: 'file.read', agent: 'claude-code', type: 'decision', device: 'd' }, true],
    [{ tool: 'mcp__x__y' }, true],
    [{ tool: 'mcp__x' }, false],
    [{ session: 'session "one"' }, true],
    [{ session: 'session' }, false],
    [{ q: 'ssh', verdict: 'block' }, true],
    [{ q: 'ssh', verdict: 'allow' }, false],
    [{ policy: 'secrets' }, true],
    [{ policy: 'audit', verdict: 'block' }, true],
    [{ rule: 'home-reads' }, true],
    [{ policy: 'audit', rule: 'home-reads' }, true],
    [{ policy: 'secrets', rule: 'home-reads' }, false],
    [{ policy: 'ssh-keys' }, false],
    [{ policy: '' }, false],
  ] as const)('filters by %j', (query, expected) => {
    expect(finds(query)).toBe(expected);
  });

  it('answers as the stream does, whichever rules spoke and whichever are asked for', () => {
    const name = fc.constantFrom('a', 'b', 'a","b', 'A', 'a b', '');
    const spoke = fc.uniqueArray(fc.record({ policy: name, rule: name }), {
      maxLength: 4,
      selector: ({ policy, rule }) => JSON.stringify([policy, rule]),
    });
    const asked = fc.record({ policy: name, rule: name }, { requiredKeys: [] });
    fc.assert(
      fc.property(spoke, asked, (rules, query) => {
        const one = { ...item, rules };
        expect(open(one)(query)).toBe(fitsStream(one, query));
      }),
    );
  });

  it('can not be made to ask for a tag by what is typed', () => {
    for (const tag of recordTags(item).split(' ')) expect(finds({ q: tag })).toBe(false);
    for (const filter of ['verdict', 'kind', 'policy', 'rule']) expect(finds({ q: filter })).toBe(false);
    expect(searchExpression({ q: '\uE000' })).toBeNull();
  });

  it('narrows nothing where there is nothing to search for', () => {
    expect(searchExpression({ q: '~/ -- "' })).toBeNull();
    expect(searchExpression({})).toBeNull();
  });
});
