import type { ProgramUse } from '@sallyport/action-model';
import { type Field, isKnown, literal, UNKNOWN, UNSET } from '../field.ts';
import { deeper, type Frame, mark, through } from '../frame.ts';
import { MAX_PROGRAMS, MAX_STEPS } from '../limits.ts';
import { resolveLexically } from '../place/lexical-path.ts';
import { useAs } from '../programs/file-program.ts';
import { looksLikePath } from '../programs/unknown-program.ts';
import { enterFolder, setVariable } from '../scope.ts';
import { decodeBase64Bytes } from '../text/decode.ts';
import { decodeUtf16, decodeUtf8 } from '../text/utf8.ts';
import { usePath, useUrl } from '../uses.ts';
import { readCmdWords } from './cmd-words.ts';
import { findCmdlet } from './cmdlets.ts';
import { tokenizePowershell, type Word } from './lexer.ts';

/** PowerShell and cmd, read more simply than bash: statements, pipelines, known cmdlets, code given as text. */
export function readPowershell(frame: Frame, code: string, dialect: 'powershell' | 'cmd'): string {
  const words =
    dialect === 'cmd'
      ? readCmdWords(code, (name) => variable(frame, name))
      : tokenizePowershell(
          code,
          (name) => variable(frame, name),
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

function variable(frame: Frame, name: string): string {
  const { scope } = frame;
  const set = scope.variables.get(name);
  if (set !== undefined) return set;
  switch (name) {
    case 'home':
    case 'env:userprofile':
    case 'env:home':
    case 'userprofile':
    case '~':
      return scope.home;
    case 'pwd':
    case 'cd':
      return scope.folder;
    case 'env:appdata':
    case 'appdata':
      return `${scope.home}/AppData/Roaming`;
    case 'env:localappdata':
    case 'localappdata':
      return `${scope.home}/AppData/Local`;
    case 'env:temp':
    case 'env:tmp':
    case 'temp':
    case 'tmp':
      return `${scope.home}/AppData/Local/Temp`;
    case 'env:username':
    case 'username':
      return scope.home.slice(Math.max(scope.home.lastIndexOf('/'), scope.home.lastIndexOf('\\')) + 1);
    case 'env:systemroot':
    case 'env:windir':
    case 'systemroot':
    case 'windir':
      return 'C:/Windows';
    case 'env:programfiles':
    case 'programfiles':
      return 'C:/Program Files';
    case 'env:homedrive':
    case 'homedrive':
    case 'systemdrive':
    case 'env:systemdrive':
      return 'C:';
    case 'homepath':
    case 'env:homepath':
      return scope.home.replace(/^[A-Za-z]:/, '');
    case 'null':
      return '';
    case 'true':
    case 'false':
      return `$${name}`;
    case '_':
    case 'psitem':
      return UNKNOWN;
    default:
      return frame.reading.context.variables?.[name.replace(/^env:/, '').toUpperCase()] ?? UNSET;
  }
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
  const fields = redirect(frame, plain);
  let { value, index, name } = { value: UNKNOWN, index: undefined as number | undefined, name: '' };
  let targets = previous?.targets ?? [];
  const [program] = fields;
  if (program) {
    name = nameOf(program.text);
    if (!isCall && dialect === 'powershell' && isExpression(first)) value = program.text;
    else {
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

const DOWNLOADS = /^(?:invoke-webrequest|iwr|invoke-restmethod|irm|curl|wget)$/;

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
  if (/^(?:set-location|sl|cd|chdir|push-location|pushd)$/.test(name)) {
    const target = args.find((field) => !/^[-/][a-z]/i.test(field.text));
    if (target)
      enterFolder(
        frame.scope,
        resolveLexically(target.text, { home: frame.scope.home, cwd: frame.scope.folder }).path,
      );
    return '';
  }
  if (/^(?:invoke-expression|iex)$/.test(name)) return evaluate(inner, args, previous);
  if (/^(?:powershell|pwsh)$/.test(name)) return startPowershell(inner, args, previous);
  if (name === 'cmd') return startCmd(inner, args);
  if (/^(?:start-process|saps|start)$/.test(name)) return startProcess(inner, args, dialect);
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
  if (spec) readCmdlet(frame, spec, args, dialect, previous?.targets ?? []);
  else readOther(frame, name, given, args);
  if (/frombase64string/i.test(given.text)) return decodeCall(given.text);
  for (const field of [given, ...args])
    if (/downloadstring|downloadfile|webclient|httpclient/i.test(field.text)) readUrls(frame, field.text);
  return DOWNLOADS.test(name) || /download/i.test(given.text) ? UNKNOWN : UNKNOWN;
}

function decodeCall(text: string): string {
  const body = /frombase64string\(['"]?([A-Za-z0-9+/=]+)/i.exec(text)?.[1];
  return body === undefined ? UNKNOWN : decodeUtf8(decodeBase64Bytes(body));
}

function readUrls(frame: Frame, text: string): void {
  for (const [url] of text.matchAll(/[a-z][a-z0-9+.-]*:\/\/[^\s"'<>)]+/gi)) useUrl(frame, url, 'both');
}

/** `iex CODE`, `… | iex`. */
function evaluate(frame: Frame, args: readonly Field[], previous: Statement | undefined): string {
  const code = args
    .filter((field) => !/^-command$/i.test(field.text))
    .map((field) => field.text)
    .join(' ');
  const text = code === '' ? (previous?.value ?? UNKNOWN) : code;
  for (const field of args) readUrls(frame, field.source);
  if (!isKnown(text)) {
    mark(frame, code === '' ? 'piped-code' : 'dynamic-code');
    return UNKNOWN;
  }
  return readPowershell(frame, text, 'powershell');
}

function startPowershell(frame: Frame, args: readonly Field[], previous: Statement | undefined): string {
  for (const [at, field] of args.entries()) {
    const flag = field.text.toLowerCase().replace(/^\//, '-');
    const rest = args.slice(at + 1);
    if (/^-e(?:c|nc?\w*)?$/.test(flag) && !flag.startsWith('-ex')) {
      mark(frame, 'decoded-code');
      const code = rest[0]?.text ?? '';
      if (!isKnown(code)) mark(frame, 'dynamic-code');
      return readPowershell(frame, decodeUtf16(decodeBase64Bytes(code)), 'powershell');
    }
    if (/^-c(?:o\w*)?$/.test(flag)) return evaluate(frame, rest, previous);
    if (/^-f(?:i\w*)?$/.test(flag)) {
      if (rest[0]) usePath(frame, rest[0], 'execute');
      mark(frame, 'script-file');
      return UNKNOWN;
    }
    if (/^-(?:ex\w*|ep|w\w*|v\w*|i\w*f\w*|o\w*f\w*)$/.test(flag))
      args = args.filter((other) => other !== field && other !== rest[0]);
  }
  const plain = args.filter((field) => !field.text.startsWith('-'));
  return plain.length > 0 || previous ? evaluate(frame, plain, previous) : UNKNOWN;
}

function startCmd(frame: Frame, args: readonly Field[]): string {
  const at = args.findIndex((field) => /^\/[ck]$/i.test(field.text));
  if (at < 0) return UNKNOWN;
  return readPowershell(
    frame,
    args
      .slice(at + 1)
      .map((field) => field.text)
      .join(' '),
    'cmd',
  );
}

function startProcess(frame: Frame, args: readonly Field[], dialect: 'powershell' | 'cmd'): string {
  const plain = args.filter(
    (field) =>
      !/^(?:-(?:filepath|argumentlist|args|wait|nonewwindow|windowstyle|verb|passthru|workingdirectory)|\/\w+)$/i.test(
        field.text,
      ),
  );
  const elevated = args.some(
    (field, at) => /^-verb$/i.test(field.text) && /^runas$/i.test(args[at + 1]?.text ?? ''),
  );
  const words = plain.filter((field) => !/^(?:runas|hidden|normal)$/i.test(field.text));
  const text = words
    .map((field) => (/\s/.test(field.text) && words.indexOf(field) === 0 ? `"${field.text}"` : field.text))
    .join(' ');
  const inner = elevated ? { ...frame, elevated: true } : frame;
  return text === '' ? UNKNOWN : readPowershell(inner, text, dialect);
}

function readCmdlet(
  frame: Frame,
  spec: NonNullable<ReturnType<typeof findCmdlet>>,
  args: readonly Field[],
  dialect: 'powershell' | 'cmd',
  piped: readonly Field[],
): void {
  const isSwitch = (field: Field): boolean =>
    dialect === 'cmd' ? /^\/[a-z?]/i.test(field.text) && field.text.length <= 6 : field.text.startsWith('-');
  const recursive =
    spec.recursive === true || args.some((field) => /^(?:-r(?:ec\w*)?|-rf|\/s|\/e|\/mir)$/i.test(field.text));
  const posts =
    args.some(
      (field, at) => /^-method$/i.test(field.text) && /^(?:post|put|patch)$/i.test(args[at + 1]?.text ?? ''),
    ) || args.some((field) => /^-(?:body|infile|form)$/i.test(field.text));
  let position = 0;
  for (let at = 0; at < args.length; at++) {
    const field = args[at];
    if (!field) break;
    if (isSwitch(field)) {
      const [flag = '', glued] = field.text.toLowerCase().split(/:(?=.)/, 2);
      const role =
        spec.parameters.get(flag) ??
        [...spec.parameters].find(([name]) => flag.length > 2 && name.startsWith(flag))?.[1];
      if (role === undefined) continue;
      const value = glued === undefined ? args[++at] : literal(glued);
      if (value) useAs(frame, value, role === 'url' && posts ? 'send-url' : role, recursive);
      continue;
    }
    const role = spec.operands[Math.min(position, spec.operands.length - 1)];
    // `rm a, b`: a comma makes a list of one parameter.
    position++;
    if (role) useAs(frame, field, role === 'url' && posts ? 'send-url' : role, recursive);
  }
  const [first] = spec.operands;
  if (position === 0 && first && first !== 'text')
    for (const field of piped) useAs(frame, field, first, true);
}

function readOther(frame: Frame, name: string, given: Field, args: readonly Field[]): void {
  if (/[\\/]/.test(given.text) && isKnown(given.text) && !given.text.includes('(')) {
    usePath(frame, given, 'execute');
    if (/\.(?:ps1|bat|cmd|vbs|js|sh)$/i.test(given.text)) mark(frame, 'script-file');
  }
  // Programs that are the same on every system are read by their own tables.
  if (PORTABLE.test(name)) {
    const { programs } = frame.reading;
    const before = programs.length;
    frame.reading.engine.runProgram({ ...frame, direct: [] }, [literal(name), ...args]);
    programs.splice(before, 1);
    return;
  }
  readUrls(frame, given.text);
  for (const field of args) {
    if (field.text.includes('://')) readUrls(frame, field.text);
    else if (looksLikePath(field.text) || /\\/.test(field.text)) usePath(frame, field, 'read');
  }
}

const PORTABLE =
  /^(?:curl|git|python|python3|py|node|npm|ssh|scp|tar|docker|perl|ruby|gh|kubectl|aws|openssl|nc|ncat)$/;
