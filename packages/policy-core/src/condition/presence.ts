import type { ASTNode } from '@marcbachmann/cel-js';

/** `action.tool.name` for a chain of fields that starts at a variable; nothing for any other expression. */
export const chainOf = (node: ASTNode): string | undefined => {
  if (node.op === 'id') return node.args;
  if (node.op !== '.') return undefined;
  const left = chainOf(node.args[0]);
  return left === undefined ? undefined : `${left}.${node.args[1]}`;
};

const NONE: ReadonlySet<string> = new Set();

/** The optional fields that are certainly there when the expression came out as `truth`. */
export const presentWhen = (node: ASTNode, truth: boolean): ReadonlySet<string> => {
  if (node.op === '!_') return presentWhen(node.args, !truth);
  if (node.op === '&&' || node.op === '||') {
    const left = presentWhen(node.args[0], truth);
    const right = presentWhen(node.args[1], truth);
    return (node.op === '&&') === truth
      ? new Set([...left, ...right])
      : new Set([...left].filter((chain) => right.has(chain)));
  }
  if (truth && node.op === 'call' && node.args[0] === 'has') {
    const [argument] = node.args[1];
    const chain = argument === undefined ? undefined : chainOf(argument);
    return chain === undefined ? NONE : new Set([chain]);
  }
  return NONE;
};
