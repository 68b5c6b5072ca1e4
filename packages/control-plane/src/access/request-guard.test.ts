import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, it } from 'vitest';
import { refuseRequest } from './request-guard.ts';

const HOST = 'localhost:7070';
const json = { 'content-type': 'application/json', 'content-length': '2' };
const refusal = (method: string, headers: IncomingHttpHeaders, url = '/api/v1/activity') =>
  refuseRequest({ method, url, headers }, 7070)?.status ?? null;

describe('refuseRequest', () => {
  it.each(['localhost:7070', '127.0.0.1:7070', '[::1]:7070', 'LOCALHOST:7070'])(
    'knows itself as %s',
    (host) => {
      expect(refusal('GET', { host })).toBeNull();
    },
  );

  it.each([
    'evil.example:7070',
    'localhost',
    'localhost:7071',
    'localhost.evil.example:7070',
    '127.0.0.1:7070.evil',
    '0.0.0.0:7070',
    '',
    'localhost:7070@evil',
  ])('does not answer to the name %j', (host) => {
    expect(refusal('GET', { host })).toBe(421);
  });

  it('does not answer a request without a host', () => {
    expect(refusal('GET', {})).toBe(421);
  });

  it.each(['http://localhost:7070/api/v1/activity', '//evil.example/', '*', 'evil'])(
    'refuses the target %s',
    (url) => {
      expect(refusal('GET', { host: HOST }, url)).toBe(400);
    },
  );

  it.each([
    ['http://localhost:7070', null],
    ['http://localhost:3000', 403],
    ['https://localhost:7070', 403],
    ['http://127.0.0.1:7070', 403],
    ['https://evil.example', 403],
    ['null', 403],
    ['', 403],
  ])('from the origin %j gives %s', (origin, status) => {
    expect(refusal('GET', { host: HOST, origin })).toBe(status);
  });

  it.each([
    ['same-origin', null],
    ['none', null],
    ['same-site', 403],
    ['cross-site', 403],
  ])('with Sec-Fetch-Site %s gives %s', (site, status) => {
    expect(refusal('GET', { host: HOST, 'sec-fetch-site': site })).toBe(status);
  });

  it('lets a link from elsewhere open the shell, but no data and not in a frame', () => {
    const link = {
      host: HOST,
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    expect(refusal('GET', link, '/')).toBeNull();
    expect(refusal('GET', link, '/api/v1/activity')).toBe(403);
    expect(refusal('GET', { ...link, 'sec-fetch-dest': 'iframe' }, '/')).toBe(403);
    expect(refusal('POST', { ...link, ...json }, '/')).toBe(403);
  });

  it('wants the origin of whoever sends a cookie along with a change', () => {
    const cookie = { host: HOST, cookie: 'sallyport-7070=x' };
    expect(refusal('DELETE', cookie)).toBe(403);
    expect(refusal('DELETE', { ...cookie, origin: 'http://localhost:7070' })).toBeNull();
    expect(refusal('GET', cookie)).toBeNull();
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/jsonp',
    undefined,
  ])('refuses a body of type %s', (type) => {
    const headers: IncomingHttpHeaders = { host: HOST, 'content-length': '2' };
    if (type !== undefined) headers['content-type'] = type;
    expect(refusal('POST', headers)).toBe(415);
  });

  it('does not begin to read a body of unknown length, or one that is too long', () => {
    const upload = '/api/v1/evidence';
    expect(
      refusal('POST', { host: HOST, 'transfer-encoding': 'chunked', 'content-type': 'application/json' }),
    ).toBe(411);
    expect(refusal('POST', { host: HOST, ...json, 'content-length': '65537' })).toBe(413);
    expect(refusal('POST', { host: HOST, ...json, 'content-length': '65537' }, upload)).toBeNull();
    expect(refusal('POST', { host: HOST, ...json, 'content-length': '16777217' }, upload)).toBe(413);
  });

  it('takes JSON, and a change without a body', () => {
    expect(refusal('POST', { host: HOST, ...json })).toBeNull();
    expect(
      refusal('POST', { host: HOST, ...json, 'content-type': 'application/json; charset=utf-8' }),
    ).toBeNull();
    expect(refusal('DELETE', { host: HOST })).toBeNull();
  });
});
