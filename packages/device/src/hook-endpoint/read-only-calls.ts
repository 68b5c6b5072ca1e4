import type { Action, ActionKind } from '@sallyport/action-model';
import { canonicalJson, type ReplyContext } from '@sallyport/surfaces';
import type { HookDoor } from './answer-hook.ts';

/** Kinds of action that look at something and leave it as it is. */
const READING: ReadonlySet<ActionKind> = new Set(['file.read', 'file.list', 'web.search']);

/** How this call can be kept from changing anything; undefined where it can't. */
export function readOnlyWay(
  actions: readonly Action[],
  toolInput: unknown,
  { sandbox }: HookDoor,
): ReplyContext['readOnly'] {
  if (actions.every(({ kind }) => READING.has(kind))) return 'already';
  const [action, another] = actions;
  if (action?.tool?.name !== 'Bash' || another !== undefined) return undefined;
  return sandbox?.canRun(action, toolInput) === true ? 'sandbox' : undefined;
}

/** What the client is to run instead; the deed remembers it, so that what then ran is known again. */
export function sandboxedInput(
  action: Action | undefined,
  toolInput: unknown,
  { sandbox, deeds }: HookDoor,
  digest: (canonicalJson: string) => string,
): Record<string, unknown> | undefined {
  const input = action === undefined ? undefined : sandbox?.inputFor(action, toolInput);
  if (action === undefined || input === undefined) return undefined;
  const text = canonicalJson(input);
  const [deed] = deeds?.deedsOf(action.origin) ?? [];
  if (deed?.digest === action.digest && text !== undefined) deed.rewritten = digest(text);
  return input;
}
