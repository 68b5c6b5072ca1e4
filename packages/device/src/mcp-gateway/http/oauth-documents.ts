/**
 * What a client reads before a person logs in at a server behind the gateway, written anew. A client accepts a server's name for
 * itself only where that lies at the address it knows, which is ours; tokens have to be made for the server's own name. So the
 * client is told ours, and the two requests that carry the name go through the gateway, which puts the server's in its place.
 * What the client would have compared with the server's address is compared here instead: else a server could have a person's
 * token made for somebody else's name.
 */
import { isLoopback, whyNotRemote, type RemoteServer } from './remote-servers.ts';

export type OAuthDocument = Readonly<Record<string, unknown>>;

/** How a client's program may prove itself; the rest signs the address that it sends to, which is ours. */
const PASSED_METHODS: ReadonlySet<unknown> = new Set(['none', 'client_secret_basic', 'client_secret_post']);
/** Signed copies of what is rewritten here, and other ways in that carry the name without us. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'signed_metadata',
  'mtls_endpoint_aliases',
  'pushed_authorization_request_endpoint',
  'authorization_response_iss_parameter_supported',
]);

/** Of what a server names: another machine by `https:`; this machine, which it could not ask itself, only where it is here too. */
export function mayReach({ url }: Pick<RemoteServer, 'url'>, other: string): boolean {
  if (whyNotRemote(other) !== undefined) return false;
  return isLoopback(new URL(url).hostname) || !isLoopback(new URL(other).hostname);
}

/** Whether a server at this address may call itself so: the same machine, the same path or one above it. */
export function isNameOf(resource: unknown, server: string): resource is string {
  if (typeof resource !== 'string' || !URL.canParse(resource)) return false;
  const [name, own] = [new URL(resource), new URL(server)];
  return name.origin === own.origin && withSlash(own.pathname).startsWith(withSlash(name.pathname));
}

const withSlash = (path: string): string => (path.endsWith('/') ? path : `${path}/`);

/** Where a document about this address lies, the first one that is there counts. */
export const resourceAddresses = (server: string): readonly string[] => {
  const { origin, pathname } = new URL(server);
  const root = `${origin}/.well-known/oauth-protected-resource`;
  return pathname === '/' ? [root] : [`${root}${withoutSlash(pathname)}`, root];
};

export const issuerAddresses = (issuer: string): readonly string[] => {
  const { origin, pathname } = new URL(issuer);
  const path = withoutSlash(pathname);
  const [oauth, openId] = ['.well-known/oauth-authorization-server', '.well-known/openid-configuration'];
  return path === ''
    ? [`${origin}/${oauth}`, `${origin}/${openId}`]
    : [`${origin}/${oauth}${path}`, `${origin}/${openId}${path}`, `${origin}${path}/${openId}`];
};

const withoutSlash = (path: string): string => path.replace(/\/$/, '');

/** A document that speaks for somebody else is none. */
export const isFrom = (issuer: string, document: OAuthDocument): boolean =>
  typeof document['issuer'] === 'string' && withoutSlash(document['issuer']) === withoutSlash(issuer);

/** What the client is told of the server itself. */
export const resourceThrough = (
  document: OAuthDocument,
  resource: string,
  issuers: readonly string[],
): OAuthDocument => ({
  ...without(document),
  resource,
  authorization_servers: issuers,
});

export type Ends = { readonly authorize: string; readonly token: string };

/** The two ends that go through us; undefined where a browser or a program should not be sent there. */
export function endsOf(server: Pick<RemoteServer, 'url'>, document: OAuthDocument): Ends | undefined {
  const { authorization_endpoint: authorize, token_endpoint: token } = document;
  return typeof authorize === 'string' &&
    typeof token === 'string' &&
    mayReach(server, authorize) &&
    mayReach(server, token)
    ? { authorize, token }
    : undefined;
}

/** What the client is told of who makes the tokens. Everything that does not carry the name goes there directly. */
export function issuerThrough(
  server: Pick<RemoteServer, 'url'>,
  document: OAuthDocument,
  issuer: string,
  { authorize, token }: Ends,
): OAuthDocument {
  const kept = Object.entries(without(document)).filter(
    ([member, value]) =>
      !/_(?:endpoint|uri)$/.test(member) || (typeof value === 'string' && mayReach(server, value)),
  );
  const methods = document['token_endpoint_auth_methods_supported'];
  return {
    ...Object.fromEntries(kept),
    ...(Array.isArray(methods)
      ? { token_endpoint_auth_methods_supported: methods.filter((method) => PASSED_METHODS.has(method)) }
      : {}),
    issuer,
    authorization_endpoint: authorize,
    token_endpoint: token,
  };
}

const without = (document: OAuthDocument): OAuthDocument =>
  Object.fromEntries(Object.entries(document).filter(([member]) => !LEFT_OUT.has(member)));

/** Where a refusal says that the document about the server lies, it says ours. */
export const challengeThrough = (header: string, ours: (theirs: string) => string): string =>
  header.replace(
    /(\bresource_metadata\s*=\s*)(?:"([^"\\]*)"|([^\s,"]+))/gi,
    (_all, start: string, quoted: string | undefined, bare: string | undefined) =>
      `${start}"${ours(quoted ?? bare ?? '')}"`,
  );

/**
 * The same words with the server's own name in the place of ours; a client that named none names none. Undefined where it
 * names somebody else.
 */
export function namedAnew(
  words: URLSearchParams,
  origin: string,
  resource: string,
): URLSearchParams | undefined {
  const named = new URLSearchParams(words);
  const given = named.getAll('resource');
  if (given.length === 0) return named;
  if (!given.every((name) => isOurName(origin, name))) return undefined;
  named.delete('resource');
  if (resource !== '') named.set('resource', resource);
  return named;
}

/** Or one below it, as a client that takes the address it knows. */
const isOurName = (origin: string, name: string): boolean => {
  const ours = resourceName(origin);
  return name === ours || name.startsWith(`${ours}/`);
};

/** What clients are told that any server here is called. The key is not in it: it is told to browsers and other machines. */
export const resourceName = (origin: string): string => `${origin}/mcp`;
