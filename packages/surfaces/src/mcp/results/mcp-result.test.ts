import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMessage } from '../read-message.ts';
import { base64OfBytes, base64OfText, bytesOfBase64, textOfBase64 } from '../../results/base64-text.ts';
import { carriesResult, readMcpResult, rewriteMcpResult, withoutClaimedNotes } from './mcp-result.ts';

const SECRET = 'ghp_0123456789abcdef';

const reading = (message: object) => {
  const read = readMessage(JSON.stringify({ jsonrpc: '2.0', ...message }));
  if (read.kind !== 'response' && read.kind !== 'notification') throw new Error(read.kind);
  return read;
};
/** Takes the first place out where it stands, as a detector would that found it there only. */
const redacted = (message: object, secret = SECRET): unknown => {
  const read = reading(message);
  const result = readMcpResult(read);
  const start = result.text.text.indexOf(secret);
  return rewriteMcpResult(
    read,
    result,
    start < 0 ? [] : [{ start, end: start + secret.length, kind: 'token' }],
  );
};

describe('the texts of a result', () => {
  it.each([
    ['text content', { id: 1, result: { content: [{ type: 'text', text: `a ${SECRET} b` }] } }],
    [
      'a resource in a result',
      { id: 1, result: { content: [{ type: 'resource', resource: { uri: 'x:y', text: SECRET } }] } },
    ],
    ['the contents of a resource', { id: 1, result: { contents: [{ uri: 'x:y', text: SECRET }] } }],
    ['structured content', { id: 1, result: { content: [], structuredContent: { a: [{ b: SECRET }] } } }],
    [
      'a prompt',
      { id: 1, result: { messages: [{ role: 'user', content: { type: 'text', text: SECRET } }] } },
    ],
    ['a link', { id: 1, result: { content: [{ type: 'resource_link', uri: 'x:y', description: SECRET }] } }],
    [
      'a form of content that is still to come',
      { id: 1, result: { content: [{ type: 'new', inner: { words: SECRET } }] } },
    ],
    ['metadata', { id: 1, result: { content: [], _meta: { note: SECRET } } }],
    ['an error\u2019s message', { id: 1, error: { code: -1, message: SECRET } }],
    ['an error\u2019s data', { id: 1, error: { code: -1, message: 'x', data: { trace: [SECRET] } } }],
    ['what stands beside them', { id: 1, error: { code: -1, message: 'x', more: SECRET } }],
    [
      'a task that ended',
      { id: 1, result: { status: 'completed', result: { content: [{ type: 'text', text: SECRET }] } } },
    ],
    [
      'news of a task',
      {
        method: 'notifications/tasks',
        params: { taskId: 't', result: { content: [{ type: 'text', text: SECRET }] } },
      },
    ],
    [
      'base64 that is text',
      { id: 1, result: { contents: [{ uri: 'x:y', blob: base64OfText(`a ${SECRET} b`) }] } },
    ],
    [
      'base64 in a result',
      {
        id: 1,
        result: {
          content: [
            {
              type: 'resource',
              resource: { uri: 'x:y', mimeType: 'text/plain', blob: base64OfText(SECRET) },
            },
          ],
        },
      },
    ],
  ])('are read and taken out of %s', (_what, message) => {
    expect(readMcpResult(reading(message)).text.text).toContain(SECRET);
    const after = readMcpResult(reading(redacted(message) as object)).text.text;
    expect(after).not.toContain(SECRET);
    expect(after).toContain('[redacted:token]');
  });

  it('are not the bytes of pictures and sound, nor bytes that are no text', () => {
    const bytes = base64OfBytes(Uint8Array.from([0, 1, 2, 255, 254]));
    const content = [
      { type: 'image', data: bytes, mimeType: 'image/png' },
      { type: 'audio', data: bytes, mimeType: 'audio/wav' },
      { type: 'resource', resource: { uri: 'u', blob: bytes } },
    ];
    expect(readMcpResult(reading({ id: 1, result: { content } })).text.text).toBe('u');
  });

  it('are those under a name that the client keeps for its own tools', () => {
    const structuredContent = { filePath: SECRET };
    expect(readMcpResult(reading({ id: 1, result: { content: [], structuredContent } })).text.text).toBe(
      SECRET,
    );
  });

  it('say so when one was too long to look at', () => {
    const blob = 'QUFB'.repeat(1_500_000);
    const contents = [{ uri: 'x:y', mimeType: 'text/plain', blob }];
    expect(readMcpResult(reading({ id: 1, result: { contents } })).text.cut).toBe(true);
  });
});

