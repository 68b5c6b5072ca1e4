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

/** The marks that a session gives to these values, one after the other. */
const marksOf = (values: readonly string[], book = new ValueBook()): readonly string[] =>
  values.map((value) => book.markOf('token', value).mark);
const values = fc.uniqueArray(fc.string({ maxLength: 60 }), { minLength: 1, maxLength: 12 });

it('gives each value one mark, and no two the same, in whatever order they come again', () => {
  fc.assert(
    fc.property(values, fc.array(fc.nat(11), { maxLength: 40 }), (given, order) => {
      const again = order.map((index) => given[index % given.length] ?? '');
      const marks = marksOf([...given, ...again]);
      expect(new Set(marks).size).toBe(given.length);
      for (const [place, value] of again.entries())
        expect(marks[given.length + place]).toBe(marks[given.indexOf(value)]);
    }),
  );
});

it('says nothing of a value in its mark: others in the same order have the same marks', () => {
  fc.assert(
    fc.property(values, values, (one, other) => {
      const most = Math.min(one.length, other.length);
      expect(marksOf(one.slice(0, most))).toEqual(marksOf(other.slice(0, most)));
      for (const mark of marksOf(one)) expect(mark).toMatch(/^token#\d+$/);
    }),
  );
});

it('names values alike where they are taken out and where they are carried', () => {
  const book = new ValueBook();
  expect(marksOf(['first', KEY], book)).toEqual(['token#1', 'token#2']);
  book.take([secret(KEY), secret(`${KEY}other`)]);
  expect(book.find([KEY]).map(({ name }) => name)).toEqual(['secret#2']);
  expect(marksOf([`${KEY}other`, KEY.toLowerCase()], book)).toEqual(['github-pat#3', 'token#4']);
});

it('keeps marks over a restart, and never gives the number of a value that could be guessed again', () => {
  const book = new ValueBook();
  const added = ['1234', KEY].flatMap((value) => book.markOf('token', value).added ?? []);
  expect(added.map(({ exact }) => exact === undefined)).toEqual([true, false]);
  expect(JSON.stringify(added)).not.toContain(KEY.slice(4, 12));
  const next = new ValueBook({ key: book.key, values: [] });
  for (const mark of added) next.restoreMark(mark);
  expect(marksOf([KEY, '1234', 'new'], next)).toEqual(['token#2', 'token#3', 'token#4']);
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
