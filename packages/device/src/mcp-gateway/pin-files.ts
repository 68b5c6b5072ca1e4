import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { derivedKey } from '../derived-key.ts';
import { readSealed, writeSealed } from '../sealed-file.ts';
import type { StateHome } from '../state-home.ts';
import { ServerIdentity } from './server-identity.ts';

const Definition = z.object({ sha256: z.string().length(64), text: z.string() });
export type Definition = z.infer<typeof Definition>;

/** Why a definition is for a person to look at first; counts for the one of this hash alone. */
const Doubt = z.object({
  sha256: z.string().length(64),
  /** Policy lets it in on nobody's word. */
  isBarred: z.boolean(),
  why: z.array(z.string().max(300)).max(10),
});
export type Doubt = z.infer<typeof Doubt>;

/** As it was when it was trusted, and as it is. */
const Pins = z.record(
  z.string().max(300),
  z.object({ trusted: Definition.optional(), seen: Definition, doubt: Doubt.optional() }),
);
export type Pins = z.infer<typeof Pins>;

/** What the guard has seen of one server. Written by the guard alone. */
export const SeenServer = z.object({
  name: z.string().max(200),
  identity: ServerIdentity,
  firstSeen: z.string(),
  lastSeen: z.string(),
  /** Hashes of identities that policy let in when they were seen first. */
  admitted: z.array(z.string().length(64)).max(64),
  tools: Pins,
  /** Absent where it has listed none yet. */
  prompts: Pins.optional(),
});
export type SeenServer = z.infer<typeof SeenServer>;
export const Seen = z.record(z.string().max(300), SeenServer);
export type Seen = z.infer<typeof Seen>;

/** What a person has approved. Written by the command alone, and read by the guard. */
export const Approved = z.record(
  z.string().max(300),
  z.object({
    identities: z.array(z.string().length(64)).max(64),
    tools: z.record(z.string().max(300), Definition),
    prompts: z.record(z.string().max(300), Definition).optional(),
    at: z.string(),
    by: z.string().max(200),
  }),
);
export type Approved = z.infer<typeof Approved>;

export type PinFiles = {
  readonly seen: () => Seen;
  readonly keepSeen: (seen: Seen) => void;
  readonly approved: () => Approved;
  readonly keepApproved: (approved: Approved) => void;
};

/** Both are sealed with a key of the device: what somebody else writes into them counts for nothing. */
export function pinFiles(
  home: Pick<StateHome, 'mcpSeen' | 'mcpApproved'>,
  key: KeyObject,
  unusable: (file: string, why: string) => void,
): PinFiles {
  const seal = derivedKey(key, 'mcp pins');
  const read = <Schema extends z.ZodType>(
    file: string,
    schema: Schema,
    empty: z.infer<Schema>,
  ): z.infer<Schema> => {
    const found = readSealed(file, seal, schema);
    if (found.kind === 'ok') return found.value;
    if (found.kind === 'unusable') unusable(file, found.why);
    return empty;
  };
  return {
    seen: () => read(home.mcpSeen, Seen, {}),
    keepSeen: (seen) => writeSealed(home.mcpSeen, seen, seal),
    approved: () => read(home.mcpApproved, Approved, {}),
    keepApproved: (approved) => writeSealed(home.mcpApproved, approved, seal),
  };
}
