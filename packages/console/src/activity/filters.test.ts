import { ACTION_KINDS, VERDICTS } from '@sallyport/action-model';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasFilters, parseSearchText, readSearch, searchText } from './filters.ts';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
const time = fc
  .date({ min: new Date(0), max: new Date(4_000_000_000_000), noInvalidDate: true })
  .map((date) => date.toISOString());
const search = fc.record(
  {
    q: text,
    verdict: fc.constantFrom(...VERDICTS),
    kind: fc.constantFrom(...ACTION_KINDS),
    type: fc.constantFrom('decision', 'outcome', 'lifecycle', 'gap'),
    tool: text,
    session: text,
    device: text,
    policy: text,
    rule: text,
    since: time,
    until: time,
    record: fc.constant('ws-1/epoch/42'),
  },
  { requiredKeys: [] },
);

test('every set of filters survives the way through the URL', () => {
  fc.assert(
    fc.property(search, (given) => {
      expect(readSearch(parseSearchText(searchText(given)))).toEqual(given);
    }),
  );
});

test('a search for digits stays text', () => {
  expect(readSearch(parseSearchText('?q=123&session=007'))).toEqual({ q: '123', session: '007' });
});

test('values the API would refuse are dropped one by one', () => {
  expect(
    readSearch({ verdict: 'maybe', kind: 'file.raed', since: 'yesterday', q: 'x', record: '../..' }),
  ).toEqual({
    q: 'x',
  });
});

test('an open record is no filter', () => {
  expect(hasFilters(readSearch({ record: 'ws-1/epoch/42' }))).toBe(false);
});
