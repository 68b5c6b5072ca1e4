import type { ASTNode } from '@marcbachmann/cel-js';
import type { ActionKind } from '@sallyport/action-model';
import { hint } from '../suggest.ts';
import { timeZoneProblem } from '../time-zone.ts';
import { rootVariables, type FieldType } from './field-types.ts';
import { literalMethod, LITERAL_METHODS } from './literal-methods.ts';
import { PLAIN_METHOD_NAMES } from './plain-methods.ts';
import { chainOf, presentWhen } from './presence.ts';
import { isZoned } from './zoned-time.ts';

/**
 * Closes what the CEL library leaves open, before the library's own type check: only listed functions exist (no
 * `matches`, which backtracks; no `dyn`, `type` or `[]`, which leave the static types), arguments of `has` are
 * walked against the schema, optional fields need a `has` that is certain to hold where they are read, values of
 * closed sets are checked, and macros nest at most three deep. Every problem is a sentence for the rule's author.
 */
export const checkCondition = (root: ASTNode, kind: ActionKind): readonly string[] => {
  const problems: string[] = [];
  const variables = rootVariables(kind);
  walk(root, { variables, present: new Set(), depth: 0, kind, problems });
  return problems;
};

interface Scope {
  readonly variables: ReadonlyMap<string, FieldType>;
  readonly present: ReadonlySet<string>;
  readonly depth: number;
  readonly kind: ActionKind;
  readonly problems: string[];
}

const MACROS = ['exists', 'all', 'exists_one', 'filter'];
const FUNCTIONS = ['has', 'size', 'timestamp', 'duration'];
const METHOD_NAMES = [...MACROS, ...PLAIN_METHOD_NAMES, ...LITERAL_METHODS.map((method) => method.name)];
const MAX_MACRO_DEPTH = 3;

const TEXT: FieldType = { kind: 'string' };

/** The type as far as fields need it; the library's checker does the rest. */
const walk = (node: ASTNode, scope: Scope): FieldType | undefined => {
  switch (node.op) {
    case 'value':
      return typeof node.args === 'string' ? TEXT : undefined;
    case 'id':
      return walkVariable(node.args, scope);
    case '.':
      return walkField(node, node.args[0], node.args[1], scope, true);
    case '&&':
    case '||': {
      const [left, right] = node.args;
      walk(left, scope);
      walk(right, withPresent(scope, left, node.op === '&&'));
      return undefined;
    }
    case '?:': {
      const [condition, whenTrue, whenFalse] = node.args;
      walk(condition, scope);
      const type = walk(whenTrue, withPresent(scope, condition, true));
      walk(whenFalse, withPresent(scope, condition, false));
      return type;
    }
    case 'call':
      return walkCall(node.args[0], node.args[1], scope);
    case 'rcall':
      return walkMethod(node.args[0], node.args[1], node.args[2], scope);
    case 'list':
      for (const item of node.args) walk(item, scope);
      return undefined;
    case 'map':
    case '[]':
    case '[?]':
    case '.?':
      scope.problems.push(
        node.op === 'map'
          ? 'maps are not part of conditions'
          : `\`${node.op}\` is not part of conditions; ask with \`.exists(x, …)\``,
      );
      return undefined;
    case '!_':
    case '-_':
      walk(node.args, scope);
      return undefined;
    case '==':
    case '!=':
    case 'in':
      walkComparison(node.op, node.args[0], node.args[1], scope);
      return undefined;
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '<':
    case '<=':
    case '>':
    case '>=':
      for (const side of node.args) walk(side, scope);
      return undefined;
    default:
      return node satisfies never;
  }
};

const withPresent = (scope: Scope, condition: ASTNode, truth: boolean): Scope => {
  const more = presentWhen(condition, truth);
  return more.size === 0 ? scope : { ...scope, present: new Set([...scope.present, ...more]) };
};

const walkVariable = (name: string, { variables, problems }: Scope): FieldType | undefined => {
  const type = variables.get(name);
  if (type === undefined) problems.push(`unknown name \`${name}\`${hint(name, [...variables.keys()])}`);
  return type;
};

const walkField = (
  node: ASTNode,
  object: ASTNode,
  name: string,
  scope: Scope,
  mustBePresent: boolean,
): FieldType | undefined => {
  const type = walk(object, scope);
  if (type === undefined) return undefined;
  const shown = chainOf(node) ?? name;
  if (type.kind !== 'object') {
    scope.problems.push(
      type.kind === 'list'
        ? `\`${chainOf(object) ?? 'this'}\` is a list: ask with \`.exists(x, x.${name} …)\``
        : `\`${shown}\` does not exist: its left side has no fields`,
    );
    return undefined;
  }
  const field = Object.hasOwn(type.type.fields, name) ? type.type.fields[name] : undefined;
  if (field === undefined) {
    const of = type.type.name === 'Action' ? ` of \`${scope.kind}\`` : '';
    scope.problems.push(`unknown field \`${shown}\`${of}${hint(name, Object.keys(type.type.fields))}`);
    return undefined;
  }
  if (mustBePresent && field.optional && !scope.present.has(shown))
    scope.problems.push(`\`${shown}\` may be absent: write \`has(${shown}) && …\` before it`);
  return field.type;
};

