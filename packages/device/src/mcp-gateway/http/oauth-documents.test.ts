import { describe, expect, it } from 'vitest';
import {
  challengeThrough,
  endsOf,
  isFrom,
  isNameOf,
  issuerAddresses,
  issuerThrough,
  mayReach,
  namedAnew,
  resourceAddresses,
  resourceThrough,
} from './oauth-documents.ts';

const SERVER = { url: 'https://x.test/a/mcp?b=1' };
const GATEWAY = 'http://127.0.0.1:7073';
const LOGIN = {
  issuer: 'https://login.test',
  authorization_endpoint: 'https://login.test/authorize',
  token_endpoint: 'https://login.test/token',
  registration_endpoint: 'https://login.test/register',
};
const ENDS = { authorize: `${GATEWAY}/a`, token: `${GATEWAY}/t` };

describe('a server’s own name', () => {
  it.each(['https://x.test', 'https://x.test/', 'https://x.test/a', 'https://x.test/a/mcp/'])(
    'may be %s',
    (name) => {
      expect(isNameOf(name, SERVER.url)).toBe(true);
    },
  );
  it.each([
    'https://y.test/a/mcp',
    'http://x.test/a/mcp',
    'https://x.test:8443/a/mcp',
    'https://x.test/a/mc',
    'https://x.test/a/mcp/other',
    'no address',
    undefined,
  ])('may not be %s', (name) => {
    expect(isNameOf(name, SERVER.url)).toBe(false);
  });
  it('is what the client is told as ours, with nothing signed beside it', () => {
    expect(resourceThrough({ resource: 'x', signed_metadata: 'y', more: 1 }, 'ours', ['i'])).toEqual({
      resource: 'ours',
      authorization_servers: ['i'],
      more: 1,
    });
  });
});

describe('who makes the tokens', () => {
  it.each([
    ['the tokens come in the clear', { token_endpoint: 'http://login.test/token' }],
    ['the page is a program', { authorization_endpoint: 'javascript:alert(1)' }],
    ['the tokens come from this machine', { token_endpoint: 'http://127.0.0.1:7070/api' }],
    ['the tokens come from this machine over TLS', { token_endpoint: 'https://localhost/api' }],
    ['the page has a password in its address', { authorization_endpoint: 'https://a:b@login.test/' }],
    ['there is no page', { authorization_endpoint: undefined }],
  ])('is not believed where %s', (_what, change) => {
    expect(endsOf(SERVER, { ...LOGIN, ...change })).toBe(undefined);
  });
  it('may be on this machine for a server that is here', () => {
    expect(mayReach({ url: 'http://127.0.0.1:1/mcp' }, 'http://127.0.0.1:2/token')).toBe(true);
  });
  it('is who was asked', () => {
    expect(isFrom('https://login.test/', LOGIN)).toBe(true);
    expect(isFrom('https://login.test', { ...LOGIN, issuer: 'https://evil.test' })).toBe(false);
  });
  it('is the gateway where names are sent, and itself where clients are registered', () => {
    const document = {
      ...LOGIN,
      signed_metadata: 'x',
      pushed_authorization_request_endpoint: 'https://login.test/par',
      revocation_endpoint: 'http://127.0.0.1:1/',
      token_endpoint_auth_methods_supported: ['private_key_jwt', 'none'],
    };
    expect(issuerThrough(SERVER, document, `${GATEWAY}/i`, ENDS)).toEqual({
      issuer: `${GATEWAY}/i`,
      authorization_endpoint: ENDS.authorize,
      token_endpoint: ENDS.token,
      registration_endpoint: 'https://login.test/register',
      token_endpoint_auth_methods_supported: ['none'],
    });
  });
});

it('documents are looked for where clients look', () => {
  expect(issuerAddresses('https://login.test/')).toEqual([
    'https://login.test/.well-known/oauth-authorization-server',
    'https://login.test/.well-known/openid-configuration',
  ]);
  expect(issuerAddresses('https://login.test/tenant/')).toEqual([
    'https://login.test/.well-known/oauth-authorization-server/tenant',
    'https://login.test/.well-known/openid-configuration/tenant',
    'https://login.test/tenant/.well-known/openid-configuration',
  ]);
  expect(resourceAddresses(SERVER.url)).toEqual([
    'https://x.test/.well-known/oauth-protected-resource/a/mcp',
    'https://x.test/.well-known/oauth-protected-resource',
  ]);
});

it.each([
  ['Bearer', 'Bearer'],
  [
    'Bearer error="x", resource_metadata="https://x.test/d", scope="a b"',
    'Bearer error="x", resource_metadata="ours https://x.test/d", scope="a b"',
  ],
  ['Bearer resource_metadata=https://x.test/d, x=1', 'Bearer resource_metadata="ours https://x.test/d", x=1'],
])('the refusal %s leads to the gateway', (header, turned) => {
  expect(challengeThrough(header, (theirs) => `ours ${theirs}`)).toBe(turned);
});

const turn = (words: Record<string, string> | string[][], resource = 'https://x.test/a/mcp') =>
  namedAnew(new URLSearchParams(words), GATEWAY, resource)?.toString();

describe('a request for a login or a token', () => {
  it('names the server in the place of the gateway, and nothing else changes', () => {
    const own = `code=1&state=a%26b&resource=${encodeURIComponent('https://x.test/a/mcp')}`;
    expect(turn({ code: '1', resource: `${GATEWAY}/mcp`, state: 'a&b' })).toBe(own);
    expect(turn({ code: '1', resource: `${GATEWAY}/mcp/K/1`, state: 'a&b' })).toBe(own);
    expect(turn({ code: '1' })).toBe('code=1');
    expect(turn({ resource: `${GATEWAY}/mcp` }, '')).toBe('');
  });
  it('is refused for anybody else', () => {
    expect(turn({ resource: 'https://other.test' })).toBe(undefined);
    expect(turn({ resource: `${GATEWAY}/mcpx` })).toBe(undefined);
    expect(
      turn([
        ['resource', `${GATEWAY}/mcp`],
        ['resource', 'https://other.test'],
      ]),
    ).toBe(undefined);
  });
});
