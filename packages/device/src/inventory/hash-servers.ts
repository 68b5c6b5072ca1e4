import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { readerOfPerson } from '../managed-tier/reader-of-person.ts';
import { contentOf } from '../mcp-gateway/content/server-content.ts';
import type { FoundItem } from './inventory-item.ts';
import { serverWords } from './server-words.ts';

/** One home may name any number of servers, each as large as a package may be. */
const MAX_SERVERS = 100;
const MAX_MS = 15_000;
const USUAL_PATH = '/usr/local/bin:/usr/bin:/bin';

type Whose = {
  readonly user: string;
  readonly home: string;
  /** The reader’s own: else only what that person may read is told of. */
  readonly isOwn: boolean;
  readonly path: string | undefined;
};

/** What the code of a server of this person is, as a recall would look for it; undefined where nobody can tell. */
export function serverHasher({
  user,
  home,
  isOwn,
  path,
}: Whose): (item: FoundItem) => Promise<string | undefined> {
  const untilMs = performance.now() + MAX_MS;
  let left = MAX_SERVERS;
  return async (item) => {
    const [command, ...args] = serverWords(item);
    if (command === undefined || left <= 0 || performance.now() >= untilMs) return undefined;
    left -= 1;
    try {
      const reader = isOwn ? undefined : readerOfPerson({ uid: statSync(home).uid, user });
      const cwd = basename(item.path) === '.mcp.json' ? dirname(item.path) : home;
      const started = { command, args, cwd, path: (isOwn ? path : undefined) ?? USUAL_PATH };
      return (await contentOf(started, reader)).contentSha256;
    } catch {
      return undefined;
    }
  };
}
