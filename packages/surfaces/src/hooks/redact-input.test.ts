import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactInput } from './redact-input.ts';

const KEY = 'AKIAZ3MHALF2TESTKEYX';

describe('an input', () => {
  it('loses a value wherever it stands, and nothing else', () => {
    const input = { to: 'bob', parts: [{ text: `the key is ${KEY}, ${KEY}!` }], urgent: true, [KEY]: 1 };
    expect(redactInput(input, [{ value: KEY, kind: 'aws-key' }])).toEqual({
      to: 'bob',
      parts: [{ text: 'the key is [redacted:aws-key], [redacted:aws-key]!' }],
      urgent: true,
      [KEY]: 1,
    });
  });

  it('loses the longer one of two that stand in one another', () => {
    const input = { text: 'pass-word-123 and pass' };
    const taken = [
      { value: 'pass', kind: 'short' },
      { value: 'pass-word-123', kind: 'long' },
    ];
    expect(redactInput(input, taken)).toEqual({ text: '[redacted:long] and [redacted:short]' });
    expect(redactInput({ text: 'pass-word-123' }, taken)).toEqual({ text: '[redacted:long]' });
  });

  it('that does not hold the value as it is can not be redacted', () => {
    expect(
      redactInput({ text: 'QUtJQVozTUhBTEYyVEVTVEtFWVg=' }, [{ value: KEY, kind: 'aws-key' }]),
    ).toBeUndefined();
    expect(redactInput({ text: 'x' }, [])).toBeUndefined();
    expect(redactInput(KEY, [{ value: KEY, kind: 'aws-key' }])).toBeUndefined();
    expect(redactInput([KEY], [{ value: KEY, kind: 'aws-key' }])).toBeUndefined();
  });

  it('takes a `$&` in a kind or a value for itself', () => {
    expect(redactInput({ text: 'a $& b' }, [{ value: '$&', kind: '$1' }])).toEqual({
      text: 'a [redacted:$1] b',
    });
  });

  it('has no piece of a taken value left in any string', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 8, maxLength: 20, unit: fc.constantFrom('a', 'b', '1') }),
        fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '1', ' ') })),
        (value, texts) => {
          const input = { text: texts.join(value), list: [value, { deep: `${value}${value}` }] };
          const redacted = redactInput(input, [{ value, kind: 'K' }]);
          expect(JSON.stringify(redacted)).not.toContain(value);
        },
      ),
    );
  });
});
