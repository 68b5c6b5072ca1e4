import type { ProgramUse } from '@sallyport/action-model';
import { type Field, isKnown, literal, partOf, UNKNOWN } from '../field.ts';
import { deeper, type Frame, mark, through } from '../frame.ts';
import { MAX_PROGRAMS, MAX_STEPS } from '../limits.ts';
import { resolveLexically } from '../place/lexical-path.ts';
import { enterFolder, setVariable } from '../scope.ts';
import { decodeBase64Bytes } from '../text/decode.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import { usePath } from '../uses.ts';
import { readCmdWords } from './cmd-words.ts';
import { findCmdlet } from './cmdlets.ts';
import { knownVariable } from './known-variables.ts';
import { tokenizePowershell, type Word } from './lexer.ts';
import { evaluate, startCmd, startPowershell, startProcess } from './nested-code.ts';
import { readUrls, useCmdletWords, useOtherWords, useStaticCall } from './use-words.ts';

/** PowerShell and cmd, read more simply than bash: statements, pipelines, known cmdlets, code given as text. */
export function readPowershell(frame: Frame, code: string, dialect: 'powershell' | 'cmd'): string {
  const words =
    dialect === 'cmd'
      ? readCmdWords(code, (name) => knownVariable(frame, name))
      : tokenizePowershell(
          code,
          (name) => knownVariable(frame, name),
          (inner) => readNested(frame, inner),
        );
  let statement: Word[] = [];
  let previous: Statement | undefined;
  let value = '';
  let isCall = false;
  for (const word of endedWith(words)) {
    if (word.kind !== 'sign' || word.text === ',' || word.text.includes('>') || word.text === '<') {
      statement.push(word);
      continue;
    }
    if (word.text === '&' && statement.length === 0) {
      isCall = true;
      continue;
    }
    if (statement.length > 0) {
      const current = runStatement(frame, statement, previous, dialect, isCall);
      value = current.value;
      previous = word.text === '|' ? current : undefined;
    }
    statement = [];
    isCall = false;
  }
  return value;
}

function* endedWith(words: Iterable<Word>): Generator<Word> {
  yield* words;
  yield { kind: 'sign', text: ';' };
}

interface Statement {
  /** What its value is, where that can be told. */
  readonly value: string;
  /** Its index among the programs. */
  readonly index: number | undefined;
  readonly name: string;
  /** What it hands down the pipe, where that is a list of files. */
  readonly targets: readonly Field[];
}

