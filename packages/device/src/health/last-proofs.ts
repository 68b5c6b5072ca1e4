import { Timestamp } from '@sallyport/action-model';
import { z } from 'zod';
import { readSmallFile } from './read-bounded.ts';

const short = z.string().max(300);

/** The last time each link of the chain was seen to work. The daemon keeps it; `status` and `doctor` read it. */
export const LastProofs = z.object({
  v: z.literal(1),
  hook: z
    .object({
      event: short,
      /** The concrete name of the tool; null for events without one. */
      tool: short.nullable(),
      at: Timestamp,
      session: short.nullable(),
      clientVersion: z.string().max(64).nullable(),
    })
    .nullable(),
  evaluate: z
    .object({
      /** An HTTP status, or a word such as `offline`. */
      status: z.string().max(64),
      at: Timestamp,
      tool: short.nullable(),
      bytes: z.int().min(0),
      session: short.nullable(),
    })
    .nullable(),
  stored: z.object({ seq: z.int().min(1), at: Timestamp }).nullable(),
  /** The last hook call of each recent session, and the last one about a tool. */
  sessions: z.record(short, z.object({ at: Timestamp, toolAt: Timestamp.nullable() })),
  /** A session that acted after this and is not in `sessions` had no hook call at all. */
  sessionsSince: Timestamp,
  /** When the machine was started, by its clock at the time of writing. */
  clock: z.object({ bootId: z.string().max(100), bootedAt: Timestamp }).nullable(),
});
export type LastProofs = z.infer<typeof LastProofs>;

export const noProofs = (since: string): LastProofs => ({
  v: 1,
  hook: null,
  evaluate: null,
  stored: null,
  sessions: {},
  sessionsSince: since,
  clock: null,
});

export type ProofsOutcome =
  | { readonly kind: 'proofs'; readonly proofs: LastProofs }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly why: string };

export const readLastProofs = async (path: string): Promise<ProofsOutcome> => {
  const file = await readSmallFile(path);
  if (file.kind !== 'file') return file;
  try {
    return { kind: 'proofs', proofs: LastProofs.parse(JSON.parse(file.text)) };
  } catch {
    return { kind: 'unreadable', why: 'it is not a list of proofs' };
  }
};