const walkCall = (name: string, args: readonly ASTNode[], scope: Scope): FieldType | undefined => {
  if (!FUNCTIONS.includes(name)) {
    const why = name === 'matches' ? '; use `like`' : hint(name, FUNCTIONS);
    scope.problems.push(`unknown function \`${name}\`${why}`);
    return undefined;
  }
  const [first] = args;
  if (name === 'has' && first !== undefined) {
    if (first.op === '.') walkField(first, first.args[0], first.args[1], scope, false);
    else scope.problems.push('`has` takes a field, such as `has(action.tool)`');
    return undefined;
  }
  if (name !== 'size' && (first?.op !== 'value' || typeof first.args !== 'string'))
    scope.problems.push(`\`${name}\` takes one text literal`);
  for (const arg of args) walk(arg, scope);
  return undefined;
};

const walkMethod = (
  name: string,
  receiver: ASTNode,
  args: readonly ASTNode[],
  scope: Scope,
): FieldType | undefined => {
  const type = walk(receiver, scope);
  if (MACROS.includes(name)) return walkMacro(name, type, args, scope);
  const typeName = type?.kind === 'object' ? type.type.name : (type?.kind ?? 'string');
  const method = literalMethod(typeName, name);
  if (method !== undefined) {
    checkLiterals(name, args, method.compile, scope);
    return undefined;
  }
  if (!PLAIN_METHOD_NAMES.includes(name)) {
    const available = LITERAL_METHODS.filter((each) => each.receiver === typeName).map((each) => each.name);
    const why =
      name === 'matches'
        ? ': its patterns can take for ever; use `like`'
        : METHOD_NAMES.includes(name)
          ? ` for a ${typeName}${hint(name, available)}`
          : hint(name, METHOD_NAMES);
    scope.problems.push(`\`${name}\` is not available${why}`);
  }
  if (isZoned(name)) checkZone(name, args, scope);
  for (const arg of args) walk(arg, scope);
  return ['lowerAscii', 'upperAscii', 'trim'].includes(name) ? TEXT : undefined;
};

const checkZone = (name: string, args: readonly ASTNode[], { problems }: Scope): void => {
  const [zone] = args;
  if (zone === undefined) return;
  const problem =
    zone.op === 'value' && typeof zone.args === 'string'
      ? timeZoneProblem(zone.args)
      : 'must be a text literal';
  if (problem !== undefined) problems.push(`the time zone of \`${name}\` ${problem}`);
};

const checkLiterals = (
  name: string,
  args: readonly ASTNode[],
  compile: (literals: readonly string[]) => unknown,
  scope: Scope,
): void => {
  const literals = args.map((arg) =>
    arg.op === 'value' && typeof arg.args === 'string' ? arg.args : undefined,
  );
  const known = literals.filter((literal) => literal !== undefined);
  if (known.length === 0 || known.length !== literals.length) {
    scope.problems.push(`\`${name}\` takes text literals only, so that it can be compiled and indexed`);
    return;
  }
  const compiled = compile(known);
  if (typeof compiled === 'string') scope.problems.push(compiled);
};

const walkMacro = (
  name: string,
  type: FieldType | undefined,
  args: readonly ASTNode[],
  scope: Scope,
): FieldType | undefined => {
  const [variable, predicate] = args;
  if (variable?.op !== 'id' || predicate === undefined || args.length !== 2) {
    scope.problems.push(`\`${name}\` takes a variable and a condition: \`${name}(x, …)\``);
    return undefined;
  }
  if (scope.variables.has(variable.args))
    scope.problems.push(`\`${variable.args}\` already has a meaning here; choose another name`);
  if (scope.depth >= MAX_MACRO_DEPTH) {
    scope.problems.push(`\`${name}\` is nested more than ${MAX_MACRO_DEPTH} deep`);
    return undefined;
  }
  if (type !== undefined && type.kind !== 'list') {
    scope.problems.push(`\`${name}\` asks about a list`);
    return undefined;
  }
  if (type !== undefined) {
    const variables = new Map(scope.variables).set(variable.args, type.of);
    walk(predicate, { ...scope, variables, depth: scope.depth + 1 });
  }
  return name === 'filter' ? type : undefined;
};

const walkComparison = (op: string, left: ASTNode, right: ASTNode, scope: Scope): void => {
  const leftType = walk(left, scope);
  const rightType = walk(right, scope);
  if (op === '==' || op === '!=') {
    checkValue(left, rightType, scope);
    checkValue(right, leftType, scope);
  }
  if (op !== 'in') return;
  if (right.op === 'list') for (const item of right.args) checkValue(item, leftType, scope);
  if (rightType?.kind === 'list') checkValue(left, rightType.of, scope);
};

const checkValue = (node: ASTNode, type: FieldType | undefined, scope: Scope): void => {
  if (type?.kind !== 'string' || type.values === undefined) return;
  if (node.op !== 'value' || typeof node.args !== 'string' || type.values.includes(node.args)) return;
  scope.problems.push(`\`${node.args}\` can never be the value here${hint(node.args, type.values)}`);
};
