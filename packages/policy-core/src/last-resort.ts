import { strictness, type ActionKind, type FailMode } from '@sallyport/action-model';
import type { CompiledPolicy, RuleOfKind } from './compiled-policy.ts';
import { ANY_UNKNOWN, demandedTools, type ToolAsKnown } from './demanded-tools.ts';
import { isAboutResults, resultFailMode } from './findings-asked.ts';
import { mayEnforce } from './may-enforce.ts';

/** What a tool call becomes when nobody can be asked: no bundle, unreadable input, a dead daemon. */
export interface LastResort {
  readonly tools: Readonly<Record<string, FailMode>>;
  /** Tools that neither the caller's table nor a rule names. */
  readonly unknownTool: FailMode;
}

/** A tool that no table knows arrives as this kind. */
const UNKNOWN_TOOL_KINDS: readonly ActionKind[] = ['tool.call'];

/** The row of an event that shows what tools gave back: closed when an enforcing rule of a closed category asks for it. */
export const RESULTS = 'results';

export type LastResortKinds = Readonly<Record<string, readonly ActionKind[] | typeof RESULTS>>;

/**
 * A tool is closed when any enforcing rule of a closed category can match it. `toolKinds` says which kinds of
 * action a tool can become; tools that a closed rule names itself are added.
 */
export const lastResort = (policy: CompiledPolicy, toolKinds: LastResortKinds): LastResort => {
  const tools: Record<string, FailMode> = {};
  const names = new Set([...Object.keys(toolKinds), ...namedTools(policy)]);
  for (const name of [...names].toSorted()) {
    const kinds = Object.hasOwn(toolKinds, name) ? toolKinds[name] : undefined;
    if (kinds === RESULTS) tools[name] = resultFailMode(policy) ?? 'open';
    else tools[name] = canBeStopped(policy, kinds ?? UNKNOWN_TOOL_KINDS, name) ? 'closed' : 'open';
  }
  return { tools, unknownTool: canBeStopped(policy, UNKNOWN_TOOL_KINDS, undefined) ? 'closed' : 'open' };
};

const closedRules = (policy: CompiledPolicy, kind: ActionKind): readonly RuleOfKind[] =>
  (policy.kinds[kind]?.rules ?? []).filter(({ rule }) => rule.document.onFailure === 'closed');

const canBeStopped = (
  policy: CompiledPolicy,
  kinds: readonly ActionKind[],
  name: string | undefined,
): boolean => {
  const tool = name === undefined ? ANY_UNKNOWN : { name, isOnServer: name.startsWith('mcp__') };
  return kinds.some((kind) => closedRules(policy, kind).some((rule) => couldStop(rule, tool)));
};

/** Is there an action of the rule's kind by this tool that the rule would stop, as far as can be told without the action? */
export const couldStop = (ofKind: RuleOfKind, tool: ToolAsKnown | undefined): boolean => {
  const { rule, condition } = ofKind;
  if (strictness(rule.verdict) <= strictness('warn') || !mayEnforce(rule.document)) return false;
  if (isAboutResults(ofKind)) return false;
  const demanded = condition === undefined ? undefined : demandedTools(condition.ast);
  return demanded === undefined || (tool !== undefined && demanded.mayBe(tool));
};

const namedTools = (policy: CompiledPolicy): readonly string[] =>
  Object.values(policy.kinds)
    .flatMap((ofKind) => ofKind.rules)
    .flatMap(({ condition }) => (condition === undefined ? [] : (demandedTools(condition.ast)?.names ?? [])));
