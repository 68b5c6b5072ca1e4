import { z } from 'zod';
import { ComponentType } from './action.ts';
import { Timestamp } from './ids.ts';

/** One part that nobody may use any more. */
export const RecalledComponent = z.strictObject({
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/u, 'must be 64 lower-case hexadecimal digits')
    .meta({ description: 'what `sallyport inventory` and the evidence name it by' }),
  type: ComponentType.optional().meta({ description: 'for people; the hash alone counts' }),
  name: z.string().min(1).max(300).optional().meta({ description: 'for people; the hash alone counts' }),
  why: z.string().min(1).max(1000).meta({ description: 'one sentence for the person and the model' }),
  by: z.string().max(200).optional().meta({ description: 'who recalled it' }),
  at: Timestamp.optional().meta({ description: 'when it was recalled' }),
});
export type RecalledComponent = z.infer<typeof RecalledComponent>;