function readNested(frame: Frame, code: string): string {
  const inner = deeper(frame, { via: frame.via });
  if (!inner) return UNKNOWN;
  const plain = code.trim();
  const text = /^'([^']*)'$/.exec(plain)?.[1];
  if (text !== undefined) return text;
  // `('a'+'b')`: texts put together.
  if (/^(?:'[^']*'|"[^"$`]*")(?:\s*\+\s*(?:'[^']*'|"[^"$`]*"))+$/.test(plain))
    return plain.replaceAll(/["']\s*\+\s*["']|^["']|["']$/g, '');
  return readPowershell(inner, code, 'powershell');
}

function runStatement(
  frame: Frame,
  words: readonly Word[],
  previous: Statement | undefined,
  dialect: 'powershell' | 'cmd',
  isCall = false,
): Statement {
  if (++frame.reading.steps > MAX_STEPS) {
    mark(frame, 'too-deep');
    return { value: UNKNOWN, index: undefined, name: '', targets: [] };
  }
  const [first, second] = words;
  if (first?.kind === 'word' && dialect === 'powershell') {
    const assigned = /^\$((?:\w+:)?\w+)(=?)(.*)$/s.exec(first.source);
    const isAssignment =
      assigned && (assigned[2] === '=' || (second?.kind === 'word' && second.text === '='));
    if (isAssignment) return assign(frame, words, assigned, dialect);
  }
  const blocks = words.filter((word) => word.kind === 'block');
  const plain = words.filter((word) => word.kind === 'word' || word.kind === 'sign');
  const fields = dialect === 'cmd' ? readCmdPrefix(frame, redirect(frame, plain)) : redirect(frame, plain);
  let { value, index, name } = { value: UNKNOWN, index: undefined as number | undefined, name: '' };
  let targets = previous?.targets ?? [];
  const [program] = fields;
  if (program) {
    name = nameOf(program.text);
    if (!isCall && dialect === 'powershell' && isExpression(first)) {
      value = program.text;
      useStaticCall(frame, program.text);
      if (/frombase64string/i.test(program.text)) value = decodeCall(program.text);
    } else {
      index = note(frame, name, program, fields.slice(1));
      connect(frame, previous, index);
      value = runNamed(frame, name, program, fields.slice(1), previous, dialect);
      if (/^(?:get-childitem|gci|dir|ls|get-item|gi)$/.test(name)) targets = filesOf(fields.slice(1));
    }
  }
  const [target] = targets;
  if (target) setVariable(frame.scope, '_', target.text);
  for (const block of blocks) {
    const inner = deeper(frame, { via: through(frame, name || '{}'), certain: false });
    if (inner) readPowershell(inner, block.text, dialect);
  }
  return { value, index, name, targets };
}

function assign(
  frame: Frame,
  words: readonly Word[],
  match: RegExpExecArray,
  dialect: 'powershell' | 'cmd',
): Statement {
  const [, name = '', sign = ''] = match;
  const [first, , ...rest] = words;
  const glued = first?.kind === 'word' && sign === '=' ? first.text.slice(first.text.indexOf('=') + 1) : '';
  const right: readonly Word[] =
    sign === '='
      ? [
          ...(glued === ''
            ? []
            : [{ ...first, kind: 'word' as const, text: glued, source: glued, quoted: true }]),
          ...words.slice(1),
        ]
      : rest;
  const [only] = right;
  const isValue = right.every(
    (word) => word.kind === 'word' && (word.quoted || word.text === '+' || word.source.startsWith('$')),
  );
  const joined = right.map((word) => (word.kind === 'word' && word.text !== '+' ? word.text : '')).join('');
  const value = isValue ? joined : only ? runStatement(frame, right, undefined, dialect).value : '';
  setVariable(frame.scope, name.toLowerCase(), value);
  return { value: '', index: undefined, name: '', targets: [] };
}

const isWord = (field: Field | undefined, word: string): boolean => field?.text.toLowerCase() === word;

/** Takes `do`, `call`, `@`, `if …` and `for … in` off a statement of cmd, and sets what `set` and `for` set. */
function readCmdPrefix(frame: Frame, given: readonly Field[]): readonly Field[] {
  const { variables } = frame.scope;
  const pending = variables.get('for:');
  if (pending !== undefined) {
    // The words in brackets after `for %f in` are the values of its letter.
    variables.delete('for:');
    variables.set(`for:${pending}`, given.map((field) => field.text).join(' '));
    return [];
  }
  let fields = given;
  const [first] = fields;
  if (first?.text.startsWith('@')) fields = [partOf(first, first.text.slice(1)), ...fields.slice(1)];
  while (isWord(fields[0], 'do') || isWord(fields[0], 'call') || isWord(fields[0], 'else'))
    fields = fields.slice(1);
  if (isWord(fields[0], 'for')) {
    const letter = /%([a-z])$/i.exec(fields.find((field) => field.text.startsWith('%'))?.text ?? '')?.[1];
    if (letter) variables.set('for:', letter.toLowerCase());
    return [];
  }
  if (isWord(fields[0], 'set')) {
    const [, name = '', value = ''] =
      /^(?:\/\w\s+)?([^=]+)=(.*)$/s.exec(
        fields
          .slice(1)
          .map((field) => field.text)
          .join(' '),
      ) ?? [];
    if (name !== '') setVariable(frame.scope, name.trim().toLowerCase(), value);
  }
  if (!isWord(fields[0], 'if')) return fields;
  let at = 1;
  while (/^(?:\/i|not)$/i.test(fields[at]?.text ?? '')) at++;
  if (/^(?:exist|defined|errorlevel)$/i.test(fields[at]?.text ?? '')) at += 2;
  else at += fields[at]?.text.includes('==') ? 1 : 3;
  return fields.slice(at);
}

/** A text or a value on its own is no command unless `&` calls it; it is what goes down the pipe. */
function isExpression(first: Word | undefined): boolean {
  if (first?.kind !== 'word') return false;
  if (/^[$[(@]/.test(first.source)) return true;
  return /^["']/.test(first.source);
}

/** What `Get-ChildItem` lists: everything in the folders it names. */
function filesOf(args: readonly Field[]): readonly Field[] {
  const folders = args.filter(
    (field, at) =>
      !field.text.startsWith('-') && !/^-(?:filter|include|exclude|depth)$/i.test(args[at - 1]?.text ?? ''),
  );
  return (folders.length > 0 ? folders : [literal('.')]).map((field) => ({
    ...field,
    text: `${field.text}/*`,
    glob: true,
  }));
}

/** Takes `> file` out of the words. */
function redirect(frame: Frame, words: readonly Word[]): readonly Field[] {
  const fields: Field[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word?.kind === 'sign' && (word.text.includes('>') || word.text === '<')) {
      const target = words[at + 1];
      if (target?.kind === 'word' && !/^(?:\$null|nul|&\d)$/i.test(target.source)) {
        usePath(
          frame,
          { text: target.text, source: target.source, glob: false },
          word.text === '<' ? 'read' : 'write',
        );
      }
      at++;
    } else if (word?.kind === 'word')
      fields.push({ text: word.text, source: word.source, glob: !word.quoted && /[*?]/.test(word.text) });
  }
  return fields;
}

const nameOf = (text: string): string =>
  text
    .slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1)
    .toLowerCase()
    .replace(/\.(?:exe|com)$/, '');

