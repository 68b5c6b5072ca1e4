/*
 * Conditions that no action can meet, as far as their text alone shows it: a constant that is false, one field that would
 * have to be two values at once, a kind that the rule is not about. Only what is certain is said; most impossible
 * conditions are not found, and none that can hold is ever named.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import type { ActionKind } from '@sallyport/action-model';
import { conjunctsOf } from '../condition/evaluate-parts.ts';
import { isNode } from '../condition/is-node.ts';
import { chainOf } from '../condition/presence.ts';

type Literal = string | number | boolean;
/** What a field may still be; `not` are values that it must not be. */
interface Allowed {
  readonly only: ReadonlySet<Literal> | undefined;
  readonly not: ReadonlySet<Literal>;
}

export const neverHolds = (root: ASTNode, kind: ActionKind): boolean => {
  const allowed = new Map<string, Allowed>([['action.kind', { only: new Set([kind]), not: new Set() }]]);
  return conjunctsOf(root).some((part) => isImpossible(part, kind) || contradicts(part, allowed));
};

const isImpossible = (node: ASTNode, kind: ActionKind): boolean => {
  if (node.op === 'value') return node.args === false;
  if (node.op === '||') return neverHolds(node.args[0], kind) && neverHolds(node.args[1], kind);
  if (node.op === '==' || node.op === '!=') {
    const [left, right] = node.args.map(literalOf);
    if (left === undefined || right === undefined) return false;
    return (left === right) !== (node.op === '==');
  }
  if (node.op === 'in') return node.args[1].op === 'list' && node.args[1].args.length === 0;
  if (node.op !== 'rcall' || node.args[0] !== 'exists') return false;
  // In a list's own variable nothing is known from outside, so the part is looked at by itself.
  const parts: unknown = node.args[2];
  const inner: unknown = Array.isArray(parts) ? parts[1] : undefined;
  return isNode(inner) && neverHolds(inner, kind);
};

const literalOf = (node: ASTNode): Literal | undefined => {
  if (node.op !== 'value') return undefined;
  const value: unknown = node.args;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined;
};

/** Adds what the part demands of a field, and says whether nothing is left that it may be. */
const contradicts = (part: ASTNode, allowed: Map<string, Allowed>): boolean => {
  const demand = demandOf(part);
  if (demand === undefined) return false;
  const { chain, only, not } = demand;
  const before = allowed.get(chain) ?? { only: undefined, not: new Set() };
  const left =
    before.only === undefined || only === undefined
      ? (only ?? before.only)
      : new Set([...only].filter((value) => before.only?.has(value) === true));
  const excluded = new Set([...before.not, ...not]);
  allowed.set(chain, { only: left, not: excluded });
  return left !== undefined && [...left].every((value) => excluded.has(value));
};

interface Demand extends Allowed {
  readonly chain: string;
}

const NONE: ReadonlySet<Literal> = new Set();

const demandOf = (node: ASTNode): Demand | undefined => {
  const flag = chainOf(node);
  if (flag !== undefined) return { chain: flag, only: new Set([true]), not: NONE };
  if (node.op === '!_') {
    const chain = chainOf(node.args);
    return chain === undefined ? undefined : { chain, only: new Set([false]), not: NONE };
  }
  if (node.op === '==' || node.op === '!=') {
    const [left, right] = node.args;
    const chain = chainOf(left) ?? chainOf(right);
    const value = literalOf(left) ?? literalOf(right);
    if (chain === undefined || value === undefined) return undefined;
    const values = new Set([value]);
    return node.op === '==' ? { chain, only: values, not: NONE } : { chain, only: undefined, not: values };
  }
  if (node.op !== 'in' || node.args[1].op !== 'list') return undefined;
  const chain = chainOf(node.args[0]);
  const values = node.args[1].args.map(literalOf);
  return chain === undefined || values.includes(undefined)
    ? undefined
    : { chain, only: new Set(values.filter((value) => value !== undefined)), not: NONE };
};
