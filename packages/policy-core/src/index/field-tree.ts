import type { Action, Facts } from '@sallyport/action-model';
import { GramIndex } from './gram-index.ts';

type RuleNumber = number;
type Take = (rule: RuleNumber) => void;

/** What rules ask of one field: its whole value, or something that its text holds. */
class FieldRules {
  readonly values = new Map<unknown, RuleNumber[]>();
  readonly grams = new GramIndex();

  find(value: unknown, take: Take): void {
    const rules = this.values.get(value);
    if (rules !== undefined) for (const rule of rules) take(rule);
    if (typeof value === 'string' && !this.grams.isEmpty) this.grams.find(value, take);
  }
}

interface Node {
  rules: FieldRules | undefined;
  items: Node | undefined;
  readonly fields: { readonly key: string; readonly node: Node }[];
}

const newNode = (): Node => ({ rules: undefined, items: undefined, fields: [] });

/**
 * The fields that rules are filed under, as a tree: one walk through an action's raw data passes all of them. A
 * chain is written as conditions write it, with `[]` for the items of a list: `action.command.programs[].name`.
 */
export class FieldTree {
  readonly #top = newNode();

  rulesOf(chain: string): FieldRules {
    let node = this.#top;
    for (const step of chain.split('.').flatMap((part) => part.split(/(?=\[\])/u))) {
      if (step === '[]') node = node.items ??= newNode();
      else node = fieldOf(node, step);
    }
    return (node.rules ??= new FieldRules());
  }

  find(action: Action, facts: Facts, take: Take): void {
    walk(this.#top, { action, origin: action.origin, facts }, take);
  }
}

const fieldOf = (node: Node, key: string): Node => {
  let field = node.fields.find((each) => each.key === key);
  if (field === undefined) {
    field = { key, node: newNode() };
    node.fields.push(field);
  }
  return field.node;
};

const walk = (node: Node, value: unknown, take: Take): void => {
  node.rules?.find(value, take);
  if (typeof value !== 'object' || value === null) return;
  if (node.items !== undefined && Array.isArray(value))
    for (const item of value) walk(node.items, item, take);
  for (const { key, node: below } of node.fields) {
    const field: unknown = Reflect.get(value, key);
    if (field !== undefined) walk(below, field, take);
  }
};
