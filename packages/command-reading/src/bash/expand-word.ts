import {
  type ArithmeticExpression,
  type DoubleQuotedChild,
  forEachChild,
  parse,
  type SyntaxNode,
  type Word,
  type WordPart,
} from 'unbash';
import { type Field, UNKNOWN, UNSET } from '../field.ts';
import { deeper, type Frame, mark, notePattern, through } from '../frame.ts';
import { MAX_EXPANDED, MAX_TEXT, MAX_WORDS } from '../limits.ts';
import { homeOf } from '../place/lexical-path.ts';
import { copyScope, setVariable } from '../scope.ts';
import { FROM_PROGRAM, NO_STREAM, type Stream } from '../stream.ts';
import { evaluateArithmetic } from './arithmetic.ts';
import { expandBraces } from './brace-expansion.ts';
import { expandParameter } from './parameter-expansion.ts';
import { hasPattern } from './shell-pattern.ts';
import { valueOfVariable } from './variables.ts';

/** A word being put together; unquoted expansions can end it and start the next. */
interface Builder {
  readonly fields: Field[];
  readonly source: string;
  text: string;
  glob: boolean;
  /** Something, if only quotes, stands in the word, so that it is one even when empty. */
  started: boolean;
  /** Unquoted values are divided at blanks. */
  readonly splits: boolean;
}

/** The fields that a word becomes: none, one or many. */
export function expandWord(frame: Frame, word: Word, fields: Field[]): void {
  const { parts } = word;
  if (parts === undefined) {
    const { text } = word;
    const value = text.charCodeAt(0) === 126 ? expandTilde(frame, word.value) : word.value;
    fields.push({ text: value, source: text, glob: false });
    return;
  }
  if (parts.some((part) => part.type === 'BraceExpansion')) return expandBraceWord(frame, word, fields);
  const builder: Builder = { fields, source: word.text, text: '', glob: false, started: false, splits: true };
  let isFirst = true;
  for (const part of parts) {
    addPart(frame, builder, part, isFirst);
    isFirst = false;
  }
  finish(builder);
}

/** One text without dividing: assignments, redirections, here-documents, patterns. */
export function expandText(frame: Frame, word: Word): string {
  const { parts } = word;
  if (parts === undefined) {
    return word.text.charCodeAt(0) === 126 ? expandTilde(frame, word.value) : word.value;
  }
  return expandParts(frame, parts, word.text);
}

export function expandParts(frame: Frame, parts: readonly WordPart[], source: string): string {
  const builder: Builder = { fields: [], source, text: '', glob: false, started: false, splits: false };
  for (const [index, part] of parts.entries()) addPart(frame, builder, part, index === 0);
  return builder.text;
}

function finish(builder: Builder): void {
  if (!builder.started && builder.text === '') return;
  builder.fields.push({ text: builder.text, source: builder.source, glob: builder.glob });
  builder.text = '';
  builder.glob = false;
  builder.started = false;
}

/** The shell expands braces before anything else, as text, so that is how it is done here. */
function expandBraceWord(frame: Frame, word: Word, fields: Field[]): void {
  const sources = expandBraces(word.text);
  if (sources === undefined) mark(frame, 'too-deep');
  // A range of one (`{e..e}`) gives one word as well, but another one.
  if (sources === undefined || (sources.length < 2 && sources[0] === word.text)) {
    const value = sources === undefined ? UNKNOWN : word.value;
    fields.push({ text: value, source: word.text, glob: hasPattern(word.value) });
    return;
  }
  for (const source of sources) {
    const command = parse(`: ${source}`).commands[0]?.command;
    const inner = command?.type === 'Command' ? command.suffix[0] : undefined;
    if (inner?.type !== 'Word') continue;
    if (inner.parts?.some((part) => part.type === 'BraceExpansion')) {
      fields.push({ text: inner.value, source, glob: false });
    } else expandWord(frame, inner, fields);
  }
}

