import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberLoss } from './number-text.ts';
import { MAX_JSON_DEPTH, strictJson } from './strict-json.ts';

const many = (count: number): string => `[${'0,'.repeat(count)}0]`;
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const isRead = (text: string): boolean => {
  const read = strictJson(text);
  return read.ok && read.rounded === undefined;
};

describe('what every reader reads the same way', () => {
  it.each([
    '{}', '[]', '"x"', 'null', ' {"a" : [1, 2.50, -3, 1e30, 5e-324, 0.0, 0e9, 9007199254740991, 0.10000000000000001]} \r\n',
    '{"a":{"a":{"a":1}}}', '[{"a":1},{"a":1}]', '{"a":"\\ud83d\\ude00\\u0000\\\\","b":":,{}\\""}', '{"":1," ":2,"A":3,"a":4}', '{"\\\\":"\\\\"}',
  ])('%s', (text) => expect(strictJson(text)).toEqual({ ok: true, value: JSON.parse(text) })); // prettier-ignore

  it('keeps names that mean something to the language as data', () => {
    const read = strictJson('{"__proto__":{"polluted":true},"constructor":{"prototype":1},"toString":2}');
    expect(read.ok && Object.keys(read.value as object)).toEqual(['__proto__', 'constructor', 'toString']);
    expect('polluted' in {}).toBe(false);
  });
});

describe('what some reader reads otherwise', () => {
  it.each([
    '{"a":1,"a":1}', '{"a":1,"\\u0061":2}', '[{"x":{"b":1,"c":{},"b":2}}]', '{"__proto__":1,"__proto__":2}', '{"a":1e400}', '{"a":-1e400}', '{"a":1e-400}',
    '{"a":-0}', '[-0.0]', '[-0e3]', '[0.1000000000000000055]', '[9007199254740993]', '[9007199254740992]', '[12345678901234567890]', '[1152921504606847000]',
    '["\\ud800"]', '{"\\uDC00":1}', '["\ud800"]', '{"a\\u0000b":1}', '{"a":1}x', '{"a":1} {}', '\ufeff{}', '{/**/}', '{"a":1,}', "{'a':1}", '[NaN]', '[01]', '[+1]',
    '["\t"]', '["\0"]', '[.5]', '{"a" "b"}', '"a', '', ' ', '{"a":tru}', '["\\x41"]',
  ])('%j', (text) => expect(isRead(text)).toBe(false)); // prettier-ignore

  it('is refused at the depth that ends other readers, and read just above it', () => {
    expect([isRead(nested(MAX_JSON_DEPTH)), isRead(nested(MAX_JSON_DEPTH + 1))]).toEqual([true, false]);
    expect(isRead('{"a":'.repeat(100_000))).toBe(false);
  });

  it('is refused unparsed where it has more values than are looked at', () => {
    expect(isRead(many(99_998))).toBe(true);
    expect(strictJson(many(100_000))).toEqual({
      ok: false,
      why: 'more than 100000 values in it',
      isTooMuch: true,
    });
  });
});

describe('strict JSON', () => {
  const json = fc
    .jsonValue({ noUnicodeString: false })
    .filter((value) => !JSON.stringify(value).includes('\\ud'));

  it('takes all that JSON.stringify writes, and reads it as JSON.parse does', () => {
    fc.assert(
      fc.property(json, fc.integer({ min: 0, max: 4 }), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const read = strictJson(text);
        // What a double can't say to everybody is all that may be missing.
        const other = read.ok ? undefined : read.why;
        expect(read.value).toEqual(JSON.parse(text));
        expect(other ?? 'the number').toMatch(/the number|a NUL/);
      }),
      { numRuns: 2000 },
    );
  });

  it('finds a member that stands twice wherever it stands', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.nat(), { minKeys: 1 }),
        fc.nat(),
        fc.nat(6),
        (value, pick, depth) => {
          const names = Object.keys(value);
          const again = JSON.stringify(names[pick % names.length]);
          const text = `${JSON.stringify(value).slice(0, -1)},${again}:1}`;
          const inner = '[{"x":'.repeat(depth) + text + '}]'.repeat(depth);
          expect(isRead(inner)).toBe(false);
        },
      ),
    );
  });

  it('never throws, and takes nothing that JSON.parse does not', () => {
    const bits = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      '\\',
      '\\u',
      'd800',
      '1',
      '-',
      '.',
      'e',
      '0',
      ' ',
      'a',
      '\0',
      'null',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(bits, { maxLength: 30 }).map((all) => all.join('')),
        ),
        (text) => {
          expect(() => (isRead(text) ? JSON.parse(text) : text)).not.toThrow();
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('takes time in proportion to the text, for texts made to take more', () => {
    const texts = [
      (n: number) => `["${'\\\\'.repeat(n)}"]`,
      (n: number) => `["${'\\"'.repeat(n)}"]`,
      (n: number) => `["${'\\\\'.repeat(n)}`,
      (n: number) => `[${'"\\\\\\"\\\\\\"\\\\",'.repeat(n / 13)}""]`,
      (n: number) => `[${'1'.repeat(n)}]`,
      (n: number) => `[0.${'3'.repeat(n)}]`,
      (n: number) => `[${'1.2345678901234567e+5,'.repeat(n / 20)}1]`,
    ];
    // A quadratic one would take minutes: the test's own limit is the assertion.
    expect(texts.map((text) => isRead(text(1_000_000)))).toEqual([
      true,
      true,
      false,
      true,
      false,
      false,
      true,
    ]);
  });
});

describe('a number', () => {
  it('keeps what it is worth when it is written as JavaScript writes doubles, but for a signed zero and long integers', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const isLong = Math.abs(value) > Number.MAX_SAFE_INTEGER && Math.abs(value) < 1e21;
        expect(numberLoss(JSON.stringify(value))).toBe(isLong ? 'rounded' : undefined);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps it when it is written with up to 17 digits, as other languages do', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), (value) => {
        fc.pre(!Object.is(value, -0));
        expect(numberLoss(value.toPrecision(17))).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  it('does not keep digits that a double has no room for', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }), (value) => {
        expect(numberLoss(String(value))).toBe('rounded');
        expect(numberLoss(`-${value}`)).toBe('rounded');
      }),
    );
  });

  it.each(['1e400', '-1e400', '1e-400', '-0.0000000000000000000001e-330', '9'.repeat(400)])(
    '%s is lost',
    (text) => expect(numberLoss(text)).toBe('lost'),
  );

  it.each(['-0', '-0.00', '-0e7', '0.1000000000000000055', '9007199254740993'])('%s is rounded', (text) =>
    expect(numberLoss(text)).toBe('rounded'),
  );
});
