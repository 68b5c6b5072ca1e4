import { z } from 'zod';

/** What a piece of content is to its action: what went in (`command`, `content`, `prompt`…) or what came out (`result`). */
export const SampleRole = z.enum([
  'command',
  'content',
  'prompt',
  'message',
  'query',
  'code',
  'arguments',
  'result',
]);
export type SampleRole = z.infer<typeof SampleRole>;

/** Something a detector saw in content. Offsets are UTF-16 code units into the sample it names, end exclusive. */
export const Finding = z.object({
  detector: z.enum(['secret', 'pii', 'injection', 'command', 'manifest']),
  rule: z.string().max(200),
  level: z.enum(['warn', 'block']),
  /** That of the sample it was seen in, so that policy can tell what a tool gave back from what it was given. */
  role: SampleRole,
  sample: z.int().min(0),
  start: z.int().min(0),
  end: z.int().min(0),
  confidence: z.number().min(0).max(1),
  detectorVersion: z.string().max(64),
});
export type Finding = z.infer<typeof Finding>;

/** A bounded piece of content that belongs to an action. Never stored as it is: evidence keeps the redacted form. */
export const ContentSample = z.object({
  role: SampleRole,
  text: z.string().max(262_144),
  /** The piece is shorter than what the action carried. */
  truncated: z.boolean(),
});
export type ContentSample = z.infer<typeof ContentSample>;
