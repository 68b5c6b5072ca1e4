import type { ASTNode } from '@marcbachmann/cel-js';
import { ACTION_KINDS } from '@sallyport/action-model';
import { actionType } from './field-types.ts';
import { isNode } from './is-node.ts';

const OF_EACH_KIND = ACTION_KINDS.map((kind) => actionType(kind).fields);

/** Those that mean the same in every kind of action. */
const COMMON: ReadonlySet<string> = new Set(
  Object.entries(OF_EACH_KIND[0] ?? {})
    .filter(([name, { optional }]) => OF_EACH_KIND.every((fields) => fields[name]?.optional === optional))
    .map(([name]) => name),
);

/**
 * Does a condition that was checked for one kind of action mean the same for all? Then it is compiled once, which is most
 * of what loading a policy costs. The kinds differ in the fields of `action` alone.
 */
export const namesOnlyCommonFields = (root: ASTNode): boolean => {
  const pending: unknown[] = [root];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (Array.isArray(part)) pending.push(...part);
    else if (isNode(part)) {
      if (
        part.op === '.' &&
        part.args[0].op === 'id' &&
        part.args[0].args === 'action' &&
        !COMMON.has(part.args[1])
      )
        return false;
      pending.push(part.args);
    }
  }
  return true;
};
