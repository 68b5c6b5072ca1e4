import { type ArithmeticExpression, parse } from 'unbash';

/** The value of `$((…))` where it is made of numbers and known variables only. */
export function evaluateArithmetic(
  expression: ArithmeticExpression | undefined,
  valueOf: (name: string) => string | undefined,
  depth = 0,
): number | undefined {
  if (!expression || depth > 20) return undefined;
  const inner = (part: ArithmeticExpression): number | undefined =>
    evaluateArithmetic(part, valueOf, depth + 1);
  switch (expression.type) {
    case 'ArithmeticWord':
      return readOperand(expression.value, valueOf);
    case 'ArithmeticGroup':
      return inner(expression.expression);
    case 'ArithmeticUnary': {
      const value = inner(expression.operand);
      return value === undefined ? undefined : applyUnary(expression.operator, value);
    }
    case 'ArithmeticBinary': {
      const left = inner(expression.left);
      const right = inner(expression.right);
      return left === undefined || right === undefined
        ? undefined
        : applyBinary(expression.operator, left, right);
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

/** The value of an expression that stands in text, such as the index of an array. */
export function evaluateText(
  text: string,
  valueOf: (name: string) => string | undefined,
): number | undefined {
  const command = parse(`: $((${text}))`).commands[0]?.command;
  const word = command?.type === 'Command' ? command.suffix[0] : undefined;
  const part = word?.type === 'Word' ? word.parts?.[0] : undefined;
  return part?.type === 'ArithmeticExpansion' ? evaluateArithmetic(part.expression, valueOf) : undefined;
}

function readOperand(text: string, valueOf: (name: string) => string | undefined): number | undefined {
  const value = /^[A-Za-z_]\w*$/.test(text) ? valueOf(text) : text;
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
]);

function applyBinary(operator: string, left: number, right: number): number | undefined {
  const value = BINARY.get(operator)?.(left, right);
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined;
}
