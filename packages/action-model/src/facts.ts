import { z } from 'zod';
import { Timestamp } from './ids.ts';

/** What a session has been through; set by enforcement, ended only by expiry or a recorded human release. */
export const SessionLabel = z.enum([
  'untrusted-content',
  'sensitive-read',
  'secret-seen',
  'external-send',
  'read-only',
]);
export type SessionLabel = z.infer<typeof SessionLabel>;

/** Everything a condition may use beside the action. INVARIANT: evidence keeps all of it, so replay equals live. */
export const Facts = z.object({
  now: Timestamp,
  session: z.object({ labels: z.array(SessionLabel) }),
  posture: z.object({
    /** Hooks of this session are in a file the agent's user cannot write. */
    hooksManaged: z.boolean(),
    /** The policy bundle is older than its `staleAfter`. */
    bundleStale: z.boolean(),
  }),
});
export type Facts = z.infer<typeof Facts>;
