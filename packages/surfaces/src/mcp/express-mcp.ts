import type { Decision } from '@sallyport/action-model';
import { fitDecision } from '../decisions/fit-decision.ts';

/** What a decision is about, as far as it bears on how it can be said. */
export interface McpReplyContext {
  /** A request before it goes on, or what came back. */
  readonly about: 'request' | 'result';
  /** All that was found in the arguments stands as it is in their prose: then it can be taken out of them. */
  readonly canRedactInput?: boolean | undefined;
  /** The tool changes nothing: it only reads, or a person approved its own word that it does. */
  readonly isReadOnly?: boolean | undefined;
}

/**
 * Both sides are held, so everything can be stopped and every result rewritten. There is no place for a warning: what
 * is added to a result is read as the tool's own words, and clients show no messages of servers.
 */
export const expressMcp = (decision: Decision, context: McpReplyContext): Decision =>
  fitDecision(decision, {
    canBlock: true,
    canWarn: false,
    canRedact: context.about === 'result' || context.canRedactInput === true,
    readOnly: context.about === 'request' && context.isReadOnly === true ? 'already' : undefined,
  });