function addPart(frame: Frame, builder: Builder, part: WordPart, isFirst: boolean): void {
  switch (part.type) {
    case 'Literal':
      builder.text +=
        isFirst && part.text.charCodeAt(0) === 126 ? expandTilde(frame, part.value) : part.value;
      return;
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      builder.text += part.value;
      builder.started = true;
      return;
    case 'DoubleQuoted':
    case 'LocaleString':
      builder.started = true;
      for (const child of part.parts) addQuoted(frame, builder, child);
      return;
    case 'Glob':
      builder.text += part.text;
      builder.glob = true;
      return;
    case 'ExtendedGlob':
      // What stands in it is not spelled out for policies: any name is possible.
      builder.text += '*';
      builder.glob = true;
      return;
    case 'BraceExpansion':
      builder.text += part.text;
      return;
    case 'ProcessSubstitution':
      builder.text += substitutionPath(frame, runSubstitution(frame, part.script, '<()'));
      return;
    case 'SimpleExpansion':
    case 'ParameterExpansion':
    case 'CommandExpansion':
    case 'ArithmeticExpansion':
      addUnquoted(frame, builder, part);
  }
}

type Expansion = Exclude<DoubleQuotedChild, { type: 'Literal' }>;

function addQuoted(frame: Frame, builder: Builder, part: DoubleQuotedChild): void {
  if (part.type === 'Literal') {
    builder.text += part.value;
    return;
  }
  const { value } = valueOf(frame, part);
  if (typeof value === 'string') {
    builder.text += value;
    if (frame.reading.patterns?.has(value)) builder.glob = true;
    return;
  }
  if (isJoined(part)) {
    // `"${a[*]}"` is one word, with the first character of IFS between the elements.
    builder.text += value.join((frame.scope.variables.get('IFS') ?? ' ').slice(0, 1));
    return;
  }
  // `"$@"` and `"${array[@]}"` keep their elements apart.
  for (const [index, element] of value.entries()) {
    if (index > 0 && builder.splits) {
      finish(builder);
      builder.started = true;
    } else if (index > 0) builder.text += ' ';
    builder.text += element;
    if (frame.reading.patterns?.has(element)) builder.glob = true;
  }
  if (value.length === 0 && builder.text === '') builder.started = false;
}

/** `$*`, `${*}`, `${a[*]}`: what quotes make one word of. */
const isJoined = (part: Expansion): boolean =>
  part.type === 'SimpleExpansion'
    ? part.text === '$*'
    : part.type === 'ParameterExpansion' && (part.index?.text ?? part.parameter) === '*';

function addUnquoted(frame: Frame, builder: Builder, part: Expansion): void {
  const { value, glob } = valueOf(frame, part);
  if (glob && hasPattern(typeof value === 'string' ? value : value.join(' '))) builder.glob = true;
  const values = typeof value === 'string' ? [value] : value;
  for (const [index, element] of values.entries()) {
    if (index > 0) {
      if (builder.splits) finish(builder);
      else builder.text += ' ';
    }
    if (builder.splits) addSplit(frame, builder, element);
    else builder.text += element;
  }
}

function addSplit(frame: Frame, builder: Builder, value: string): void {
  const separators = frame.scope.variables.get('IFS') ?? ' \t\n';
  const isSeparator = (character: string): boolean => separators.includes(character);
  let piece = '';
  // Blanks stand for one border together, and for none beside another separator; each of those has a word before it.
  let afterBlank = false;
  for (const character of value) {
    if (!isSeparator(character)) {
      piece += character;
      afterBlank = false;
      continue;
    }
    const isBlank = /\s/.test(character);
    if (!isBlank && !afterBlank) builder.started = true;
    addPiece(builder, piece);
    afterBlank = isBlank && (afterBlank || piece !== '' || builder.started);
    piece = '';
    finish(builder);
    if (builder.fields.length > MAX_WORDS * 4) return;
  }
  addPiece(builder, piece);
}

function addPiece(builder: Builder, piece: string): void {
  builder.text += piece;
  if (hasPattern(piece)) builder.glob = true;
}

interface ExpansionValue {
  readonly value: string | readonly string[];
  readonly glob: boolean;
}

