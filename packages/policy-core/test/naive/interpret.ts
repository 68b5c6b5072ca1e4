/*
 * Conditions worked out by walking their syntax over plain data: no compiled condition, no views, no index. Only the parser
 * is shared, and the questions about paths, which have tests of their own. `&&`, `||` and the macros take a side that
 * settles them even when another side fails, as CEL has it.
 */
import { parse, type ASTNode } from '@marcbachmann/cel-js';
import type { Action, Facts } from '@sallyport/action-model';
import { callMethod } from './methods.ts';

export interface Scene {
  readonly action: Action;
  readonly facts: Facts;
  /** What names stand for: the variables of CEL, and those of the macros around. */
  readonly names: ReadonlyMap<string, unknown>;
}

/** A failing part: CEL goes on where another part settles the whole. */
class Failed extends Error {}

const parsed = new Map<string, ASTNode>();

/** True, false, or that it could not be evaluated. */
export const interpret = (condition: string, action: Action, facts: Facts): boolean | 'error' => {
  let ast = parsed.get(condition);
  if (ast === undefined) {
    ({ ast } = parse(condition));
    parsed.set(condition, ast);
  }
  const names = new Map<string, unknown>([
    ['action', action],
    ['origin', action.origin],
    ['facts', facts],
    ['now', new Date(facts.now)],
  ]);
  const result = attempt(() => valueOf(ast, { action, facts, names }));
  return typeof result === 'boolean' ? result : 'error';
};

const attempt = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error instanceof Failed ? error : new Failed(String(error));
  }
};

const fail = (why: string): never => {
  throw new Failed(why);
};

/** The first that settles it; else a failure of any; else the other truth. */
const settledBy = (settling: boolean, parts: Iterable<unknown>): boolean => {
  let failed = false;
  for (const part of parts) {
    if (part === settling) return settling;
    if (typeof part !== 'boolean') failed = true;
  }
  return failed ? fail('a part failed') : !settling;
};

const valueOf = (node: ASTNode, scene: Scene): unknown => {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- what the conditions of these tests don't use throws
  switch (node.op) {
    case 'value':
      return typeof node.args === 'bigint' ? Number(node.args) : node.args;
    case 'id':
      return scene.names.get(node.args);
    case '.':
      return fieldOf(valueOf(node.args[0], scene), node.args[1], scene);
    case '&&':
    case '||': {
      const sides = node.args;
      return settledBy(
        node.op === '||',
        (function* () {
          for (const side of sides) yield attempt(() => valueOf(side, scene));
        })(),
      );
    }
    case '?:':
      return valueOf(valueOf(node.args[0], scene) === true ? node.args[1] : node.args[2], scene);
    case '!_':
      return valueOf(node.args, scene) !== true;
    case 'list':
      return node.args.map((item) => valueOf(item, scene));
    case 'call':
      return call(node.args[0], node.args[1], scene);
    case 'rcall':
      return method(node.args[0], node.args[1], node.args[2], scene);
    case 'in': {
      const list = valueOf(node.args[1], scene);
      return Array.isArray(list) && list.includes(valueOf(node.args[0], scene));
    }
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '+':
    case '-':
    case '/':
      return compute(node.op, valueOf(node.args[0], scene), valueOf(node.args[1], scene));
    default:
      throw new Error(`no condition of these tests has \`${node.op}\``);
  }
};

const compute = (op: string, left: unknown, right: unknown): unknown => {
  if (op === '==') return left === right;
  if (op === '!=') return left !== right;
  const [a, b] = [Number(left), Number(right)];
  if (op === '+') return typeof left === 'string' ? left + String(right) : a + b;
  if (op === '-') return a - b;
  // Only whole numbers are divided in these tests.
  if (op === '/') return b === 0 ? fail('division by zero') : Math.trunc(a / b);
  if (op === '<') return a < b;
  if (op === '<=') return a <= b;
  return op === '>' ? a > b : a >= b;
};

const fieldOf = (object: unknown, name: string, { action }: Scene): unknown => {
  if (typeof object !== 'object' || object === null) return fail(`no field ${name}`);
  const own: unknown = Reflect.get(object, name);
  if (own !== undefined) return own;
  // Worked out from the rest, as the reference says.
  if (name === 'name' || name === 'extension' || name === 'feeds')
    return callMethod(name, object, [], action);
  return undefined;
};

const call = (name: string, args: readonly ASTNode[], scene: Scene): unknown => {
  const [first] = args;
  if (first === undefined) return fail('no argument');
  if (name === 'has') return valueOf(first, scene) !== undefined;
  const value = valueOf(first, scene);
  return name === 'size' && (Array.isArray(value) || typeof value === 'string') ? value.length : fail(name);
};

const method = (name: string, receiver: ASTNode, args: readonly ASTNode[], scene: Scene): unknown => {
  const on = valueOf(receiver, scene);
  const [variable, predicate] = args;
  if (variable?.op === 'id' && predicate !== undefined && Array.isArray(on)) {
    const answers = function* () {
      for (const item of on) {
        const names = new Map(scene.names).set(variable.args, item);
        yield attempt(() => valueOf(predicate, { ...scene, names }));
      }
    };
    if (name === 'exists') return settledBy(true, answers());
    if (name === 'all') return settledBy(false, answers());
    const all = [...answers()];
    if (all.some((answer) => typeof answer !== 'boolean')) return fail('an item failed');
    return name === 'filter'
      ? on.filter((_, index) => all[index] === true)
      : all.filter((answer) => answer === true).length === 1;
  }
  return callMethod(name, on, args.map((arg) => valueOf(arg, scene)).map(String), scene.action);
};
