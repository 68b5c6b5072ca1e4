import type { ParameterExpansionPart, Word } from 'unbash';
import { isKnown, UNKNOWN, UNSET, withoutUnset } from '../field.ts';
import type { Frame } from '../frame.ts';
import { setVariable, variableBehind } from '../scope.ts';
import { decodeEscapes } from '../text/decode.ts';
import { elementOf } from './arrays.ts';
import {
  hasPattern,
  isWithinPatternLimits,
  isWithinReplaceLimits,
  removePattern,
  replacePattern,
} from './shell-pattern.ts';
import { runSubstitutionsIn } from './subscript-code.ts';
import { valueOfVariable } from './variables.ts';

type ExpandText = (frame: Frame, word: Word) => string;

/** The values of `${…}`: one, or as many as the array it names has. */
export function expandParameter(
  frame: Frame,
  part: ParameterExpansionPart,
  expandText: ExpandText,
): string | readonly string[] {
  const { parameter, operation } = part;
  if (operation?.type === 'Names') {
    return [...frame.scope.variables.keys()].filter((name) => name.startsWith(parameter));
  }
  const values = valuesOf(frame, part, expandText);
  if (part.prefix === '#') {
    if (typeof values !== 'string') return String(values.length);
    return isKnown(values) ? String(values.length) : values === UNSET ? '0' : UNKNOWN;
  }
  if (!operation) return values;
  if (typeof values === 'string') return applyOperation(frame, part, values, expandText);
  if (operation.type === 'Slice') return sliceArray(frame, operation, values, expandText);
  return values.map((value) => textOf(applyOperation(frame, part, value, expandText)));
}

const textOf = (value: string | readonly string[]): string =>
  typeof value === 'string' ? value : value.join(' ');

function valuesOf(
  frame: Frame,
  part: ParameterExpansionPart,
  expandText: ExpandText,
): string | readonly string[] {
  const { index } = part;
  const { references } = frame.scope;
  const parameter = references ? variableBehind(frame.scope, part.parameter) : part.parameter;
  if (part.prefix === '!' && index) return [...(frame.scope.keyed?.get(parameter)?.keys() ?? [])];
  if (part.prefix === '!') {
    // `${!ref}` of a reference is the name that it stands for.
    if (references?.has(part.parameter)) return parameter;
    const target = valueOfVariable(frame, parameter);
    return isKnown(target) && /^\w+$/.test(target) ? valueOfVariable(frame, target) : UNKNOWN;
  }
  if (parameter === '@' || parameter === '*') return frame.scope.positional;
  if (!index) return valueOfVariable(frame, parameter);
  const array = frame.scope.arrays?.get(parameter);
  const at = expandText(frame, index);
  if (at === '@' || at === '*') return array ?? [valueOfVariable(frame, parameter)];
  return elementOf(frame, parameter, at);
}

function sliceArray(
  frame: Frame,
  operation: { readonly offset: Word; readonly length: Word | undefined },
  values: readonly string[],
  expandText: ExpandText,
): string | readonly string[] {
  const from = Number(expandText(frame, operation.offset));
  const length = operation.length ? Number(expandText(frame, operation.length)) : values.length;
  if (!Number.isInteger(from) || !Number.isInteger(length)) return UNKNOWN;
  // `${@:1}` counts from the first parameter, `${array[@]:0}` from the first element.
  const start = values === frame.scope.positional ? Math.max(0, from - 1) : from;
  return values.slice(start, start + length);
}

