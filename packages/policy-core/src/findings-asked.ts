import type { ASTNode } from '@marcbachmann/cel-js';
import { SampleRole, strictness, type ActionKind, type FailMode } from '@sallyport/action-model';
import type { CompiledPolicy, KindPolicy, RuleOfKind } from './compiled-policy.ts';
import { conjunctsOf } from './condition/evaluate-parts.ts';
import { chainOf } from './condition/presence.ts';
import { FILE_COMES_BACK, REDACTION_MARK } from './finding-marks.ts';
import { mayEnforce } from './may-enforce.ts';
import { isNode } from './condition/is-node.ts';

/**
 * Which findings a policy asks for, so that nobody looks for what no rule asks about. What cannot be told from the
 * condition's syntax counts as asking for everything.
 */

const NO_ROLES: ReadonlySet<SampleRole> = new Set();
const EVERY_ROLE: ReadonlySet<SampleRole> = new Set(SampleRole.options);
const WITHOUT_DETECTOR: ReadonlySet<unknown> = new Set([REDACTION_MARK, FILE_COMES_BACK]);
/** Over these, a part that every item must meet narrows what the whole depends on. */
const NARROWING = new Set(['exists', 'exists_one', 'filter']);

/** The roles of the findings that a condition depends on; undefined when it reads none. */
export const rolesAskedFor = (root: ASTNode): ReadonlySet<SampleRole> | undefined => {
  if (!remembered.has(root)) remembered.set(root, workOut(root));
  return remembered.get(root);
};

/** Some are asked for in each decision while the policy is out of date. */
const remembered = new WeakMap<ASTNode, ReadonlySet<SampleRole> | undefined>();

const workOut = (root: ASTNode): ReadonlySet<SampleRole> | undefined => {
  let readings = 0;
  let narrowed = 0;
  const roles = new Set<SampleRole>();
  const pending: unknown[] = [root];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (Array.isArray(part)) pending.push(...part);
    else if (isNode(part)) {
      if (isFindings(part)) readings += 1;
      const asked = part.op === 'rcall' ? rolesOfMethod(part.args[0], part.args[1]) : undefined;
      if (asked !== undefined) {
        readings += 1;
        narrowed += 1;
        for (const role of asked) roles.add(role);
      }
      const named = part.op === 'rcall' ? rolesOfMacro(part.args) : undefined;
      if (named !== undefined) {
        narrowed += 1;
        for (const role of named) roles.add(role);
      }
      pending.push(part.args);
    }
  }
  if (readings === 0) return undefined;
  return narrowed === readings ? roles : EVERY_ROLE;
};

/** `action.carries(…)` asks about what goes in, `action.returns(…)` about what comes out. */
const rolesOfMethod = (name: string, receiver: ASTNode): readonly SampleRole[] | undefined => {
  if (chainOf(receiver) !== 'action') return undefined;
  if (name === 'returns') return ['result'];
  return name === 'carries' ? SampleRole.options.filter((role) => role !== 'result') : undefined;
};

const rolesOfMacro = ([name, receiver, args]: readonly unknown[]): readonly SampleRole[] | undefined => {
  if (typeof name !== 'string' || !NARROWING.has(name) || !isFindings(receiver) || !Array.isArray(args))
    return undefined;
  const [variable, body] = args as readonly unknown[];
  if (!isNode(variable) || variable.op !== 'id' || !isNode(body)) return undefined;
  for (const part of conjunctsOf(body)) {
    if (part.op !== '==' && part.op !== 'in') continue;
    const [left, right] = part.args;
    // Seen without a detector.
    if (chainOf(left) === `${variable.args}.rule` && right.op === 'value' && WITHOUT_DETECTOR.has(right.args))
      return [];
    if (chainOf(left) !== `${variable.args}.role`) continue;
    const literals = right.op === 'list' ? right.args : [right];
    const named = literals.map((node) => SampleRole.safeParse(node.op === 'value' ? node.args : undefined));
    if (named.every((each) => each.success)) return named.map(({ data }) => data);
  }
  return undefined;
};

