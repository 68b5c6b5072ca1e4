import { z } from 'zod';

export const PathAccess = z.enum(['read', 'list', 'write', 'delete', 'execute']);
export type PathAccess = z.infer<typeof PathAccess>;

/** One file or folder that an action uses, and how. */
export const PathUse = z.object({
  /** Absolute, `/`-separated, `.` and `..` and `~` removed by text alone. May hold a glob when `glob` is true. */
  path: z.string().max(8192),
  /** As the agent wrote it. */
  given: z.string().max(8192),
  /** Symbolic links followed on the device; absent where nothing looked (pure callers, replayed lexical cases). */
  resolved: z.string().max(8192).optional(),
  access: PathAccess,
  /** The deed reaches everything below (`rm -r`, `grep -r`, `tar c`, `cp -r`). */
  recursive: z.boolean(),
  /** `path` is a pattern that the shell or the tool expands. */
  glob: z.boolean(),
  /** False when part of the path could not be known (`$UNSET/x`, a substitution); `path` then keeps what is known. */
  certain: z.boolean(),
  /** The device found that another spelling (`.SSH` for `.ssh`) means the same file; never said where the whole system is so. */
  anyCase: z.boolean().optional(),
});
export type PathUse = z.infer<typeof PathUse>;

/** One machine that an action talks to. */
export const HostUse = z.object({
  /** Lower case, without port; an IP address in its canonical form. */
  host: z.string().max(255),
  /** The part a registrar sells (`example.co.uk`); equal to `host` for addresses and single labels. */
  registrableDomain: z.string().max(255),
  port: z.int().min(0).max(65535).optional(),
  /** URL scheme or the program's protocol, lower case: `https`, `ssh`, `tcp`… */
  scheme: z.string().max(32).optional(),
  direction: z.enum(['send', 'receive', 'both']),
  /** Loopback, link-local, private ranges and `.local` names; cloud metadata addresses are `metadata`. */
  zone: z.enum(['public', 'private', 'loopback', 'metadata']),
});
export type HostUse = z.infer<typeof HostUse>;
