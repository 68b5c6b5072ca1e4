import type { ASTNode } from '@marcbachmann/cel-js';

/** Of the parts of a node, which are nodes, lists of them, names and values: nothing else has both of these. */
export const isNode = (part: unknown): part is ASTNode =>
  typeof part === 'object' && part !== null && 'op' in part && 'args' in part;
