import type { IncomingHttpHeaders } from 'node:http';
import type { Logins } from './logins.ts';
import { isSameSecret } from './secret.ts';

/** Who is asking, as far as a secret proves it. */
export type Caller =
  | { kind: 'device' }
  | { kind: 'api-token' }
  | { kind: 'login'; cookie: string; expiresAt: number }
  | { kind: 'nobody' };

/** What a route asks of its caller. */
export type Access = 'anyone' | 'reader' | 'api-token' | 'device';

const ALLOWED: Record<Access, readonly Caller['kind'][]> = {
  anyone: ['device', 'api-token', 'login', 'nobody'],
  reader: ['api-token', 'login'],
  'api-token': ['api-token'],
  device: ['device'],
};

export const isAllowed = (caller: Caller, access: Access): boolean => ALLOWED[access].includes(caller.kind);

export type Secrets = { readonly deviceToken: string; readonly apiToken: string | undefined };

/** Cookies don't know ports, so the name does: two control planes on one machine don't overwrite each other's. */
export const cookieName = (port: number): string => `sallyport-${port}`;

const cookieValue = (header: string | undefined, name: string): string | undefined =>
  header
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

/** A bearer token that is wrong counts as nobody, even beside a good cookie: the caller meant to be someone else. */
export const identifyCaller = (
  headers: Pick<IncomingHttpHeaders, 'authorization' | 'cookie'>,
  secrets: Secrets,
  logins: Logins,
  port: number,
): Caller => {
  const { authorization } = headers;
  if (authorization !== undefined) {
    const token = /^Bearer ([\x21-\x7E]+)$/i.exec(authorization)?.[1] ?? '';
    if (isSameSecret(token, secrets.deviceToken)) return { kind: 'device' };
    if (secrets.apiToken !== undefined && isSameSecret(token, secrets.apiToken)) return { kind: 'api-token' };
    return { kind: 'nobody' };
  }
  const cookie = cookieValue(headers.cookie, cookieName(port));
  const expiresAt = cookie === undefined ? null : logins.expiryOf(cookie);
  return cookie === undefined || expiresAt === null
    ? { kind: 'nobody' }
    : { kind: 'login', cookie, expiresAt };
};