const isFindings = (part: unknown): boolean =>
  isNode(part) && (part.op === '.' || part.op === '.?') && part.args[1] === 'findings';

/** Does the rule look at nothing but what tools give back? Then no call can be stopped by it before it runs. */
export const isAboutResults = (ofKind: RuleOfKind): boolean => {
  const roles = rolesOf(ofKind);
  return roles.size === 1 && roles.has('result');
};

/** Is there something to say of content alone: what it holds, or what a judge says of a result? */
export const isAboutContent = ({ condition, rule }: RuleOfKind): boolean =>
  (condition !== undefined && rolesAskedFor(condition.ast) !== undefined) ||
  rule.limits?.judge?.about.includes('result') === true;

/** Does a rule put a question about what such an action gave back? Then it is decided though nothing is found in it. */
export const asksJudgeOfResults = (policy: CompiledPolicy, kind: ActionKind): boolean =>
  policy.kinds[kind]?.withJudge.some(({ rule }) => rule.limits?.judge?.about.includes('result')) === true;

/** A rule that speaks of actions without a tool alone: files that a prompt names. */
const needsNoTool = ({ condition }: RuleOfKind): boolean =>
  condition !== undefined &&
  conjunctsOf(condition.ast).some((part) => {
    if (part.op !== '!_' || part.args.op !== 'call' || part.args.args[0] !== 'has') return false;
    const [argument] = part.args.args[1];
    return argument !== undefined && chainOf(argument) === 'action.tool';
  });

/** Which content of such an action somebody has to look at before it is decided. Empty: no rule would ask. */
export const findingRoles = (
  policy: CompiledPolicy,
  kind: ActionKind,
  { byTool }: { readonly byTool: boolean },
): ReadonlySet<SampleRole> => policy.kinds[kind]?.asked[byTool ? 'byTool' : 'any'] ?? NO_ROLES;

/** See `KindPolicy.resultFailMode`; of all kinds together where none is given. */
export const resultFailMode = (policy: CompiledPolicy, kind?: ActionKind): FailMode | undefined => {
  if (kind !== undefined) return policy.kinds[kind]?.resultFailMode;
  const modes = Object.values(policy.kinds).map((each) => each.resultFailMode);
  return modes.includes('closed') ? 'closed' : modes.find((mode) => mode !== undefined);
};

/** What becomes of a result that nobody could look at; undefined when no rule asks about results. */
export const resultFailModeOf = (asking: readonly RuleOfKind[]): FailMode | undefined => {
  const ofResults = asking.filter((rule) => rolesInCondition(rule).has('result'));
  if (ofResults.length === 0) return undefined;
  return ofResults.some(couldWithhold) ? 'closed' : 'open';
};

const couldWithhold = ({ rule }: RuleOfKind): boolean =>
  rule.document.onFailure === 'closed' &&
  strictness(rule.verdict) > strictness('warn') &&
  mayEnforce(rule.document);

const rolesInCondition = ({ condition }: RuleOfKind): ReadonlySet<SampleRole> =>
  (condition === undefined ? undefined : rolesAskedFor(condition.ast)) ?? NO_ROLES;

/** What a judge is shown has to be there as well. */
const rolesOf = (ofKind: RuleOfKind): ReadonlySet<SampleRole> => {
  const about = ofKind.rule.limits?.judge?.about;
  const roles = rolesInCondition(ofKind);
  return about === undefined ? roles : new Set([...roles, ...about]);
};

export const askedOf = (asking: readonly RuleOfKind[]): KindPolicy['asked'] => ({
  byTool: new Set(asking.filter((rule) => !needsNoTool(rule)).flatMap((rule) => [...rolesOf(rule)])),
  any: new Set(asking.flatMap((rule) => [...rolesOf(rule)])),
});
