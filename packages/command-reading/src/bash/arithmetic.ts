import { type ArithmeticExpression, type ArithmeticWord, parse } from 'unbash';

/** Where numbers come from and go to. */
export interface ArithmeticNames {
  readonly valueOf: (name: string) => string | undefined;
  /** What the shell makes of a word with expansions in it, before it is a number. */
  readonly expand?: (word: ArithmeticWord) => string;
  readonly assign?: (name: string, value: number | undefined) => void;
}

/** The value of `$((…))` where it is made of numbers and known variables only; assignments in it are carried out. */
export function evaluateArithmetic(
  expression: ArithmeticExpression | undefined,
  names: ArithmeticNames,
  depth = 0,
): number | undefined {
  if (!expression || depth > 20) return undefined;
  const inner = (part: ArithmeticExpression): number | undefined =>
    evaluateArithmetic(part, names, depth + 1);
  switch (expression.type) {
    case 'ArithmeticWord':
      return readOperand(
        expression.parts && names.expand ? names.expand(expression) : expression.value,
        names.valueOf,
      );
    case 'ArithmeticGroup':
      return inner(expression.expression);
    case 'ArithmeticUnary': {
      const value = inner(expression.operand);
      const step = STEPS.get(expression.operator);
      if (step !== undefined) {
        const next = value === undefined ? undefined : value + step;
        assignTo(expression.operand, next, names);
        return expression.prefix ? next : value;
      }
      return value === undefined ? undefined : applyUnary(expression.operator, value);
    }
    case 'ArithmeticBinary': {
      const [, operator] = ASSIGNS.exec(expression.operator) ?? [];
      const left = operator === '' ? 0 : inner(expression.left);
      // The right side is looked at only where the left one leaves it open.
      if (expression.operator === '&&' && left === 0) return 0;
      if (expression.operator === '||' && left !== undefined && left !== 0) return 1;
      const right = inner(expression.right);
      const isKnown = left !== undefined && right !== undefined;
      if (operator === undefined) return isKnown ? applyBinary(expression.operator, left, right) : undefined;
      const value = operator === '' ? right : isKnown ? applyBinary(operator, left, right) : undefined;
      assignTo(expression.left, value, names);
      return value;
    }
    case 'ArithmeticTernary': {
      const test = inner(expression.test);
      if (test === undefined) return undefined;
      return inner(test === 0 ? expression.alternate : expression.consequent);
    }
    case 'ArithmeticCommandExpansion':
    default:
      return undefined;
  }
}

const STEPS = new Map([
  ['++', 1],
  ['--', -1],
]);

const ASSIGNS = /^(|[-+*/%&|^]|<<|>>)=$/;

function assignTo(target: ArithmeticExpression, value: number | undefined, names: ArithmeticNames): void {
  if (target.type === 'ArithmeticWord' && /^[A-Za-z_]\w*$/.test(target.value))
    names.assign?.(target.value, value);
}

/** The value of an expression that stands in text, such as the index of an array. */
export function evaluateText(
  text: string,
  valueOf: (name: string) => string | undefined,
): number | undefined {
  const command = parse(`: $((${text}))`).commands[0]?.command;
  const word = command?.type === 'Command' ? command.suffix[0] : undefined;
  const part = word?.type === 'Word' ? word.parts?.[0] : undefined;
  return part?.type === 'ArithmeticExpansion' ? evaluateArithmetic(part.expression, { valueOf }) : undefined;
}

function readOperand(text: string, valueOf: (name: string) => string | undefined): number | undefined {
  const [, name] = /^\$?\{?([A-Za-z_]\w*)\}?$/.exec(text) ?? [];
  const value = name === undefined ? text : valueOf(name);
  if (value === undefined) return undefined;
  if (/^0x[0-9a-f]+$/i.test(value)) return Number.parseInt(value, 16);
  if (/^0[0-7]+$/.test(value)) return Number.parseInt(value, 8);
  const based = /^(\d{1,2})#([0-9a-z]+)$/i.exec(value);
  if (based) {
    const base = Number(based[1]);
    const parsed = base >= 2 && base <= 36 ? Number.parseInt(based[2] ?? '', base) : Number.NaN;
    return Number.isNaN(parsed) ? undefined : parsed;
  }
  return /^-?\d{1,15}$/.test(value) ? Number(value) : undefined;
}

function applyUnary(operator: string, value: number): number | undefined {
  if (operator === '-') return -value;
  if (operator === '+') return value;
  if (operator === '!') return value === 0 ? 1 : 0;
  return operator === '~' ? ~value : undefined;
}

const BINARY = new Map<string, (left: number, right: number) => number>([
  ['+', (left, right) => left + right],
  ['-', (left, right) => left - right],
  ['*', (left, right) => left * right],
  ['/', (left, right) => Math.trunc(left / right)],
  ['%', (left, right) => left % right],
  ['**', (left, right) => left ** right],
  ['^', (left, right) => left ^ right],
  ['|', (left, right) => left | right],
  ['&', (left, right) => left & right],
  ['<<', (left, right) => left << right],
  ['>>', (left, right) => left >> right],
  [',', (_, right) => right],
  ['==', (left, right) => Number(left === right)],
  ['!=', (left, right) => Number(left !== right)],
  ['<', (left, right) => Number(left < right)],
  ['>', (left, right) => Number(left > right)],
  ['<=', (left, right) => Number(left <= right)],
  ['>=', (left, right) => Number(left >= right)],
  ['&&', (left, right) => Number(left !== 0 && right !== 0)],
  ['||', (left, right) => Number(left !== 0 || right !== 0)],
]);

function applyBinary(operator: string, left: number, right: number): number | undefined {
  const value = BINARY.get(operator)?.(left, right);
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined;
}