describe('a result that is written again', () => {
  it('changes nothing but the strings, and keeps that it is an error', () => {
    const result = { content: [{ type: 'text', text: `x ${SECRET}`, annotations: { priority: 0.5 } }, { type: 'image', data: 'aaaa', mimeType: 'image/png' }], structuredContent: { n: 12, ok: true, no: null }, isError: true, more: [1] }; // prettier-ignore
    expect(redacted({ id: 'a', result, extra: 1 })).toEqual({
      jsonrpc: '2.0',
      id: 'a',
      extra: 1,
      result: {
        ...result,
        content: [{ ...result.content[0], text: 'x [redacted:token]' }, result.content[1]],
        _meta: {
          'sallyport/redactions': {
            total: 1,
            marks: [{ pointer: '/content/0/text', start: 2, end: 18, kind: 'token' }],
          },
        },
      },
    });
  });

  it('tells where each mark stands, beside what the server tells there, and a server tells nothing in our name', () => {
    const key = 'sallyport/redactions';
    const structuredContent = { 'a/b~c': [`é ${SECRET}`] };
    const result = { content: [], structuredContent, _meta: { own: 1, [key]: { total: 0 } } };
    expect(redacted({ id: 1, result })).toMatchObject({
      result: {
        structuredContent: { 'a/b~c': ['é [redacted:token]'] },
        _meta: {
          own: 1,
          [key]: {
            total: 1,
            marks: [{ pointer: '/structuredContent/a~1b~0c/0', start: 2, end: 18, kind: 'token' }],
          },
        },
      },
    });
    const read = reading({ id: 1, result });
    if (read.kind !== 'response') throw new Error(read.kind);
    expect(withoutClaimedNotes(read)).toMatchObject({
      result: { _meta: { own: 1 } },
      message: { result: { content: [], structuredContent, _meta: { own: 1 } } },
    });
    const plain = reading({ id: 1, result: { content: [], _meta: { own: 1 } } });
    expect(plain.kind === 'response' && withoutClaimedNotes(plain)).toBe(plain);
  });

  it('names no more than a hundred marks, however long the names to them are', () => {
    const structuredContent = Object.fromEntries([
      ['x'.repeat(1000), SECRET],
      ...Array.from({ length: 150 }, (_, index) => [`n${index}`, SECRET]),
    ]) as Readonly<Record<string, string>>;
    const after = JSON.stringify(redacted({ id: 1, result: { structuredContent } }));
    expect(after.match(/"pointer"/g)).toHaveLength(99);
    expect(after).toContain('"total":151');
  });

  it('loses a value in structured content and in its twin of text, wherever it was found', () => {
    const structuredContent = { token: SECRET, key: 'line one\nline two' };
    const twin = JSON.stringify(structuredContent);
    const message = { id: 1, result: { content: [{ type: 'text', text: twin }], structuredContent } };
    for (const secret of [SECRET, 'line one\nline two']) {
      const text = JSON.stringify(redacted(message, secret));
      expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
      expect(text.match(/\[redacted:token\]/g)).toHaveLength(2);
    }
  });

  it('loses a number in structured content that its twin of text was rid of', () => {
    const structuredContent = { card: 4111111111111111, total: 12, deep: [{ card: 4111111111111111 }] };
    const content = [{ type: 'text', text: JSON.stringify(structuredContent) }];
    const after = redacted({ id: 1, result: { content, structuredContent } }, '4111111111111111');
    expect(JSON.stringify(after)).not.toContain('4111');
    expect(after).toMatchObject({
      result: { structuredContent: { card: 0, total: 12, deep: [{ card: 0 }] } },
    });
  });

  it('is the very same when there is nothing to take out, blobs and order of members too', () => {
    const message = {
      id: 1,
      result: {
        contents: [
          { blob: 'aGV\nsbG8=', uri: 'x:y' },
          { uri: 'z', text: 'q' },
        ],
      },
    };
    const read = reading(message);
    expect(JSON.stringify(rewriteMcpResult(read, readMcpResult(read), []))).toBe(
      JSON.stringify(read.message),
    );
  });

  it('is found again in whatever shape it came', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.boolean(), (value, isText) => {
        const content = isText
          ? [{ type: 'text', text: JSON.stringify({ value, SECRET }) }]
          : [{ value, SECRET }];
        const message = { id: 1, result: { content, structuredContent: { value, SECRET } } };
        const read = readMessage(JSON.stringify({ jsonrpc: '2.0', ...message }));
        fc.pre(read.kind === 'response');
        expect(JSON.stringify(redacted(message))).not.toContain(SECRET);
      }),
      { numRuns: 500 },
    );
  });
});

const brings = (params: object): boolean => {
  const read = reading({ method: 'notifications/x', params });
  return read.kind === 'notification' && carriesResult(read);
};

it('a notification brings a result when it holds what results hold, and otherwise is news', () => {
  expect([{ result: {} }, { inputRequests: {} }, { content: [] }].map(brings)).toEqual([true, true, true]);
  expect([{}, { progress: 1, message: 'x' }, { level: 'info', data: 'x' }].map(brings)).toEqual([
    false,
    false,
    false,
  ]);
});

describe('base64', () => {
  it('comes back from any bytes, and reads either alphabet and lines', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = base64OfBytes(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64'));
        expect(bytesOfBase64(text)).toEqual(bytes);
        expect(bytesOfBase64(Buffer.from(bytes).toString('base64url'))).toEqual(bytes);
      }),
    );
    expect(textOfBase64('aGVs\r\nbG8 =')).toBe('hello');
    expect([textOfBase64('a*b'), textOfBase64('/w=='), textOfBase64('AAE=')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
