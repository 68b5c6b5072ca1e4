import { ComponentType, FailMode, Timestamp, WhenStale } from '@sallyport/action-model';
import { z } from 'zod';
import { documentHead, documentTail } from './policy-document.ts';

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

/** More is a list of what is allowed turned round. */
export const MAX_RECALLED = 400;

/**
 * Plugins, skills, commands and MCP servers that are stopped by their content: they load nowhere, their tools are not
 * called, and a session that has one of them in it does nothing more. `rules-of-recall.ts` makes ordinary rules of it.
 */
export const RecallDocument = z.strictObject({
  apiVersion: z.literal('sallyport/v1'),
  kind: z.literal('Recall'),
  ...documentHead,
  onFailure: FailMode.meta({ description: 'as in a policy; one mode per category' }),
  whenStale: WhenStale.optional().meta({ description: 'as in a policy; one mode per category' }),
  components: z.array(RecalledComponent).min(1).max(MAX_RECALLED).meta({ description: 'the recalled parts' }),
  tests: documentTail.tests,
});
export type RecallDocument = z.infer<typeof RecallDocument>;
