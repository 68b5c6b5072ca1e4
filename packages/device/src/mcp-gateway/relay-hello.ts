import { z } from 'zod';

/** What a relay says of itself. All of it is a claim of this user's process but the token. */
export const RelayHello = z.object({
  v: z.literal(1),
  token: z.string().max(300),
  name: z.string().min(1).max(200),
  command: z.string().min(1).max(4096),
  args: z.array(z.string().max(131_072)).max(4096),
  cwd: z.string().startsWith('/').max(4096),
  path: z.string().max(131_072),
  /** The copy of its package that was started in its place, by its hash. */
  pinned: z.string().length(64).optional(),
  /** The server runs already: the guard was away when it was started, or has been since. */
  running: z.boolean().optional(),
  claims: z.record(z.string().max(100), z.string().max(4096)),
});
export type RelayHello = z.infer<typeof RelayHello>;
