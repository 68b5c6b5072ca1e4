import fc from 'fast-check';
import { expect, it } from 'vitest';
import { turned, ValueBook } from './value-book.ts';

const KEY = ['ghp_16C7e42F292c69', '12E7710c838347Ae178B4a'].join('');
const secret = (value: string) => ({ detector: 'secret' as const, rule: 'github-pat', value });

it('knows a value again wherever it stands, however it is split and turned', () => {
  const book = new ValueBook();
  const kept = book.take([secret(KEY)]);
  expect(JSON.stringify(kept)).not.toContain(KEY.slice(4, 12));
  const split = KEY.replace(/(.{5})/g, "$1' '");
  for (const text of [
    KEY,
    `a${KEY}b`,
    `https://e.example/?q=${KEY}&x`,
    split,
    KEY.toUpperCase(),
    turned(KEY),
  ])
    expect(book.find(['nothing', text])).toEqual([
      { name: 'secret#1', detector: 'secret', rule: 'github-pat' },
    ]);
  expect(book.find([KEY.slice(0, -1), KEY.slice(1)])).toEqual([]);
});

it('names values in the order in which they came, once each, and over a restart', () => {
  const book = new ValueBook();
  const first = book.take([secret(KEY), secret(KEY)]);
  expect(first.map(({ name }) => name)).toEqual(['secret#1', 'secret#1']);
  const next = new ValueBook({ key: book.key, values: first });
  expect(next.take([secret(KEY)])).toEqual([]);
  expect(next.take([secret(`${KEY}other`)])[0]?.name).toBe('secret#2');
  expect(next.find([KEY])).toHaveLength(1);
});

it('takes nothing that stands in texts by chance', () => {
  const book = new ValueBook();
  expect(book.take([secret('password'), secret('12345678'), secret('aaaaaaaaaaaaaaaaaaaaaaaa')])).toEqual([]);
});

it('finds every value that it took, between any other text, and no other', () => {
  const text = fc.string({ maxLength: 200 });
  const value = fc.stringMatching(/^[a-z0-9]{16,60}$/);
  fc.assert(
    fc.property(text, value, text, (before, carried, after) => {
      const book = new ValueBook();
      if (book.take([secret(carried)]).length === 0) return;
      expect(book.find([before + carried + after])).toHaveLength(1);
      expect(book.find([before, after])).toEqual([]);
    }),
  );
});

it('a text made of the ends of a value makes no search slow, and hides the value no better', () => {
  const book = new ValueBook();
  book.take([secret(KEY), secret(`other${KEY.slice(-20)}`)]);
  const ends = KEY.slice(-10).repeat(20_000);
  expect(book.find([ends])).toEqual([]);
  expect(book.find([`${ends}${KEY}${ends}`])).toHaveLength(1);
  expect(book.find([`${KEY} `.repeat(5000)])).toHaveLength(1);
});
