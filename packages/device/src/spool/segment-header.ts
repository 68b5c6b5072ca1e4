import { z } from 'zod';

/** The first line of every segment: which chain it continues, and where. */
const SegmentHeader = z.object({
  spool: z.literal(1),
  epoch: z.string().min(1).max(64),
  device: z.string().min(1).max(200),
  /** `seq` of the first record that may follow, and the hash it has to follow. */
  first: z.int().min(1),
  prev: z.string().regex(/^[0-9a-f]{64}$/),
  /** Gap records of this epoch before this segment. */
  gaps: z.int().min(0),
});
export type SegmentHeader = z.infer<typeof SegmentHeader>;

export const headerText = (header: Omit<SegmentHeader, 'spool'>): string =>
  JSON.stringify({ spool: 1, ...header });

/** Undefined when the text is not a header. */
export function parseHeader(text: string): SegmentHeader | undefined {
  if (!text.startsWith('{"spool":')) return undefined;
  try {
    const parsed = SegmentHeader.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
