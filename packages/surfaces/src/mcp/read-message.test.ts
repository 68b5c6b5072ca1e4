import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalMessage, idKey, readMessage, readMessageBytes } from './read-message.ts';

const CALL = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'x', arguments: {} } };
const read = (message: unknown) => readMessage(JSON.stringify(message));
const kindOf = (message: unknown) => read(message).kind;

describe('a message', () => {
  it.each(['tools/call', 'sampling/createMessage', 'of/tomorrow', 'Notifications/x'])(
    'is unreadable without an id where its method is `%s`, which no notification has',
    (method) => {
      expect(read({ jsonrpc: '2.0', method, params: { name: 'drop' } })).toMatchObject({
        kind: 'unreadable',
        why: expect.stringContaining('without an `id`'),
        method,
      });
    },
  );

  it('is a request, a notification or a response, and keeps what nobody knows', () => {
    expect(read({ ...CALL, extra: [1] })).toMatchObject({
      kind: 'request',
      id: 1,
      method: 'tools/call',
      params: CALL.params,
      message: { extra: [1] },
    });
    expect(read({ jsonrpc: '2.0', method: 'notifications/x', params: { a: 1 } })).toMatchObject({
      kind: 'notification',
      params: { a: 1 },
    });
    expect(read({ jsonrpc: '2.0', id: 'a', result: { content: [] } })).toMatchObject({
      kind: 'response',
      id: 'a',
    });
    expect(read({ jsonrpc: '2.0', id: 2, error: { code: -1, message: 'no' } })).toMatchObject({
      kind: 'response',
      error: { code: -1, message: 'no' },
    });
  });

  it('may leave its parameters out, or say that there are none', () => {
    expect(read({ jsonrpc: '2.0', id: 1, method: 'ping' })).toMatchObject({ kind: 'request', params: {} });
    expect(read({ jsonrpc: '2.0', id: 1, method: 'ping', params: null })).toMatchObject({ params: {} });
  });

  it('may be an error of somebody who could not read the id', () => {
    for (const error of [{ id: null }, {}])
      expect(kindOf({ jsonrpc: '2.0', ...error, error: { code: -32700, message: 'no' } })).toBe('response');
  });

  it.each([
    ['no object', 7],
    ['no version', { id: 1, method: 'ping' }],
    ['another version', { ...CALL, jsonrpc: '1.0' }],
    ['request and response at once', { ...CALL, result: {} }],
    ['request and error at once', { ...CALL, error: { code: 1, message: 'x' } }],
    ['result and error', { jsonrpc: '2.0', id: 1, result: {}, error: { code: 1, message: 'x' } }],
    ['neither', { jsonrpc: '2.0', id: 1 }],
    ['a null id', { ...CALL, id: null }],
    ['a broken id', { ...CALL, id: 1.5 }],
    ['a long id', { ...CALL, id: 'x'.repeat(1025) }],
    ['an id that is a list', { ...CALL, id: [1] }],
    ['a result without an id', { jsonrpc: '2.0', result: {} }],
    ['a result that is no object', { jsonrpc: '2.0', id: 1, result: 'x' }],
    ['an error without a code', { jsonrpc: '2.0', id: 1, error: { message: 'x' } }],
    ['parameters that are a list', { ...CALL, params: [1] }],
    ['parameters that are a text', { ...CALL, params: 'x' }],
    ['a method with a hidden character', { ...CALL, method: 'tools/call\u200b' }],
    ['a method with a space', { ...CALL, method: ' tools/call' }],
    ['an empty method', { ...CALL, method: '' }],
    ['a method that is no text', { ...CALL, method: 1 }],
    ['a member in another case', { jsonrpc: '2.0', id: 1, result: {}, Method: 'tools/call' }],
    ['a member that folds to another', { jsonrpc: '2.0', id: 1, result: {}, paramſ: 1 }],
    ['a parameter in another case', { ...CALL, params: { Name: 'y', arguments: {} } }],
    [
      'two parameters that differ in case',
      { ...CALL, params: { name: 'x', arguments: { a: { Path: 1, path: 2 } } } },
    ],
  ])('that has %s is unreadable', (_what, message) => expect(kindOf(message)).toBe('unreadable'));

  it('that is unreadable tells whom to answer, and about which tool', () => {
    const text = '{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"x","name":"y"}}';
    expect(readMessage(text)).toMatchObject({
      kind: 'unreadable',
      id: 5,
      method: 'tools/call',
      toolName: 'y',
    });
    expect(readMessage('{')).toEqual({ kind: 'unreadable', why: 'not JSON' });
  });

  it('is read from bytes only when they are UTF-8 without a mark', () => {
    const bytes = new TextEncoder().encode(JSON.stringify(CALL));
    expect(readMessageBytes(bytes).kind).toBe('request');
    expect(readMessageBytes(Uint8Array.from([0xef, 0xbb, 0xbf, ...bytes])).kind).toBe('unreadable');
    expect(
      readMessageBytes(Uint8Array.from([...bytes.subarray(0, 5), 0xff, ...bytes.subarray(5)])).kind,
    ).toBe('unreadable');
  });
});

