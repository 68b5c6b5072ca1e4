import { createHash } from 'node:crypto';
import { z } from 'zod';
import { readIfThere, writePrivateFile } from '../private-file.ts';
import type { FoundItem } from './inventory-item.ts';

export type Seen = {
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly state: 'new' | 'changed' | 'same' | 'gone';
};
/** `user` and `home` say whose it is; `sha256` is of its content, where there is some. */
export type OwnedItem = FoundItem & {
  readonly user: string;
  readonly home: string;
  readonly ownerUid?: number;
  readonly sha256?: string;
};

const Kept = z.object({
  firstSeen: z.string(),
  lastSeen: z.string(),
  print: z.string(),
  // What is shown once more when it is gone; written by us, from items.
  item: z.looseObject({ path: z.string(), home: z.string(), user: z.string(), name: z.string() }),
});
const Memory = z.object({ version: z.literal(1), items: z.record(z.string(), Kept) });
export type Memory = z.infer<typeof Memory>;

export const EMPTY_MEMORY: Memory = { version: 1, items: {} };

/** Undefined when there is a file and it is damaged: then nothing can be said of what changed. */
export function readMemory(path: string): Memory | undefined {
  const text = readIfThere(path);
  if (text === undefined) return EMPTY_MEMORY;
  try {
    const parsed = Memory.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

export const writeMemory = (path: string, memory: Memory): void =>
  writePrivateFile(path, JSON.stringify(memory));

/**
 * What is new, changed and gone since the last look at the same homes. Gone is said once. What could not be read this time is
 * neither gone nor looked at: it is kept as it was.
 */
export function compareWithMemory(
  items: readonly OwnedItem[],
  before: Memory,
  { now, homes, unread }: { now: Date; homes: readonly string[]; unread: readonly string[] },
): { readonly items: readonly (OwnedItem & Seen)[]; readonly memory: Memory } {
  const lastSeen = now.toISOString();
  const next = new Map<string, z.infer<typeof Kept>>();
  const isFirst = Object.keys(before.items).length === 0;
  const found = items.map((item): OwnedItem & Seen => {
    const key = keyOf(item);
    const print = printOf(item);
    const known = before.items[key];
    const firstSeen = known?.firstSeen ?? lastSeen;
    next.set(key, { firstSeen, lastSeen, print, item: { ...item } });
    const state = known === undefined ? 'new' : known.print === print ? 'same' : 'changed';
    return { ...item, firstSeen, lastSeen, state };
  });
  const gone: (OwnedItem & Seen)[] = [];
  for (const [key, kept] of isFirst ? [] : Object.entries(before.items)) {
    if (next.has(key)) continue;
    // `Kept.item` was written from an item by this very function.
    const item = kept.item as unknown as OwnedItem;
    const isLookedAt = homes.includes(item.home) && !unread.some((path) => isAtOrBelow(item.path, path));
    if (isLookedAt) gone.push({ ...item, firstSeen: kept.firstSeen, lastSeen: kept.lastSeen, state: 'gone' });
    else next.set(key, kept);
  }
  return { items: [...found, ...gone], memory: { version: 1, items: Object.fromEntries(next) } };
}

const isAtOrBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(`${folder}/`) || path.startsWith(`${folder}\\`);

const hash = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
const keyOf = ({ home, kind, name, scope, path, at }: OwnedItem): string =>
  hash([home, kind, name, scope, path, at]);
// Variables are in `detail` as well.
const printOf = ({
  version,
  source,
  identity,
  detail,
  marks,
  sha256,
  ownerUid,
  headers,
}: OwnedItem): string =>
  hash([
    version,
    source,
    identity,
    detail,
    marks,
    sha256,
    ownerUid,
    ...(headers === undefined ? [] : [headers]),
  ]);
