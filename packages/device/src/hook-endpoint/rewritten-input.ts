/**
 * Calls that go on with another input than the agent gave: a command in a sandbox, a message without what must not leave.
 * Which ways there are is asked before the decision, so that it says what will happen; the input is made after it.
 */
import type { Action, ActionKind, Decision, Finding } from '@sallyport/action-model';
import { canonicalJson, redactInput, type ReplyContext } from '@sallyport/surfaces';
import type { HookDoor } from './answer-hook.ts';

type Input = Readonly<Record<string, unknown>>;

/** Kinds of action that look at something and leave it as it is. */
const READING: ReadonlySet<ActionKind> = new Set(['file.read', 'file.list', 'web.search']);
/**
 * What somebody is told, and nothing else. Commands, queries, code and files do what they say, so taking something out
 * of them would make them do something else.
 */
const PROSE: ReadonlySet<Finding['role']> = new Set(['message']);

/** How this call can be kept from changing anything, and whether all that was found in it can be taken out. */
export function waysToRewrite(
  actions: readonly Action[],
  toolInput: unknown,
  { sandbox }: HookDoor,
): Pick<ReplyContext, 'readOnly' | 'canRedactInput'> {
  if (actions.every(({ kind }) => READING.has(kind))) return { readOnly: 'already' };
  const [action, another] = actions;
  if (action === undefined || another !== undefined) return {};
  const canRun = action.tool?.name === 'Bash' && sandbox?.canRun(action, toolInput) === true;
  return { readOnly: canRun ? 'sandbox' : undefined, canRedactInput: isRedactable(action, toolInput) };
}

const isRedactable = (action: Action, toolInput: unknown): boolean =>
  action.findings.length > 0 &&
  action.findings.every(({ role }) => PROSE.has(role)) &&
  redactInput(toolInput, takenOf(action, action.findings)) !== undefined;

/** What the client is to use instead, or nothing; the deed remembers it, so that what then ran is known again. */
export function rewrittenInput(
  { enforced }: Decision,
  { readOnly, canRedactInput }: Pick<ReplyContext, 'readOnly' | 'canRedactInput'>,
  { action, takeOut }: { readonly action: Action | undefined; readonly takeOut: readonly Finding[] },
  toolInput: unknown,
  door: HookDoor,
  digest: (canonicalJson: string) => string,
): Input | undefined {
  if (action === undefined) return undefined;
  let input: Input | undefined;
  if (enforced === 'read-only' && readOnly === 'sandbox') input = door.sandbox?.inputFor(action, toolInput);
  if (enforced === 'redact' && canRedactInput === true)
    input = redactInput(
      toolInput,
      takenOf(action, takeOut).map(({ value, kind }) => ({
        value,
        kind: door.sessionFacts?.nameOf(action.origin, kind, value) ?? kind,
      })),
    );
  const text = input === undefined ? undefined : canonicalJson(input);
  const [deed] = text === undefined ? [] : (door.deeds?.deedsOf(action.origin) ?? []);
  if (deed?.digest === action.digest && text !== undefined) deed.rewritten = digest(text);
  return input;
}

/** The places as they stand in the call, not as a detector read them. */
const takenOf = ({ samples }: Action, findings: readonly Finding[]) =>
  findings.map(({ sample, start, end, rule }) => ({
    value: samples[sample]?.text.slice(start, end) ?? '',
    kind: rule,
  }));
