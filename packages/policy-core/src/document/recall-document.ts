import { FailMode, RecalledComponent, WhenStale } from '@sallyport/action-model';
import { z } from 'zod';
import { documentHead, documentTail } from './policy-document.ts';

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
