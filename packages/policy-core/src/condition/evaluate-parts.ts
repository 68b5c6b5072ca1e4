import { serialize, type ASTNode } from '@marcbachmann/cel-js';
import type { ActionKind } from '@sallyport/action-model';
import type { Condition } from './compile-condition.ts';
import { environmentOf } from './environment.ts';
import type { Variables } from './view.ts';

/** The parts that all have to hold, in order of writing. */
export const conjunctsOf = (node: ASTNode): readonly ASTNode[] =>
  node.op === '&&' ? [...conjunctsOf(node.args[0]), ...conjunctsOf(node.args[1])] : [node];

export interface Part {
  readonly text: string;
  /** Absent when the part alone cannot be evaluated, for example because a part before it guards it. */
  readonly value: boolean | undefined;
}

/** Each part by itself, for explanations: a decision never needs it. */
export const evaluateParts = (
  condition: Condition,
  kind: ActionKind,
  variables: Variables,
): readonly Part[] =>
  conjunctsOf(condition.ast).map((node) => {
    const { text, evaluate } = parsedAlone(node, kind);
    try {
      const value: unknown = evaluate(variables);
      return { text, value: typeof value === 'boolean' ? value : undefined };
    } catch {
      return { text, value: undefined };
    }
  });

interface Parsed {
  readonly text: string;
  readonly evaluate: (variables: Variables) => unknown;
}

/** Parsed once: replay asks for the same parts for each record. A condition's nodes belong to one set of fields, or mean the same in all. */
const parsedAlone = (node: ASTNode, kind: ActionKind): Parsed => {
  let known = parsedNodes.get(node);
  if (known === undefined) {
    const text = serialize(node);
    known = { text, evaluate: environmentOf(kind).parse(text) };
    parsedNodes.set(node, known);
  }
  return known;
};
const parsedNodes = new WeakMap<ASTNode, Parsed>();
