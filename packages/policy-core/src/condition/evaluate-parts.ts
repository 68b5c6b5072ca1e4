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
    const text = serialize(node);
    try {
      const value: unknown = environmentOf(kind).parse(text)(variables);
      return { text, value: typeof value === 'boolean' ? value : undefined };
    } catch {
      return { text, value: undefined };
    }
  });