const ping = (id: number) => ({ jsonrpc: '2.0', id, method: 'ping' });

const withNumber = (number: string) => [
  `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":{"n":${number}}}}`,
  `{"jsonrpc":"2.0","id":1,"result":{"n":${number}}}`,
  `{"jsonrpc":"2.0","method":"notifications/x","params":{"n":${number}}}`,
];

describe('a number that a double does not hold', () => {
  it('is refused in what is asked, and told as the double that it is', () => {
    for (const number of ['1700000000123456789', '18446744073709551615', '0.12345678901234567890', '-0']) {
      const [request, ...told] = withNumber(number).map((text) => readMessage(text));
      expect(request?.kind).toBe('unreadable');
      for (const reading of told) {
        if (reading.kind === 'unreadable' || reading.kind === 'batch') throw new Error(number);
        expect(Number(/"n":([^}]*)/.exec(canonicalMessage(reading))?.[1])).toBe(Number(number) + 0);
      }
    }
  });

  it('goes on with an exponent, so that no reader takes it for a long integer', () => {
    const text = `[${withNumber('1.5')[1]},{"jsonrpc":"2.0","id":2,"result":{"n":[-18446744073709551615,1e20,"12345678901234567890"]}}]`;
    const reading = readMessage(text);
    expect(reading.kind === 'batch' && canonicalMessage(reading)).toContain(
      '"n":[-1.8446744073709552e+19,1e+20,"12345678901234567890"]',
    );
  });

  it('is refused everywhere when nothing of it is left', () => {
    for (const number of ['1e400', '1e-400'])
      expect(withNumber(number).map((text) => readMessage(text).kind)).toEqual([
        'unreadable',
        'unreadable',
        'unreadable',
      ]);
  });
});

describe('a batch', () => {
  it('is for the revision that has it, and before one is agreed on', () => {
    const text = JSON.stringify([ping(1), { ...CALL, id: 2 }]);
    expect(readMessage(text).kind).toBe('batch');
    expect(readMessage(text, { revision: '2025-03-26' }).kind).toBe('batch');
    for (const revision of ['2024-11-05', '2025-06-18', '2025-11-25', '2026-07-28'] as const)
      expect(readMessage(text, { revision }).kind).toBe('unreadable');
  });

  it.each([
    ['nothing in it', []],
    ['a batch in it', [[ping(1)]]],
    ['one message that is unreadable', [ping(1), { jsonrpc: '2.0', id: 2 }]],
    ['one id twice', [ping(1), ping(1)]],
    ['requests and responses', [ping(1), { jsonrpc: '2.0', id: 2, result: {} }]],
    ['the first message of a session', [ping(1), { ...ping(2), method: 'initialize' }]],
  ])('that has %s is unreadable', (_what, batch) => expect(kindOf(batch)).toBe('unreadable'));

  it('takes a number and its text for two ids', () => {
    expect(kindOf([ping(1), { ...ping(1), id: '1' }])).toBe('batch');
    expect(idKey(1)).not.toBe(idKey('1'));
  });
});

describe('what goes on', () => {
  it('is one line to every reader of lines', () => {
    const reading = read({
      ...CALL,
      params: { name: 'x', arguments: { text: 'a\u2028b\u2029c\u0085d\ne\r' } },
    });
    if (reading.kind !== 'request') throw new Error('unreadable');
    const text = canonicalMessage(reading);
    expect(text).not.toMatch(/[\u0085\u2028\u2029\n\r]/);
    expect(JSON.parse(text)).toEqual(reading.message);
  });

  it('stays what it is when it is read and written again, whatever the message', () => {
    const message = fc.record(
      {
        jsonrpc: fc.constant('2.0'),
        id: fc.oneof(fc.integer(), fc.string({ unit: 'grapheme' })),
        method: fc.constantFrom('tools/call', 'x/y'),
        params: fc.dictionary(fc.string(), fc.jsonValue()),
        more: fc.jsonValue(),
      },
      { requiredKeys: ['jsonrpc', 'method'] },
    );
    let read = 0;
    fc.assert(
      fc.property(message, (value) => {
        const first = readMessage(JSON.stringify(value, undefined, 1));
        if (first.kind === 'unreadable') return;
        read += 1;
        const text = canonicalMessage(first);
        const second = readMessage(text);
        expect(second).toEqual(first);
        expect(second.kind === 'unreadable' ? '' : canonicalMessage(second)).toBe(text);
      }),
      { numRuns: 2000 },
    );
    expect(read).toBeGreaterThan(1000);
  });

  it('comes of any bytes without a throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const again = (): string => {
          const reading = readMessageBytes(bytes);
          return reading.kind === 'unreadable' ? reading.why : canonicalMessage(reading);
        };
        expect(again()).not.toBe('');
      }),
      { numRuns: 3000 },
    );
  });
});
