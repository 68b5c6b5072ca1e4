import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type RemoteServer = { readonly name: string; readonly url: string };

/** The servers over HTTP that a guard stands in front of, written before it starts; the addresses that clients are given then. */
export function behindGateway(state: string, servers: readonly RemoteServer[]): (name: string) => string {
  const key = randomBytes(32).toString('base64url');
  mkdirSync(join(state, 'mcp'), { recursive: true, mode: 0o700 });
  writeFileSync(join(state, 'mcp', 'remote-servers.json'), JSON.stringify({ v: 1, key, servers }), {
    mode: 0o600,
  });
  const ids = new Map(
    servers.map(({ name, url }) => [
      name,
      createHash('sha256')
        .update(JSON.stringify([name, url]))
        .digest('hex')
        .slice(0, 16),
    ]),
  );
  return (name) => {
    // Written by the guard once it listens.
    const { port } = JSON.parse(readFileSync(join(state, 'run', 'mcp-port.json'), 'utf8')) as {
      port: number;
    };
    return `http://127.0.0.1:${port}/mcp/${key}/${ids.get(name)}`;
  };
}
