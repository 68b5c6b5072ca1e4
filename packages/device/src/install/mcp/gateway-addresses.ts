/** Where a client finds a server over HTTP behind the gateway, and the file by which the gateway knows what stands there. */
import {
  readRemoteServers,
  remoteServerId,
  remoteServersText,
  whyNotRemote,
  withRemoteServers,
  type RemoteServer,
} from '../../mcp-gateway/http/remote-servers.ts';
import { readFileState } from '../file-state.ts';
import { refused, type FileEdit, type InstallEnvironment, type PlanOutcome } from '../install-plan.ts';
import { changeable, isOutcome } from '../plan-parts.ts';
import type { ServerEntry } from './wrapped-server.ts';

export type Address = { readonly url: string } | { readonly why: string };

export interface GatewayAddresses {
  readonly addressOf: (name: string, entry: RemoteEntry) => Address;
  /** Written before any client's file, so that no client is sent to an address that leads nowhere. */
  readonly registration: (servers: readonly RemoteServer[]) => Promise<readonly FileEdit[] | PlanOutcome>;
}

export type RemoteEntry = Extract<ServerEntry, { readonly url: string }>;

/** Forms of a server over HTTP that the gateway speaks. */
const STREAMABLE: ReadonlySet<string | undefined> = new Set(['http', 'streamable-http']);

export function gatewayAddresses(gateway: InstallEnvironment['gateway']): GatewayAddresses | PlanOutcome {
  if (gateway === undefined)
    return {
      addressOf: () => ({ why: 'it is reached by an address, and the gateway has none here' }),
      registration: async () => [],
    };
  const { origin, serversFile } = gateway;
  const read = readRemoteServers(serversFile);
  if (read.kind === 'unusable')
    return refused(
      'settings-invalid',
      `\`${serversFile}\` can't be used: ${read.why}; remove it and run the command again`,
    );
  const known = withRemoteServers(read, []);
  return {
    addressOf: (name, entry) => {
      const why = entry.kind === 'remote' ? whyKept(entry) : undefined;
      if (why !== undefined) return { why };
      return { url: `${origin}/mcp/${known.key}/${remoteServerId({ name, url: entry.url })}` };
    },
    registration: async (servers) => {
      if (servers.length === 0) return [];
      const text = remoteServersText(withRemoteServers({ kind: 'ok', file: known }, servers));
      return editOf(serversFile, Buffer.from(text));
    },
  };
}

/** The edit that takes the file away, where it is there. */
export const withoutRegistration = async (
  gateway: InstallEnvironment['gateway'],
): Promise<readonly FileEdit[] | PlanOutcome> =>
  gateway === undefined ? [] : editOf(gateway.serversFile, null);

async function editOf(path: string, after: Uint8Array | null): Promise<readonly FileEdit[] | PlanOutcome> {
  const state = changeable(path, await readFileState(path));
  if (isOutcome(state)) return state;
  const { bytes: before, realPath } = state;
  const isSame = after === null ? before === null : before !== null && Buffer.from(after).equals(before);
  return isSame ? [] : [{ path, realPath, before, after, mode: 0o600 }];
}

const whyKept = ({ url, type }: Extract<RemoteEntry, { readonly kind: 'remote' }>): string | undefined => {
  if (!STREAMABLE.has(type)) return `the gateway does not speak \`${type ?? 'a server without a type'}\``;
  if (url.includes('${')) return 'its address holds a variable, which only the client can fill in';
  return whyNotRemote(url);
};
