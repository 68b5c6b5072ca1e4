import type { Action, Decision } from '@sallyport/action-model';
import type { HookDoor } from './answer-hook.ts';
import { labelsOfAction } from './session-labels.ts';

/** What is remembered of a call that was decided, on whichever path it came. */
export async function afterDecision(
  actions: readonly Action[],
  decision: Decision,
  door: Pick<HookDoor, 'policy' | 'sessions' | 'sessionFacts'>,
): Promise<void> {
  for (const action of actions)
    door.sessions?.label(action.origin, labelsOfAction(action, decision, categoriesOf(door)));
  await door.sessionFacts?.wentOn(actions, decision);
}

const categoriesOf =
  (door: Pick<HookDoor, 'policy'>) =>
  (id: string): string | undefined => {
    const current = door.policy();
    return current.ok ? current.policy.documents.find((document) => document.id === id)?.category : undefined;
  };
