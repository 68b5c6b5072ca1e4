import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readData } from './read-data.ts';
import { workFor } from './work.ts';

const read = (text: string) => {
  const data = readData(text, workFor(text.length));
  return (
    data && {
      format: data.format,
      pairs: data.pairs.map(({ path, value, start, end }) => [path, value, text.slice(start, end)]),
    }
  );
};

test('JSON values have their path, what they say and how they stand', () => {
  expect(read('{"users": [{"name": "A\\u0041", "age": 7}], "ok": true, "none": {}, "list": []}')).toEqual({
    format: 'json',
    pairs: [
      ['users[0].name', 'AA', 'A\\u0041'],
      ['users[0].age', '7', '7'],
      ['ok', 'true', 'true'],
    ],
  });
});

test('JSON may stand one value a line', () => {
  expect(read('{"a":1}\n{"a":2}\n')).toEqual({
    format: 'json',
    pairs: [
      ['a', '1', '1'],
      ['[1].a', '2', '2'],
    ],
  });
});

test('every string of a JSON text comes back as JSON itself reads it', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (values) => {
      const text = JSON.stringify(values);
      expect(read(text)?.pairs.map(([, value]) => value)).toEqual(values);
    }),
  );
});

test.each(['{"a": }', '{"a" 1}', '[1, 2', '{]', '[1] x', `${'['.repeat(100)}1${']'.repeat(100)}`])(
  'is not read as JSON: %s',
  (text) => {
    expect(read(text)?.format).not.toBe('json');
  },
);

test('a long string of escapes is read like a short one', () => {
  const text = JSON.stringify(['"'.repeat(100_000)]);
  expect(read(text)?.pairs[0]?.[1]).toBe('"'.repeat(100_000));
});

test('a table gives each value under its column, quoted ones without quotes', () => {
  expect(read('name,email\r\n"Doe, ""J""",j@x.example\r\nRoe,r@x.example\r\n')).toEqual({
    format: 'csv',
    pairs: [
      ['[0].name', 'Doe, "J"', 'Doe, ""J""'],
      ['[0].email', 'j@x.example', 'j@x.example'],
      ['[1].name', 'Roe', 'Roe'],
      ['[1].email', 'r@x.example', 'r@x.example'],
    ],
  });
});

test.each([';', '\t', '|'])('a table may be divided by %j', (sign) => {
  expect(read(['a', 'b'].join(sign) + `\n1${sign}2\n3${sign}4`)?.pairs[3]).toEqual(['[1].b', '4', '4']);
});

test('YAML lines have their path by indentation and dashes', () => {
  expect(
    read(
      '# x\ndb:\n  host: "a b"\n  users:\n  - name: x # first\n    key: y\n  - name: z\n  tags:\n    - one\n    - two\n',
    ),
  ).toEqual({
    format: 'yaml',
    pairs: [
      ['db.host', 'a b', 'a b'],
      ['db.users[0].name', 'x', 'x'],
      ['db.users[0].key', 'y', 'y'],
      ['db.users[1].name', 'z', 'z'],
      ['db.tags[0]', 'one', 'one'],
      ['db.tags[1]', 'two', 'two'],
    ],
  });
});

test.each([
  'Just a line of prose.',
  'Dear all, hello\nthis is, of course, a letter\nwith commas, and more.\n',
  'Hello, world, this is one thing.\nAnd another, which, too.\n',
  '',
])('prose is no data: %j', (text) => {
  expect(read(text)).toBeUndefined();
});

test('values that no longer fit the budget are cut, and that is told', () => {
  const work = { ...workFor(0), unitsLeft: 10 };
  const data = readData('{"a":"123","b":"456","c":"789"}', work);
  expect(data?.pairs.length).toBe(2);
  expect(work.truncated).toBe(true);
});
