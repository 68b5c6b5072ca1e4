/**
 * What is installed for the people of this machine, from files alone: nothing found is run, asked or fetched. Owns the order of
 * the steps and whose homes are looked at; stores belong to `gather-person.ts`, what to think of them to `posture/`.
 */
import { sep } from 'node:path';
import { CarefulReader, ownerOf, type Unread } from './careful-reader.ts';
import { hashContent } from './content-hash.ts';
import { serverHasher } from './hash-servers.ts';
import { gatherPerson } from './gather-person.ts';
import type { FoundItem } from './inventory-item.ts';
import {
  compareWithMemory,
  EMPTY_MEMORY,
  readMemory,
  writeMemory,
  type OwnedItem,
  type Seen,
} from './inventory-memory.ts';
import { checkPosture, type CheckedPosture } from './posture/check-posture.ts';

export type InventoryItem = OwnedItem & Seen;

export type Inventory = {
  readonly items: readonly InventoryItem[];
  readonly posture: readonly CheckedPosture[];
  readonly unread: readonly Unread[];
  /** Why nothing can be said of changes, or why this look is not remembered. */
  readonly notes: readonly string[];
};

export type InventoryRequest = {
  readonly people: readonly {
    readonly user: string;
    readonly home: string;
    readonly isOwn: boolean;
    /** What everybody's clients read is somebody else's to list. */ readonly isWithoutMachine?: boolean;
  }[];
  readonly platform: NodeJS.Platform;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Words by which our own hooks are known. */
  readonly marks: readonly string[];
  readonly memoryFile: string;
  readonly now: Date;
  /** Not for a look at a part, which would take the news from the next whole one. */
  readonly isRemembered: boolean;
  readonly managedFolder?: string;
  readonly chromePolicyFolders?: readonly string[];
};

export async function takeInventory(request: InventoryRequest): Promise<Inventory> {
  const items: OwnedItem[] = [];
  const posture: CheckedPosture[] = [];
  const unread: Unread[] = [];
  const notes: string[] = [];
  for (const { user, home, isOwn, isWithoutMachine = false } of request.people) {
    const reader = new CarefulReader();
    // A network home may be away for a while; what was in it is not gone.
    if (reader.resolve(home, home) === undefined) reader.refuse(home, 'there is no such folder');
    const { platform, marks, managedFolder, chromePolicyFolders } = request;
    const facts = await gatherPerson(
      {
        user, userHome: home, platform, marks, isOwnHome: isOwn,
        variables: isOwn ? request.variables : {},
        ...(managedFolder === undefined ? {} : { managedFolder }),
        ...(chromePolicyFolders === undefined ? {} : { chromePolicyFolders }),
      },
      reader,
    ); // prettier-ignore
    const hashes = new Map<string, string | undefined>();
    const hashServer = serverHasher({ user, home, isOwn, path: request.variables['PATH'] });
    for (const item of facts.items) {
      if (isWithoutMachine && isOfMachine(item, home)) continue;
      const ownerUid = ownerOf(item.path);
      const sha256 =
        item.content === undefined ? await hashServer(item) : hashOnce(item.content, home, reader, hashes);
      items.push({
        ...item, user, home,
        ...(ownerUid === undefined ? {} : { ownerUid }),
        ...(sha256 === undefined ? {} : { sha256 }),
      }); // prettier-ignore
    }
    posture.push(...checkPosture(facts));
    unread.push(...reader.unread);
  }
  const before = readMemory(request.memoryFile);
  if (before === undefined)
    notes.push(`\`${request.memoryFile}\` can't be read, so everything counts as new; it is written anew`);
  const compared = compareWithMemory(items, before ?? EMPTY_MEMORY, {
    now: request.now,
    homes: request.people.map(({ home }) => home),
    unread: unread.map(({ path }) => path),
  });
  try {
    if (request.isRemembered) writeMemory(request.memoryFile, compared.memory);
  } catch (error) {
    notes.push(`this look is not remembered: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { items: compared.items, posture, unread, notes };
}

/** Managed settings and what an administrator dropped in for all; what the vendor's cloud told one person lies in their home. */
const isOfMachine = ({ scope, path }: FoundItem, home: string): boolean =>
  (scope === 'managed' || scope === 'organization') && !path.startsWith(home + sep);

/** Several items share a folder; a record may name any folder as its content, and the whole disk is not one. */
function hashOnce(
  content: string,
  home: string,
  reader: CarefulReader,
  hashes: Map<string, string | undefined>,
): string | undefined {
  if (hashes.has(content)) return hashes.get(content);
  const real = reader.resolve(content, home);
  const isAbove = real !== undefined && `${home}${sep}`.startsWith(real.endsWith(sep) ? real : real + sep);
  if (isAbove) reader.refuse(content, 'it holds the whole home');
  const hashed = real === undefined || isAbove ? undefined : hashContent(real);
  if (hashed?.isPart === true)
    reader.refuse(
      content,
      'its hash does not cover all of it: it is too large, or parts of it lie elsewhere or cannot be read',
    );
  hashes.set(content, hashed?.sha256);
  return hashed?.sha256;
}
