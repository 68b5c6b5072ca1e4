import type { ASTNode } from '@marcbachmann/cel-js';
import { proofOf, type Action } from '@sallyport/action-model';
import { readsField } from './condition/reads-field.ts';

/**
 * The action without the groups that are merely claimed; undefined when none is. Where the agent's own user can write
 * the list of people, anybody may have put himself into the group that a rule excepts. So what is merely claimed is
 * judged both ways and both bind: a claimed group can bring a rule in and never keeps one out.
 */
export const withoutClaimedGroups = (action: Action): Action | undefined =>
  action.origin.groups.length === 0 || proofOf(action.origin, 'groups') !== 'claimed'
    ? undefined
    : { ...action, origin: { ...action.origin, groups: [] } };

/** Could the condition come out otherwise without the groups? All other rules need no second look. */
export const asksForGroups = (root: ASTNode): boolean => readsField(root, 'groups');
