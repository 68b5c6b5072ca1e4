import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHttpGateway } from '../src/mcp-gateway/http/http-gateway.ts';
import {
  remoteServerId,
  remoteServersText,
  withRemoteServers,
  type RemoteServer,
} from '../src/mcp-gateway/http/remote-servers.ts';
import { PinBook } from '../src/mcp-gateway/pin-book.ts';
import { doorInMemory, people } from './mcp-door.ts';

export type GatewayPlace = AsyncDisposable & {
  readonly port: number;
  /** The address that a client is given. */
  readonly url: string;
  readonly kept: ReturnType<typeof doorInMemory>['kept'];
};

/** The gateway's port in front of one server, with a guard in memory behind it. */
export async function gatewayBefore(server: RemoteServer, rules = ALL): Promise<GatewayPlace> {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-http-'));
  const serversFile = join(folder, 'remote-servers.json');
  const written = withRemoteServers({ kind: 'none' }, [server]);
  writeFileSync(serversFile, remoteServersText(written), { mode: 0o600 });
  const { door, kept, context } = doorInMemory(rules, { approvals: people().approvals });
  const book = new PinBook({
    files: { seen: () => ({}), keepSeen: () => {}, approved: () => ({}), keepApproved: () => {} },
    approvedFile: join(folder, 'approved.json'),
    now: () => new Date(),
    tell: () => {},
  });
  const gateway = await startHttpGateway({
    door,
    contextOf: () => context,
    book,
    failed: (error) => {
      throw error;
    },
    port: 0,
    serversFile,
    home: '/home/ann',
  });
  return {
    port: gateway.port,
    url: `http://127.0.0.1:${gateway.port}/mcp/${written.key}/${remoteServerId(server)}`,
    kept,
    [Symbol.asyncDispose]: async () => {
      await gateway.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Nothing is stopped. */
const ALL = `
  - {id: seen, on: [tool.call], when: "true", verdict: allow, say: seen}
`;
