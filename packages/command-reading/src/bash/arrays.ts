import type { Assignment, Word } from 'unbash';
import { type Field, isKnown, UNKNOWN, UNSET } from '../field.ts';
import { type Frame, notePattern } from '../frame.ts';
import { MAX_TEXT, MAX_WORDS } from '../limits.ts';
import { type Scope, setArray } from '../scope.ts';
import { evaluateText } from './arithmetic.ts';
import { valueOfVariable } from './variables.ts';

type ExpandWord = (frame: Frame, word: Word, fields: Field[]) => void;

/** `a=(x y)`, `a+=(z)`, `m=([key]=value)`: elements in order, and those that have a key of their own by it. */
export function assignArray(frame: Frame, assignment: Assignment, expandWord: ExpandWord): void {
  const { name, value, append } = assignment;
  if (value.type !== 'ArrayValue') return;
  const { scope } = frame;
  const fields: Field[] = [];
  for (const element of value.elements) {
    if (fields.length < MAX_WORDS) expandWord(frame, element, fields);
  }
  const before = append ? (scope.arrays?.get(name) ?? []) : [];
  if (!append) scope.keyed?.delete(name);
  setArray(scope, name, before);
  for (const { text, glob } of fields) {
    // Quoted later, it is still what the pattern found.
    if (glob) notePattern(frame.reading, text);
    const [, key, keyed = ''] = /^\[([^\]]{1,256})\]\+?=(.*)$/s.exec(text) ?? [];
    if (key === undefined) addElement(scope, name, text);
    else setElement(frame, name, key, keyed);
  }
}

function addElement(scope: Scope, name: string, text: string): void {
  setArray(scope, name, [...(scope.arrays?.get(name) ?? []), text].slice(0, MAX_WORDS * 4));
}

/** `a[1]=x` and `m[key]=x`. */
export function setElement(frame: Frame, name: string, index: string, text: string): void {
  const { scope } = frame;
  const at = positionOf(frame, index);
  if (at === undefined || at < 0 || at >= MAX_WORDS) {
    const keyed = new Map(scope.keyed?.get(name));
    if (keyed.size < MAX_WORDS) keyed.set(index, text.length > MAX_TEXT ? UNKNOWN : text);
    (scope.keyed ??= new Map()).set(name, keyed);
    return addElement(scope, name, text);
  }
  const values = [...(scope.arrays?.get(name) ?? [])];
  while (values.length < at) values.push('');
  values[at] = text;
  setArray(scope, name, values);
}

/** `${a[i]}`: by its key, else by its position, which is an arithmetic expression. */
export function elementOf(frame: Frame, name: string, index: string): string {
  const { scope } = frame;
  const keyed = scope.keyed?.get(name)?.get(index);
  if (keyed !== undefined) return keyed;
  const array = scope.arrays?.get(name);
  if (!array) return index === '0' ? valueOfVariable(frame, name) : UNSET;
  if (!isKnown(index)) return UNKNOWN;
  const at = positionOf(frame, index);
  return at === undefined ? UNKNOWN : (array.at(at) ?? UNSET);
}

function positionOf(frame: Frame, index: string): number | undefined {
  if (/^-?\d{1,3}$/.test(index)) return Number(index);
  if (!isKnown(index) || index.length > 64 || !/[\d+*/%-]|^[A-Za-z_]\w*$/.test(index)) return undefined;
  return evaluateText(index, (name) => {
    const value = valueOfVariable(frame, name);
    return value === UNSET ? undefined : value;
  });
}
