import type { Statement, TestExpression, Word } from 'unbash';
import { type Field, isKnown } from '../field.ts';
import type { Frame } from '../frame.ts';
import { evaluateIn, expandText, expandWord } from './expand-word.ts';

/** What the condition of a loop gives, where it is one test of texts or numbers that are known. */
export function testResult(frame: Frame, clause: readonly Statement[]): boolean | undefined {
  const [only] = clause;
  if (clause.length !== 1 || !only) return undefined;
  const { command } = only;
  if (command.type === 'ArithmeticCommand') {
    const value = evaluateIn(frame, command.expression);
    return value === undefined ? undefined : value !== 0;
  }
  if (command.type === 'TestCommand') return resultOf(frame, command.expression);
  const name = command.type === 'Command' ? command.name?.value : undefined;
  if (command.type !== 'Command' || (name !== '[' && name !== 'test') || command.prefix.length > 0)
    return undefined;
  const words = command.suffix.filter((part): part is Word => part.type === 'Word');
  if (words.length !== command.suffix.length || words.length > 5) return undefined;
  const fields: Field[] = [];
  for (const word of words) expandWord(frame, word, fields);
  const texts = fields.map(({ text }) => text);
  if (name === '[' && texts.pop() !== ']') return undefined;
  const negated = texts[0] === '!';
  const [left, operator, right, ...more] = negated ? texts.slice(1) : texts;
  if (left === undefined || operator === undefined || right === undefined || more.length > 0)
    return undefined;
  const result = compare(left, operator, right);
  return result === undefined ? undefined : result !== negated;
}

function resultOf(frame: Frame, expression: TestExpression): boolean | undefined {
  if (expression.type !== 'TestBinary') return undefined;
  // The right side of `==` is a pattern here: only what can't be one is compared.
  const right = expandText(frame, expression.right);
  if (/[*?[(]/.test(right)) return undefined;
  return compare(expandText(frame, expression.left), expression.operator, right);
}

const NUMBERS: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '-eq': (left, right) => left === right,
  '-ne': (left, right) => left !== right,
  '-lt': (left, right) => left < right,
  '-le': (left, right) => left <= right,
  '-gt': (left, right) => left > right,
  '-ge': (left, right) => left >= right,
};

const isNumber = (text: string): boolean => /^-?\d{1,9}$/.test(text);

function compare(left: string, operator: string, right: string): boolean | undefined {
  if (!isKnown(left) || !isKnown(right)) return undefined;
  if (operator === '=' || operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if (!Object.hasOwn(NUMBERS, operator)) return undefined;
  return isNumber(left) && isNumber(right) ? NUMBERS[operator]?.(Number(left), Number(right)) : undefined;
}