function note(frame: Frame, name: string, given: Field, args: readonly Field[]): number | undefined {
  const { programs } = frame.reading;
  if (programs.length >= MAX_PROGRAMS) {
    mark(frame, 'too-deep');
    return undefined;
  }
  if (!isKnown(name)) mark(frame, 'dynamic-program');
  const flags = args
    .filter((field) => /^[-/]\w/.test(field.text))
    .map((field) =>
      field.text
        .replace(/[:=\s].*$/s, '')
        .toLowerCase()
        .slice(0, 255),
    );
  const use: ProgramUse = {
    name: isKnown(name) ? name.slice(0, 255) : '?',
    given: given.source.slice(0, 8192),
    args: args.map((field) => (isKnown(field.text) ? field.text : field.source)),
    flags: [...new Set(flags)],
    via: [...frame.via],
    certain: frame.certain && isKnown(name),
    elevated: frame.elevated,
  };
  return programs.push(use) - 1;
}

function connect(frame: Frame, previous: Statement | undefined, index: number | undefined): void {
  const writer = previous?.index === undefined ? undefined : frame.reading.programs[previous.index];
  if (writer && index !== undefined) writer.pipesTo = index;
}

function runNamed(
  frame: Frame,
  name: string,
  given: Field,
  args: readonly Field[],
  previous: Statement | undefined,
  dialect: 'powershell' | 'cmd',
): string {
  const inner = deeper(frame, { via: through(frame, name) });
  if (!inner) return UNKNOWN;
  if (/^(?:set-location|sl|cd|chdir|push-location|pushd|cd~|cd\.\.)$/.test(name)) {
    // `cd~` and `cd..` are functions of their own.
    const target =
      name.startsWith('cd') && name !== 'cd'
        ? literal(name.slice(2))
        : args.find((field) => !/^[-/][a-z]/i.test(field.text));
    if (target)
      enterFolder(
        frame.scope,
        resolveLexically(target.text, { home: frame.scope.home, cwd: frame.scope.folder }).path,
      );
    return '';
  }
  if (/^(?:invoke-expression|iex)$/.test(name)) {
    evaluate(inner, args, previous?.value);
    return UNKNOWN;
  }
  if (/^(?:powershell|pwsh)$/.test(name)) {
    startPowershell(inner, args, previous?.value);
    return UNKNOWN;
  }
  if (name === 'cmd') {
    startCmd(inner, args);
    return UNKNOWN;
  }
  if (/^(?:start-process|saps|start)$/.test(name)) {
    startProcess(inner, args, dialect);
    return UNKNOWN;
  }
  if (name === 'join-path') {
    return args
      .filter((field) => !field.text.startsWith('-'))
      .map((field) => field.text)
      .join('/');
  }
  if (name === 'echo' || name === 'write-output' || name === 'write-host')
    return args.map((field) => field.text).join(' ');
  if (/^(?:bash|wsl|sh)$/.test(name)) {
    const words =
      name === 'wsl'
        ? args.filter((field) => field.text !== '--' && field.text !== '-e')
        : [literal(name), ...args];
    frame.reading.engine.runProgram(inner, words);
    return UNKNOWN;
  }
  const spec = findCmdlet(name);
  if (spec) useCmdletWords(frame, spec, args, dialect, previous?.targets ?? []);
  else useOtherWords(frame, name, given, args);
  for (const field of [given, ...args])
    if (/downloadstring|downloadfile|webclient|httpclient/i.test(field.text)) readUrls(frame, field.text);
  return UNKNOWN;
}

function decodeCall(text: string): string {
  const body = /frombase64string\(['"]?([A-Za-z0-9+/=]+)/i.exec(text)?.[1];
  return body === undefined ? UNKNOWN : decodeUtf8(decodeBase64Bytes(body));
}
