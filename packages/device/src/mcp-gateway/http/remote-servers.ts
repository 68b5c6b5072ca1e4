/**
 * Which servers over HTTP the gateway stands in front of. The file is written by `sallyport install mcp` and read here; where a
 * request goes is said by it alone, never by the request.
 */
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readWatchedFile, stampOf } from '../../watched-file.ts';

const RemoteServer = z.object({
  /** As the client calls it: policy knows its tools as `mcp__NAME__TOOL`. */
  name: z.string().min(1).max(200),
  url: z.string().max(4096),
});
export type RemoteServer = z.infer<typeof RemoteServer>;

const RemoteServersFile = z.object({
  v: z.literal(1),
  /** In every URL that a client is given, so that a page or another user who finds the port has no way in. */
  key: z.string().regex(/^[\w-]{32,64}$/),
  servers: z.array(RemoteServer).max(1000),
});
export type RemoteServersFile = z.infer<typeof RemoteServersFile>;

const MAX_FILE_BYTES = 8 * 1024 * 1024;
const KEY_BYTES = 32;
const LOOK_EVERY_MS = 200;

/** Of name and address both: an address can't be changed behind a URL that a client knows. */
export const remoteServerId = ({ name, url }: RemoteServer): string =>
  createHash('sha256')
    .update(JSON.stringify([name, url]))
    .digest('hex')
    .slice(0, 16);

/** Why a server can't be reached through the gateway; undefined where it can. */
export function whyNotRemote(url: string): string | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined) return 'its address is no URL';
  if (parsed.username !== '' || parsed.password !== '') return 'its address holds a password';
  if (parsed.protocol === 'https:') return undefined;
  if (parsed.protocol === 'http:' && isLoopback(parsed.hostname)) return undefined;
  return 'its address is neither `https:` nor on this machine';
}

export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);

export type RemoteServersRead =
  | { readonly kind: 'ok'; readonly file: RemoteServersFile }
  | { readonly kind: 'none' }
  | { readonly kind: 'unusable'; readonly why: string };

export function readRemoteServers(path: string): RemoteServersRead {
  const read = readWatchedFile(path, MAX_FILE_BYTES);
  if (read.kind !== 'ok') return read;
  if (read.writable) return { kind: 'unusable', why: 'others than its owner may write it' };
  try {
    const parsed = RemoteServersFile.safeParse(JSON.parse(read.text));
    if (parsed.success) return { kind: 'ok', file: parsed.data };
  } catch {
    // Said below.
  }
  return { kind: 'unusable', why: 'it is not what `sallyport install mcp` writes' };
}

/** The same file with these servers, or a first one with a key of its own. */
export const withRemoteServers = (
  read: RemoteServersRead,
  servers: readonly RemoteServer[],
): RemoteServersFile => {
  const byId = new Map(
    [...(read.kind === 'ok' ? read.file.servers : []), ...servers].map((server) => [
      remoteServerId(server),
      server,
    ]),
  );
  const key = read.kind === 'ok' ? read.file.key : randomBytes(KEY_BYTES).toString('base64url');
  return { v: 1, key, servers: [...byId.values()] };
};

export const remoteServersText = (file: RemoteServersFile): string =>
  `${JSON.stringify(file, undefined, 1)}\n`;

/** The file as it is now, looked at again when it has changed. */
export class RemoteServers {
  readonly #path: string;
  #stamp = '';
  #lookAgainMs = 0;
  #key: string | undefined;
  #byId: ReadonlyMap<string, RemoteServer> = new Map();

  constructor(path: string) {
    this.#path = path;
  }

  /** None where there is no file, or no good one. */
  key(): string | undefined {
    this.#look();
    return this.#key;
  }

  /** None where the key is wrong, whatever the id is. */
  find(isKey: (key: string) => boolean, id: string): RemoteServer | undefined {
    this.#look();
    return this.#key !== undefined && isKey(this.#key) ? this.#byId.get(id) : undefined;
  }

  #look(): void {
    const nowMs = performance.now();
    if (nowMs < this.#lookAgainMs) return;
    this.#lookAgainMs = nowMs + LOOK_EVERY_MS;
    const stamp = stampOf(this.#path);
    if (stamp === this.#stamp) return;
    this.#stamp = stamp;
    const read = readRemoteServers(this.#path);
    const file = read.kind === 'ok' ? read.file : undefined;
    this.#key = file?.key;
    this.#byId = new Map(
      (file?.servers ?? [])
        .filter(({ url }) => whyNotRemote(url) === undefined)
        .map((server) => [remoteServerId(server), server]),
    );
  }
}