function valueOf(frame: Frame, part: Expansion): ExpansionValue {
  const { reading } = frame;
  switch (part.type) {
    case 'SimpleExpansion': {
      const name = part.text.slice(1);
      if (name === '@' || name === '*') return { value: frame.scope.positional, glob: true };
      return bounded(reading, valueOfVariable(frame, name));
    }
    case 'ParameterExpansion': {
      const value = expandParameter(frame, part, expandText);
      return typeof value === 'string' ? bounded(reading, value) : { value, glob: true };
    }
    case 'CommandExpansion': {
      const stream = runSubstitution(frame, part.script, '$()');
      const text = stream.text === undefined ? UNKNOWN : stream.text.replace(/\n+$/, '');
      if (stream.decoded && text.length > 1) noteDecoded(reading, text);
      if (stream.glob) notePattern(reading, text);
      return bounded(reading, text);
    }
    case 'ArithmeticExpansion':
    default: {
      if (part.text.includes('$(') || part.text.includes('`')) runNested(frame, part);
      const number = evaluateIn(frame, part.expression);
      return { value: number === undefined ? UNKNOWN : String(number), glob: false };
    }
  }
}

/** Arithmetic with this shell's variables. An assignment whose value can't be told leaves none that can. */
export function evaluateIn(frame: Frame, expression: ArithmeticExpression | undefined): number | undefined {
  return evaluateArithmetic(expression, {
    // A name that nothing sets counts as nought.
    valueOf: (name) => {
      const value = valueOfVariable(frame, name);
      return value === UNSET || value === '' ? '0' : value;
    },
    expand: ({ parts, value }) => (parts ? expandParts(frame, parts, value) : value),
    assign: (name, value) => setVariable(frame.scope, name, value === undefined ? UNKNOWN : String(value)),
  });
}

function noteDecoded(reading: Frame['reading'], text: string): void {
  reading.decoded ??= new Set();
  if (reading.decoded.size < 64) reading.decoded.add(text);
}

/** Values are only followed up to a length, each and all together: `x=$x$x` repeated ends here. */
function bounded(reading: Frame['reading'], value: string): ExpansionValue {
  reading.expanded += value.length;
  if (value.length > MAX_TEXT || reading.expanded > MAX_EXPANDED) return { value: UNKNOWN, glob: false };
  return { value, glob: true };
}

function runSubstitution(
  frame: Frame,
  script: Parameters<Frame['reading']['engine']['runScript']>[1] | undefined,
  wrapper: string,
): Stream {
  if (!script) return FROM_PROGRAM;
  const inner = deeper(frame, {
    scope: copyScope(frame.scope),
    via: through(frame, wrapper),
    direct: [],
    heard: true,
    stdin: NO_STREAM,
  });
  return inner ? frame.reading.engine.runScript(inner, script) : FROM_PROGRAM;
}

/** The commands inside parts that are not otherwise evaluated. */
export function runNested(frame: Frame, node: SyntaxNode): void {
  forEachChild(node, (child) => {
    const runs = child.type === 'CommandExpansion' || child.type === 'ArithmeticCommandExpansion';
    if (runs || child.type === 'ProcessSubstitution') {
      runSubstitution(frame, child.script, '$()');
    } else if (child.type !== 'Script') runNested(frame, child);
  });
}

function substitutionPath(frame: Frame, stream: Stream): string {
  const substitutions = (frame.reading.substitutions ??= new Map());
  // Far from the numbers that commands give themselves.
  const path = `/dev/fd/${1063 - substitutions.size}`;
  substitutions.set(path, stream);
  return path;
}

function expandTilde(frame: Frame, value: string): string {
  const slash = value.indexOf('/');
  const who = slash < 0 ? value.slice(1) : value.slice(1, slash);
  const rest = slash < 0 ? '' : value.slice(slash);
  if (who === '') {
    const home = frame.scope.variables.get('HOME');
    return (home === undefined || home === UNSET ? frame.scope.home : home) + rest;
  }
  if (who === '+') return frame.scope.folder + rest;
  if (who === '-') return frame.scope.oldFolder + rest;
  const stacked = /^[+-]?\d{1,3}$/.test(who) ? stackedFolder(frame, who) : undefined;
  if (stacked !== undefined) return stacked + rest;
  return /^[\w.][\w.-]*$/.test(who) ? homeOf(who, frame.scope.home) + rest : value;
}

/** `~1`, `~+1`, `~-0`: the folders of `pushd`, counted from the current one or from the oldest. */
function stackedFolder({ scope }: Frame, which: string): string | undefined {
  const folders = [scope.folder, ...scope.folderStack.toReversed()];
  const index = Number(which.replace(/^[+-]/, ''));
  return which.startsWith('-') ? folders.at(-1 - index) : folders[index];
}
