import { describe, expect, it } from 'vitest';
import { cookieName, identifyCaller, isAllowed, type Access, type Caller } from './caller.ts';
import { Logins } from './logins.ts';

const SECRETS = { deviceToken: 'device-secret', apiToken: 'api-secret' };
const logins = new Logins([], { add: async () => {}, remove: async () => {} }, () => new Date(0));
const redeemed = await logins.redeem(logins.issueToken());
const cookie = redeemed.kind === 'in' ? redeemed.cookie : '';

const kindOf = (
  headers: { authorization?: string; cookie?: string },
  secrets: { deviceToken: string; apiToken: string | undefined } = SECRETS,
): string => identifyCaller(headers, secrets, logins, 7070).kind;

describe('identifyCaller', () => {
  it.each([
    [{}, 'nobody'],
    [{ authorization: 'Bearer device-secret' }, 'device'],
    [{ authorization: 'bearer api-secret' }, 'api-token'],
    [{ authorization: 'Bearer api-secre' }, 'nobody'],
    [{ authorization: 'Basic api-secret' }, 'nobody'],
    [{ authorization: '' }, 'nobody'],
    [{ cookie: `${cookieName(7070)}=${cookie}` }, 'login'],
    [{ cookie: `other=1; ${cookieName(7070)}=${cookie}; x=y` }, 'login'],
    [{ cookie: `${cookieName(7071)}=${cookie}` }, 'nobody'],
    [{ cookie: `${cookieName(7070)}=wrong` }, 'nobody'],
    [{ authorization: 'Bearer wrong', cookie: `${cookieName(7070)}=${cookie}` }, 'nobody'],
  ])('takes %j for %s', (headers, kind) => {
    expect(kindOf(headers)).toBe(kind);
  });

  it('takes nobody for the CLI when no API token was set, whatever is sent', () => {
    expect(kindOf({ authorization: 'Bearer undefined' }, { deviceToken: 'd', apiToken: undefined })).toBe(
      'nobody',
    );
    expect(kindOf({ authorization: 'Bearer ' }, { deviceToken: 'd', apiToken: undefined })).toBe('nobody');
  });
});

describe('isAllowed', () => {
  const callers: Record<Caller['kind'], Caller> = {
    nobody: { kind: 'nobody' },
    device: { kind: 'device' },
    'api-token': { kind: 'api-token' },
    login: { kind: 'login', cookie: 'c', expiresAt: 1 },
  };
  const table: Record<Access, Caller['kind'][]> = {
    anyone: ['nobody', 'device', 'api-token', 'login'],
    reader: ['api-token', 'login'],
    'api-token': ['api-token'],
    device: ['device'],
  };

  it.each(Object.entries(table))('lets only the right callers use a route for %s', (access, allowed) => {
    const actual = Object.values(callers).filter((caller) => isAllowed(caller, access as Access));
    expect(actual.map(({ kind }) => kind).sort()).toEqual(allowed.sort());
  });
});
