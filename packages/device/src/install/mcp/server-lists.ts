/**
 * Claude Code's own lists of allowed and denied servers compare a server's exact words, after whatever stands in front of
 * them. INVARIANT: nothing that a list keeps from starting is started because we changed its words.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { clientFolder, managedFolderOf } from '../client-folders.ts';
import { readFileState } from '../file-state.ts';
import type { InstallEnvironment } from '../install-plan.ts';

const Item = z.object({
  serverName: z.string().optional(),
  serverCommand: z.array(z.string()).optional(),
  serverUrl: z.string().optional(),
});
const Lists = z.object({
  allowedMcpServers: z.array(z.unknown()).optional(),
  deniedMcpServers: z.array(z.unknown()).optional(),
});
type Item = z.infer<typeof Item>;

export interface ServerLists {
  /** The person's own settings. */
  readonly ownFile: string;
  readonly denied: readonly Item[];
  /** Each with the file it stands in. */
  readonly allowed: readonly { readonly file: string; readonly item: Item }[];
  /** Files with lists that could not be read: what they say of a server is unknown. */
  readonly unread: readonly string[];
}

type Environment = Pick<InstallEnvironment, 'userHome' | 'variables' | 'platform' | 'managedFolder'>;

export async function readServerLists(environment: Environment): Promise<ServerLists> {
  const { userHome, variables, platform, managedFolder = managedFolderOf(platform) } = environment;
  const dropIns = join(managedFolder, 'managed-settings.d');
  const names = await readdir(dropIns).catch(() => []);
  const ownFile = join(clientFolder(userHome, variables), 'settings.json');
  const files = [
    ownFile,
    join(managedFolder, 'managed-settings.json'),
    ...names.filter((name) => name.endsWith('.json')).map((name) => join(dropIns, name)),
  ];
  const denied: Item[] = [];
  const allowed: { file: string; item: Item }[] = [];
  const unread: string[] = [];
  for (const file of files) {
    const state = await readFileState(file);
    if (state.kind === 'absent') continue;
    const lists = state.kind === 'file' ? listsOf(state.bytes) : undefined;
    if (lists === undefined) {
      unread.push(file);
      continue;
    }
    denied.push(...itemsOf(lists.deniedMcpServers));
    allowed.push(...itemsOf(lists.allowedMcpServers).map((item) => ({ file, item })));
  }
  return { ownFile, denied, allowed, unread };
}

const listsOf = (bytes: Uint8Array): z.infer<typeof Lists> | undefined => {
  try {
    return Lists.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    return undefined;
  }
};

const itemsOf = (list: readonly unknown[] = []): readonly Item[] =>
  list.flatMap((each) => {
    const item = Item.safeParse(each);
    return item.success ? [item.data] : [];
  });

/** What the lists say of changing the words of a server. */
export type Listing =
  | { readonly kind: 'free' }
  | { readonly kind: 'kept'; readonly why: string }
  /** The person's own list allows it by its words: the new ones have to stand there too. */
  | { readonly kind: 'allowed-by-words' };

export function listingOf(lists: ServerLists, name: string, words: readonly string[]): Listing {
  const [unread] = lists.unread;
  if (unread !== undefined) return { kind: 'kept', why: unreadWords(unread) };
  const isNamed = (item: Item): boolean => item.serverName === name || sameWords(item.serverCommand, words);
  if (lists.denied.some(isNamed)) return { kind: 'kept', why: 'the client is told not to start it' };
  const byWords = lists.allowed.filter(({ item }) => item.serverCommand !== undefined);
  if (byWords.length === 0) return { kind: 'free' };
  const allowing = byWords.filter(({ item }) => sameWords(item.serverCommand, words));
  if (allowing.some(({ file }) => file === lists.ownFile)) return { kind: 'allowed-by-words' };
  const [{ file } = { file: undefined }] = allowing;
  return {
    kind: 'kept',
    why:
      file === undefined
        ? 'it is not among the servers that the client may start'
        : `\`${file}\` allows it by its exact words, and only an administrator can allow the relay's there`,
  };
}

/** The same for a server that is reached by an address, and will be by another one. */
export function listingOfUrl(lists: ServerLists, name: string, url: string, gatewayUrl: string): Listing {
  const [unread] = lists.unread;
  if (unread !== undefined) return { kind: 'kept', why: unreadWords(unread) };
  const isNamed = (item: Item): boolean => item.serverName === name || matches(item.serverUrl, url);
  if (lists.denied.some(isNamed)) return { kind: 'kept', why: 'the client is told not to use it' };
  if (lists.denied.some(({ serverUrl }) => matches(serverUrl, gatewayUrl)))
    return { kind: 'kept', why: 'the client is told not to reach the address of the gateway' };
  const byUrl = lists.allowed.filter(({ item }) => item.serverUrl !== undefined);
  if (byUrl.length === 0 || byUrl.some(({ item }) => matches(item.serverUrl, gatewayUrl)))
    return { kind: 'free' };
  const allowing = byUrl.filter(({ item }) => matches(item.serverUrl, url));
  if (allowing.some(({ file }) => file === lists.ownFile)) return { kind: 'allowed-by-words' };
  const [{ file } = { file: undefined }] = allowing;
  return {
    kind: 'kept',
    why:
      file === undefined
        ? 'it is not among the servers that the client may use'
        : `\`${file}\` allows it by its address, and only an administrator can allow the gateway's there`,
  };
}

/** `https://*.corp.example/*`: a star is anything. */
const matches = (pattern: string | undefined, url: string): boolean =>
  pattern !== undefined && new RegExp(`^${pattern.split('*').map(escapeRegExp).join('.*')}$`, 's').test(url);
const escapeRegExp = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

const unreadWords = (file: string): string =>
  `\`${file}\` can't be read, and its lists of servers may count; mend it and run the command again`;

export const sameWords = (left: readonly string[] | undefined, right: readonly string[]): boolean =>
  left !== undefined && left.length === right.length && left.every((word, index) => word === right[index]);
