import { describe, expect, it } from 'vitest';
import { createApiClient, queryString, type Fetch } from './api-client.ts';

type Call = { url: string; method: string; headers: Record<string, string>; body?: string };

const answering = (status: number, body: string) => {
  const calls: Call[] = [];
  const fetch: Fetch = async (url, init) => {
    calls.push({ url, ...init });
    return { ok: status < 400, status, text: async () => body };
  };
  return { calls, client: createApiClient({ baseUrl: 'http://localhost:7070', fetch, token: 'secret' }) };
};

const failing: Fetch = async () => {
  throw new Error('connect refused');
};

describe('the API client', () => {
  it('asks with the token and the filters, each encoded', async () => {
    const { calls, client } = answering(200, '{"items":[],"next":null}');
    await expect(client.activity({ q: 'a&b=c', limit: 5 })).resolves.toEqual({
      ok: true,
      value: { items: [], next: null },
    });
    expect(calls).toMatchObject([
      {
        url: 'http://localhost:7070/api/v1/activity?q=a%26b%3Dc&limit=5',
        method: 'GET',
        headers: { authorization: 'Bearer secret' },
      },
    ]);
  });

  it('encodes ids that hold a slash, so that they stay one part of the path', async () => {
    const { calls, client } = answering(404, '{"error":{"code":"not-found","message":"no"}}');
    await client.session('../../status');
    expect(calls[0]?.url).toBe('http://localhost:7070/api/v1/sessions/..%2F..%2Fstatus');
  });

  it('hands on the reason of a refusal', async () => {
    const { client } = answering(401, '{"error":{"code":"not-logged-in","message":"log in"}}');
    await expect(client.devices()).resolves.toEqual({
      ok: false,
      status: 401,
      code: 'not-logged-in',
      message: 'log in',
    });
  });

  it.each(['', '<html>', '{}'])('does not trust a refusal that says %j', async (body) => {
    const { client } = answering(502, body);
    await expect(client.devices()).resolves.toMatchObject({
      ok: false,
      status: 502,
      code: 'unexpected-answer',
    });
  });

  it('does not hand on an answer of another shape', async () => {
    const { client } = answering(200, '{"items":[{"id":1}]}');
    await expect(client.devices()).resolves.toMatchObject({ ok: false, code: 'unexpected-answer' });
  });

  it('says that nothing answered, without throwing', async () => {
    const result = await createApiClient({ baseUrl: '', fetch: failing }).status();
    expect(result).toMatchObject({ ok: false, status: 0, code: 'unreachable' });
  });

  it('sends a body as JSON', async () => {
    const { calls, client } = answering(200, '{"by":"link","expiresAt":null}');
    await client.logIn('token');
    expect(calls).toMatchObject([
      { method: 'POST', body: '{"token":"token"}', headers: { 'content-type': 'application/json' } },
    ]);
  });

  it('can send half a character, as a page holds it while an emoji is typed', () => {
    expect(queryString({ q: '\uD83D' })).toBe('?q=%EF%BF%BD');
  });

  it('leaves out what is not set', () => {
    expect(queryString({ a: undefined })).toBe('');
    expect(queryString({ a: undefined, b: 1 })).toBe('?b=1');
  });
});
