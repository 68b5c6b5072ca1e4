import { Tier, Timestamp } from '@sallyport/action-model';
import { z } from 'zod';

/** What an inventory tells apart. A device of a later version may know more, so what comes from devices is any word. */
export const INVENTORY_KINDS = [
  'agent', 'mcp-server', 'extension', 'plugin', 'marketplace', 'skill', 'command', 'subagent', 'hook',
  'scheduled-task', 'remote-control', 'browser-grant', 'computer-use', 'egress', 'permission', 'session-store',
] as const; // prettier-ignore

const Word = z.string().min(1).max(100);
const Text = z.string().max(2000);

/** One thing that is installed, as a device puts it on record. All texts are somebody else's. */
export const InventoryEntry = z.object({
  kind: Word,
  name: Text,
  scope: Word,
  path: Text,
  /** Where in the file, as a JSON path. */
  at: Text.optional(),
  version: Text.optional(),
  source: Text.optional(),
  identity: Word.optional(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  firstSeen: Timestamp.optional(),
  ownerUid: z.int().optional(),
});
export type InventoryEntry = z.infer<typeof InventoryEntry>;

/** The same as the control plane knows it. Moments are the device's own clock, where the control plane believes it. */
export const InventoryRow = z.object({
  device: z.string(),
  host: z.string().nullable(),
  user: z.string().nullable(),
  /** On a managed machine: for whom it is installed. Null where the guard is its user's own. */
  person: z.string().nullable(),
  /** `managed`: the guard, as a user of its own, read the files; `cooperative`: the agent's own account says so. */
  tier: Tier.nullable(),
  kind: Word,
  name: Text,
  scope: Word,
  path: Text,
  at: Text.nullable(),
  version: Text.nullable(),
  source: Text.nullable(),
  identity: Word.nullable(),
  sha256: z.string().nullable(),
  ownerUid: z.int().nullable(),
  firstSeen: Timestamp,
  /** When a record last said that it is there. */
  lastSeen: Timestamp,
  /** When it came, became another or went. */
  changedAt: Timestamp,
  state: z.enum(['present', 'gone']),
});
export type InventoryRow = z.infer<typeof InventoryRow>;

export const InventoryQuery = z.object({
  /** Part of a name, a source or a path; capitals of ASCII don't matter. */
  q: z.string().max(500).optional(),
  kind: Word.optional(),
  /** The hash of the content, or how it begins. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{8,64}$/, 'must be the first 8 to 64 characters of a SHA-256 in lower case')
    .optional(),
  device: z.string().min(1).max(200).optional(),
  /** One of a managed machine, by name. */
  person: z.string().min(1).max(200).optional(),
  state: InventoryRow.shape.state.optional(),
  /** `next` of the page before. */
  cursor: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, 'must be the `next` of a page')
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type InventoryQuery = z.infer<typeof InventoryQuery>;

/** What was found last comes first. */
export const InventoryPage = z.object({ items: z.array(InventoryRow), next: z.string().nullable() });
export type InventoryPage = z.infer<typeof InventoryPage>;