function applyOperation(
  frame: Frame,
  part: ParameterExpansionPart,
  value: string,
  expandText: ExpandText,
): string | readonly string[] {
  const { operation } = part;
  if (!operation) return value;
  if (operation.type === 'Default') return applyDefault(frame, part, value, expandText);
  const plain = withoutUnset(value);
  if (!isKnown(plain)) return UNKNOWN;
  switch (operation.type) {
    case 'Remove': {
      const pattern = expandText(frame, operation.operand);
      if (!isKnown(pattern) || !isWithinPatternLimits(pattern, plain)) return UNKNOWN;
      return removePattern(plain, operation.operator, pattern);
    }
    case 'Replace': {
      const pattern = expandText(frame, operation.pattern);
      const by = expandText(frame, operation.replacement);
      if (!isKnown(pattern)) return UNKNOWN;
      if (hasPattern(pattern) && !isWithinReplaceLimits(pattern, plain)) return UNKNOWN;
      if (plain.length * by.length > 1_000_000) return UNKNOWN;
      return replacePattern(plain, operation.operator, pattern, by);
    }
    case 'Slice':
      return sliceText(frame, operation, plain, expandText);
    case 'CaseModification': {
      const whole = operation.operator.length === 2;
      const upper = operation.operator.startsWith('^');
      const head = whole ? plain : plain.slice(0, 1);
      return (upper ? head.toUpperCase() : head.toLowerCase()) + plain.slice(head.length);
    }
    case 'Transform':
      return transform(frame, expandText(frame, operation.operand), plain);
    case 'Names':
    case 'Unknown':
    default:
      return UNKNOWN;
  }
}

function applyDefault(
  frame: Frame,
  part: ParameterExpansionPart,
  value: string,
  expandText: ExpandText,
): string {
  const { operation } = part;
  if (operation?.type !== 'Default') return value;
  const isSet = value !== UNSET && !(operation.operator.startsWith(':') && value === '');
  const kind = operation.operator.at(-1);
  if (kind === '?') {
    // The message is printed, whatever stands in it.
    if (!isSet) expandText(frame, operation.operand);
    return value;
  }
  if (kind === '+') return isSet ? expandText(frame, operation.operand) : value === UNSET ? UNSET : '';
  if (isSet) return value;
  // Nothing here sets it; the environment may, but the default is what the author of the command can count on.
  const fallback = expandText(frame, operation.operand);
  if (kind === '=') setVariable(frame.scope, part.parameter, fallback);
  return fallback;
}

function sliceText(
  frame: Frame,
  operation: { readonly offset: Word; readonly length: Word | undefined },
  value: string,
  expandText: ExpandText,
): string {
  const number = (word: Word): number => {
    const text = expandText(frame, word).trim();
    const named = /^[A-Za-z_]\w*$/.test(text) ? valueOfVariable(frame, text) : text;
    return /^-?\d{1,9}$/.test(named) ? Number(named) : Number.NaN;
  };
  const offset = number(operation.offset);
  const length = operation.length ? number(operation.length) : value.length;
  if (Number.isNaN(offset) || Number.isNaN(length)) return UNKNOWN;
  const start = offset < 0 ? Math.max(0, value.length + offset) : offset;
  return length < 0 ? value.slice(start, length) : value.slice(start, start + length);
}

function transform(frame: Frame, operator: string, value: string): string {
  if (operator === 'P') return promptText(frame, value);
  if (operator === 'E') return decodeEscapes(value);
  if (operator === 'U') return value.toUpperCase();
  if (operator === 'L') return value.toLowerCase();
  if (operator === 'u') return value.slice(0, 1).toUpperCase() + value.slice(1);
  return operator === 'Q' ? value : UNKNOWN;
}

/** A prompt's escapes: `\w` is the folder, with a tilde for the home. Commands in it are run. */
function promptText(frame: Frame, value: string): string {
  if (/\$\(|`/.test(value)) runSubstitutionsIn(frame, value, 'prompt');
  const { home, folder } = frame.scope;
  const short = folder === home || folder.startsWith(`${home}/`) ? `~${folder.slice(home.length)}` : folder;
  const known = new Map([
    ['w', short],
    ['W', short.slice(short.lastIndexOf('/') + 1)],
    ['u', home.slice(home.lastIndexOf('/') + 1)],
    ['$', '$'],
    ['s', 'bash'],
    ['n', '\n'],
    ['\\', '\\'],
    ['[', ''],
    [']', ''],
  ]);
  return value.replaceAll(/\\([\s\S])/g, (_, escape: string) => known.get(escape) ?? UNKNOWN);
}
