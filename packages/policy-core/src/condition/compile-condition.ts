import type { ASTNode } from '@marcbachmann/cel-js';
import type { ActionKind } from '@sallyport/action-model';
import { checkCondition } from './check-condition.ts';
import { environmentOf } from './environment.ts';
import type { Variables } from './view.ts';
import { withOurZones } from './zoned-time.ts';

export interface Condition {
  readonly ast: ASTNode;
  /** Throws when the condition cannot be evaluated; the caller counts that by the category's fail mode. */
  readonly holds: (variables: Variables) => boolean;
}

export type CompiledCondition =
  | { readonly ok: true; readonly condition: Condition }
  | { readonly ok: false; readonly problems: readonly string[] };

const MAX_CONDITION_CHARACTERS = 16_384;

const LIMITED: Readonly<Record<string, string>> = {
  AstNodes: 'parts',
  Depth: 'levels',
  ListElements: 'items in a list',
  CallArguments: 'arguments in a call',
};

const messageOf = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error);
  const [first = ''] = text.split('\n');
  const limit = /^Exceeded max(AstNodes|Depth|ListElements|CallArguments) \((\d+)\)/u.exec(first);
  if (limit !== null) {
    const [, name = '', most = ''] = limit;
    return `condition has more than ${most} ${LIMITED[name] ?? name}; split the rule`;
  }
  return first.charAt(0).toLowerCase() + first.slice(1);
};

/** Parsed anew for every field set: the library keeps the types it inferred inside the syntax tree. */
export const compileCondition = (text: string, kind: ActionKind): CompiledCondition => {
  if (text.length > MAX_CONDITION_CHARACTERS)
    return {
      ok: false,
      problems: [`condition is longer than ${MAX_CONDITION_CHARACTERS} characters; split the rule`],
    };
  const environment = environmentOf(kind);
  try {
    const written = environment.parse(text);
    const problems = checkCondition(written.ast, kind);
    if (problems.length > 0) return { ok: false, problems };
    const zoned = withOurZones(written.ast);
    const parsed = zoned === undefined ? written : environment.parse(zoned);
    const checked = parsed.check();
    if (!checked.valid) return { ok: false, problems: [messageOf(checked.error)] };
    if (checked.type !== 'bool')
      return { ok: false, problems: [`condition must be true or false, not ${checked.type ?? 'unknown'}`] };
    return {
      ok: true,
      condition: {
        ast: parsed.ast,
        holds: (variables) => {
          // The library takes any object with the variables' names; ours has getters, so nothing is built in vain.
          const result: unknown = parsed(variables);
          if (typeof result !== 'boolean') throw new Error('condition gave no answer');
          return result;
        },
      },
    };
  } catch (error) {
    // The library throws on syntax errors and exceeded limits.
    return { ok: false, problems: [messageOf(error)] };
  }
};
