import { Environment, type ASTNode } from '@marcbachmann/cel-js';
import { ACTION_KINDS, type ActionKind } from '@sallyport/action-model';
import { actionType, celTypeName, FACTS_TYPE, ORIGIN_TYPE, type ObjectType } from './field-types.ts';
import { literalMethod, LITERAL_METHODS, type LiteralTest } from './literal-methods.ts';
import { viewClass } from './view.ts';
import { registerZonedTime } from './zoned-time.ts';

/** Limits of one condition: enough for long lists, small enough that the worst one stays a matter of microseconds. */
export const LIMITS = {
  maxAstNodes: 2000,
  maxDepth: 32,
  maxListElements: 500,
  maxMapEntries: 100,
  maxCallArguments: 64,
} as const;

// The part of the library's checker and evaluator that a macro uses; its own types leave them open.
interface Checker {
  readonly check: (node: ASTNode, context: unknown) => { readonly name: string };
  readonly getType: (name: string) => unknown;
  readonly createError: (code: string, message: string, node: ASTNode) => Error;
}
interface Evaluator {
  readonly run: (node: ASTNode, context: unknown) => unknown;
}
interface MacroCall {
  readonly ast: ASTNode;
  readonly args: readonly ASTNode[];
  readonly receiver: ASTNode;
}

const literalsOf = (args: readonly ASTNode[]): string[] | undefined => {
  const literals: string[] = [];
  for (const arg of args) {
    if (arg.op !== 'value' || typeof arg.args !== 'string') return undefined;
    literals.push(arg.args);
  }
  return literals;
};

const notCompiled: LiteralTest = () => {
  throw new Error('condition was not type-checked');
};

/** A macro, because a macro sees its arguments as syntax: the literals are compiled once and never looked up again. */
const literalMacro =
  (name: string) =>
  ({ ast, args, receiver }: MacroCall): unknown => {
    let test: LiteralTest = notCompiled;
    return {
      async: false,
      typeCheck: (checker: Checker, _macro: unknown, context: unknown): unknown => {
        const typeName = checker.check(receiver, context).name;
        const literals = literalsOf(args);
        const compiled =
          literals === undefined ? undefined : literalMethod(typeName, name)?.compile(literals);
        if (typeof compiled !== 'function')
          throw checker.createError('no_matching_overload', `no method \`${name}\` for \`${typeName}\``, ast);
        test = compiled;
        return checker.getType('bool');
      },
      evaluate: (evaluator: Evaluator, _macro: unknown, context: unknown): boolean =>
        test(evaluator.run(receiver, context)),
    };
  };

const fieldsOf = (type: ObjectType): Record<string, string> =>
  Object.fromEntries(Object.entries(type.fields).map(([key, field]) => [key, celTypeName(field.type)]));

/** The object types below one, the innermost first. */
const typesBelow = (type: ObjectType): readonly ObjectType[] =>
  Object.values(type.fields).flatMap(({ type: field }) => {
    const inner = field.kind === 'list' ? field.of : field;
    return inner.kind === 'object' ? [...typesBelow(inner.type), inner.type] : [];
  });

/** Everything but the action itself, which differs by kind. */
const buildShared = (): Environment => {
  const environment = new Environment({ limits: LIMITS });
  const types = [...ACTION_KINDS.map(actionType), ORIGIN_TYPE, FACTS_TYPE].flatMap(typesBelow);
  const byName = new Map([...types, ORIGIN_TYPE, FACTS_TYPE].map((type) => [type.name, type]));
  for (const type of byName.values())
    environment.registerType(type.name, { ctor: viewClass(type), fields: fieldsOf(type) });
  environment.registerVariable('origin', ORIGIN_TYPE.name);
  environment.registerVariable('facts', FACTS_TYPE.name);
  environment.registerVariable('now', 'google.protobuf.Timestamp');
  // Numbers of the model are doubles; authors write `443`.
  environment.registerOperator('double == int', (left: number, right: bigint) => left === Number(right));
  environment.registerOperator('double in list<int>', (left: number, right: readonly bigint[]) =>
    right.some((item) => Number(item) === left),
  );
  registerZonedTime(environment);
  for (const name of new Set(LITERAL_METHODS.map((method) => method.name))) {
    for (let count = 1; count <= LIMITS.maxCallArguments; count++) {
      const params = Array.from({ length: count }, () => 'ast').join(', ');
      environment.registerFunction(`dyn.${name}(${params}): bool`, literalMacro(name));
    }
  }
  return environment;
};

let shared: Environment | undefined;

const buildEnvironment = (action: ObjectType): Environment => {
  shared ??= buildShared();
  return shared
    .clone()
    .registerType(action.name, { ctor: viewClass(action), fields: fieldsOf(action) })
    .registerVariable('action', action.name);
};

const environments = new Map<string, Environment>();

/** Kinds with the same fields share an environment: there are half as many of them as kinds. */
export const fieldSetOf = (kind: ActionKind): string => FIELD_SETS[kind];

export const environmentOf = (kind: ActionKind): Environment => {
  const key = fieldSetOf(kind);
  let environment = environments.get(key);
  if (environment === undefined) {
    environment = buildEnvironment(actionType(kind));
    environments.set(key, environment);
  }
  return environment;
};

const fieldSet = (type: ObjectType): string =>
  Object.entries(type.fields)
    .map(([key, field]) => `${key}${field.optional ? '?' : ''}`)
    .toSorted()
    .join(' ');

const FIELD_SETS = Object.fromEntries(
  ACTION_KINDS.map((kind) => [kind, fieldSet(actionType(kind))]),
) as Record<ActionKind, string>; // every kind is mapped

export const VIEW_CLASSES = {
  origin: viewClass(ORIGIN_TYPE),
  facts: viewClass(FACTS_TYPE),
  action: ACTION_KINDS.map((kind) => viewClass(actionType(kind)))[0] ?? viewClass(ORIGIN_TYPE),
};
