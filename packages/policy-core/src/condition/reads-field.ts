import type { ASTNode } from '@marcbachmann/cel-js';
import { isNode } from './is-node.ts';

/** Does the condition read a field of this name, however it is reached? The check refuses `[]`, so there is no other way. */
export const readsField = (root: ASTNode, name: string): boolean => {
  const pending: unknown[] = [root];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (Array.isArray(part)) pending.push(...part);
    else if (isNode(part)) {
      if ((part.op === '.' || part.op === '.?') && part.args[1] === name) return true;
      pending.push(part.args);
    }
  }
  return false;
};
