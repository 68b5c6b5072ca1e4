import type { Field } from '../field.ts';
import { partOf } from '../field.ts';

/** How a program's words divide into flags, their values and operands. */
export interface FlagRules {
  /** Flags that take the next word (or the rest of theirs) as value: `-o`, `--output`. */
  readonly valued: ReadonlySet<string>;
  /** Flags that take two words, of which the second is the value: `--rawfile name file`. */
  readonly pairs?: ReadonlySet<string>;
  /** `-name` is one flag and not five. */
  readonly longSingle?: boolean;
  /** The first operand ends the flags (wrappers, `ssh host cmd`). */
  readonly stopAtOperand?: boolean;
  /** All long flags that may be abbreviated, when the program allows that (GNU). */
  readonly long?: readonly string[];
}

export interface FlagValue {
  readonly flag: string;
  readonly value: Field;
}

export interface Words {
  readonly flags: string[];
  readonly values: FlagValue[];
  readonly operands: Field[];
  /** Where the operands start, for wrappers. */
  rest: number;
}

export const NO_VALUES: ReadonlySet<string> = new Set();
const DASH = 45;

export function readWords(args: readonly Field[], rules: FlagRules): Words {
  const words: Words = { flags: [], values: [], operands: [], rest: args.length };
  for (let index = 0; index < args.length; index++) {
    const field = args[index];
    if (field === undefined) break;
    const { text } = field;
    if (text.charCodeAt(0) !== DASH || text.length === 1) {
      words.operands.push(field);
      if (!rules.stopAtOperand) continue;
      words.rest = index;
      pushAll(words.operands, args, index + 1);
      return words;
    }
    if (text === '--') {
      words.rest = index + 1;
      pushAll(words.operands, args, index + 1);
      return words;
    }
    const next = args[index + 1];
    if (text.charCodeAt(1) === DASH || rules.longSingle) {
      if (readLong(field, next, rules, words)) index++;
      else if (rules.pairs?.has(text) && args[index + 2]) {
        // The name is of no interest, the value is.
        words.values.push({ flag: text, value: args[index + 2] ?? field });
        index += 2;
      }
    } else if (readCluster(field, next, rules, words)) index++;
  }
  return words;
}

function pushAll(operands: Field[], args: readonly Field[], from: number): void {
  for (let index = from; index < args.length; index++) {
    const field = args[index];
    if (field) operands.push(field);
  }
}

/** True when the next word was taken as value. */
function readLong(field: Field, next: Field | undefined, rules: FlagRules, words: Words): boolean {
  const { text } = field;
  const equals = text.indexOf('=');
  const flag = wholeFlag(equals < 0 ? text : text.slice(0, equals), rules);
  addFlag(words.flags, flag);
  if (equals >= 0) {
    const whole = rules.valued.has(flag) ? flag : (abbreviated(flag, rules) ?? flag);
    words.values.push({ flag: whole, value: partOf(field, text.slice(equals + 1)) });
    return false;
  }
  if (!next) return false;
  if (rules.valued.has(flag)) {
    words.values.push({ flag, value: next });
    return true;
  }
  // Whether it is a short form of that flag or a flag of its own is not known: the word is taken as both.
  const whole = abbreviated(flag, rules);
  if (whole !== undefined) words.values.push({ flag: whole, value: next });
  return false;
}

/** The flag with a value that `--inp` may be short for; most programs take any beginning that is clear. */
function abbreviated(flag: string, rules: FlagRules): string | undefined {
  if (flag.length < 5 || flag.charCodeAt(1) !== DASH) return undefined;
  for (const whole of rules.valued) if (whole.length > flag.length && whole.startsWith(flag)) return whole;
  return undefined;
}

/** `--recurs` is `--recursive` to GNU programs. */
function wholeFlag(flag: string, rules: FlagRules): string {
  if (!rules.long || flag.length < 4 || rules.valued.has(flag)) return flag;
  return rules.long.find((whole) => whole.startsWith(flag)) ?? flag;
}

function readCluster(field: Field, next: Field | undefined, rules: FlagRules, words: Words): boolean {
  const { text } = field;
  for (let index = 1; index < text.length; index++) {
    const flag = `-${text[index]}`;
    if (rules.valued.has(flag)) {
      addFlag(words.flags, flag);
      if (index + 1 < text.length) {
        words.values.push({ flag, value: partOf(field, text.slice(index + 1)) });
        return false;
      }
      if (next) words.values.push({ flag, value: next });
      return next !== undefined;
    }
    // `-j4`, `-DNAME=x`: what follows the letters is a value.
    if (index > 1 && !isFlagCharacter(text.charCodeAt(index))) {
      words.values.push({ flag: words.flags.at(-1) ?? '', value: partOf(field, text.slice(index)) });
      return false;
    }
    addFlag(words.flags, flag);
  }
  return false;
}

const isFlagCharacter = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);

function addFlag(flags: string[], flag: string): void {
  if (!flags.includes(flag) && flags.length < 1000) flags.push(flag.length > 255 ? flag.slice(0, 255) : flag);
}
