import { join } from 'node:path';
import type { Reader } from '../../hook-endpoint/reader.ts';
import type { RelayHello } from '../relay-hello.ts';
import { identifyCopy, identifyServer, type ServerIdentity } from '../server-identity.ts';
import { readFetch } from './fetch-words.ts';
import type { PinnedCopies } from './pinned-copies.ts';

/**
 * What a relay has started. That it was the pinned copy is its word; that this copy is the one that a person pinned, and
 * whole, is looked at here.
 */
export async function identifyStarted(
  hello: Pick<RelayHello, 'name' | 'command' | 'args' | 'cwd' | 'path' | 'pinned'>,
  copies: Pick<PinnedCopies, 'find' | 'stateOf' | 'folderOf'> | undefined,
  reader?: Reader,
): Promise<ServerIdentity> {
  const fetch = readFetch(hello.command, hello.args);
  const copy = fetch === undefined ? undefined : copies?.find(hello.name, fetch);
  if (copies === undefined || copy === undefined || hello.pinned !== copy.tree)
    return identifyServer(hello, reader);
  const state = await copies.stateOf(copy);
  if (state.kind === 'intact')
    return identifyCopy(hello, {
      name: copy.package,
      version: copy.version,
      tree: copy.tree,
      main: join(copies.folderOf(copy), copy.main),
    });
  return { ...(await identifyServer(hello)), unpinned: `its copy is not whole: ${state.why}`.slice(0, 500) };
}
