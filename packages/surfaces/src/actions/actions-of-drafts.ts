import type { Action, ActionId, Origin, ToolUse } from '@sallyport/action-model';
import type { ActionDraft } from './action-draft.ts';
import { canonicalJson } from './canonical-json.ts';

/** What turns a draft into an action, and has to come in from outside. */
export interface ActionMaker {
  readonly actionId: () => ActionId;
  /** SHA-256 of the UTF-8 text, in hex. */
  readonly digest: (canonicalJson: string) => string;
}

/**
 * The same digest for all actions of one call: they are one deed, seen from several sides. Undefined when the input is
 * nested too deep to have one.
 */
export const actionsOfDrafts = (
  drafts: readonly ActionDraft[],
  input: unknown,
  origin: Origin,
  tool: ToolUse | undefined,
  maker: ActionMaker,
): readonly Action[] | undefined => {
  const canonical = canonicalJson(input);
  if (canonical === undefined) return undefined;
  const digest = maker.digest(canonical);
  return drafts.map((each): Action => ({
    ...each,
    id: maker.actionId(),
    digest,
    origin,
    ...(tool && { tool }),
    findings: [],
  }));
};
