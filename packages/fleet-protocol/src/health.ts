import { Timestamp } from '@sallyport/action-model';
import { z } from 'zod';

/** The hook delivery chain, in order (row A7). A later link stays `null` while an earlier one is broken. */
export const CHAIN_LINKS = [
  'installed',
  'client-restarted',
  'hook-seen',
  'policy-evaluated',
  'evidence-stored',
] as const;

/** One link with its last proof. `ok: null` means not known yet. */
export const ChainLink = z.object({
  id: z.enum(CHAIN_LINKS),
  ok: z.boolean().nullable(),
  /** When the proof was seen. */
  at: Timestamp.nullable(),
  /** The concrete tool name of the last invocation. */
  tool: z.string().nullable(),
  /** The HTTP status or outcome of the last request. */
  status: z.string().nullable(),
  /** Size of the last request in bytes. */
  bytes: z.int().nullable(),
  session: z.string().nullable(),
  /** What to do next, as a sentence or the exact command; null when nothing is wrong. */
  fix: z.string().nullable(),
});
export type ChainLink = z.infer<typeof ChainLink>;

/** What `sallyport status --json` prints. */
export const Status = z.object({
  version: z.string(),
  tier: z.enum(['cooperative', 'managed']),
  home: z.string(),
  ports: z.record(z.string(), z.int()),
  chain: z.array(ChainLink),
  policy: z.object({
    version: z.string().nullable(),
    signed: z.boolean(),
    age: z.number().nullable().describe('seconds'),
  }),
  spool: z.object({ pending: z.int(), bytes: z.int(), gaps: z.int() }),
});
export type Status = z.infer<typeof Status>;
