import { type Field, isKnown, literal, UNKNOWN } from '../field.ts';
import { deeper, type Frame, mark, through } from '../frame.ts';
import { noteLink } from '../links.ts';
import { copyScope, enterFolder } from '../scope.ts';
import { inFolder, pathOf, usePath, useUrl } from '../uses.ts';
import { resolveLexically } from '../place/lexical-path.ts';
import { looksLikePath } from '../programs/unknown-program.ts';
import { namesOfModules, writtenModules } from './modules.ts';
import {
  CHANGES_FOLDER,
  DELETES,
  EVALUATES,
  LINKS,
  LISTS,
  MOVES,
  OPENS,
  PACKS,
  READS,
  RECURSIVE,
  RUNS,
  WRITES,
} from './call-names.ts';
import { type Language, type Names, readValue, type Token, tokenize } from './string-literals.ts';
import { UsedTokens } from './used-tokens.ts';
import { noteWalk, noteWalkedValue, useWalked, type Walk } from './walked-folders.ts';

/**
 * Code of another language given inline. It is not interpreted: calls whose names are known to run commands or to
 * use files are read as far as their arguments are literal, every other text that looks like a path is a read, and
 * texts that look like URLs are machines.
 */
export const LANGUAGES = {
  python: { hashComments: true, rawSingle: false, backticksRun: false },
  javascript: { hashComments: false, rawSingle: false, backticksRun: false },
  perl: {
    hashComments: true,
    rawSingle: true,
    backticksRun: true,
    hasBareQuotes: true,
    interpolation: /[$@]\{?\w+\}?(?:\{[^{}]*\}|\[[^[\]]*\])*/g,
  },
  ruby: { hashComments: true, rawSingle: true, backticksRun: true, interpolation: /#\{[^}]*\}/g },
  php: { hashComments: true, rawSingle: true, backticksRun: true, interpolation: /\$\{?\w+\}?/g },
  lua: { hashComments: false, rawSingle: false, backticksRun: false },
  other: { hashComments: false, rawSingle: false, backticksRun: false },
} satisfies Record<string, Language>;

export function readCode(
  frame: Frame,
  code: string,
  language: keyof typeof LANGUAGES,
  wrapper: string,
): void {
  mark(frame, 'inline-code');
  const inner = deeper(frame, { via: through(frame, wrapper), scope: copyScope(frame.scope) });
  if (!inner) return;
  const { home } = frame.scope;
  const tokens = tokenize(code, LANGUAGES[language], home);
  const names: Names = new Map();
  const used = new UsedTokens(tokens.length);
  const walk: Walk = { folders: [], opens: false, deletes: false, writes: false };
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.kind !== 'name') continue;
    readAssignment(tokens, at, names, home);
    readUse(inner, tokens, at, names, used, language, walk);
  }
  readLooseValues(inner, tokens, names, used);
  useWalked(inner, walk);
  if (frame.reading.files) {
    for (const name of namesOfModules(code, language)) readModule(inner, language, name);
  }
  // Languages without quotes around every text: bare words that can only be paths.
  if (language === 'other') {
    for (const [, word = ''] of code.matchAll(/(?:^|[\s([{"'=,<])([~/][\w.~-][\w./~-]*)/g))
      readLooseText(inner, word);
  }
}

/** What code prints, where it prints one text that can be told; `whole` is code that is itself what is printed. */
export function printedBy(
  frame: Frame,
  code: string,
  language: keyof typeof LANGUAGES,
  whole: boolean,
): string | undefined {
  const { home } = frame.scope;
  const tokens = tokenize(code, LANGUAGES[language], home);
  const names: Names = new Map();
  let printed: string | undefined;
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== 'name') continue;
    readAssignment(tokens, at, names, home);
    if (!PRINTS.test(token.value)) continue;
    if (printed !== undefined) return undefined;
    const called = tokens[at + 1]?.value === '(';
    printed = readValue(tokens, called ? at + 2 : at + 1, names, home).text;
  }
  if (whole && printed === undefined) printed = readValue(tokens, 0, names, home).text;
  return printed !== undefined && isKnown(printed) ? printed : undefined;
}

const PRINTS = /^(?:print|say|puts|console\.log|process\.stdout\.write|sys\.stdout\.write|echo|printf|p)$/;

/** A module that this command has written is code of the command. */
export function readModule(frame: Frame, language: keyof typeof LANGUAGES, name: string): void {
  for (const code of writtenModules(frame.reading, language, name))
    readCode(frame, code, language, name.slice(0, 60));
}

/** Texts, and values put together from them, that no known call has used. */
function readLooseValues(frame: Frame, tokens: readonly Token[], names: Names, used: UsedTokens): void {
  const isUsed = used.all();
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (!token || isUsed[at] === 1 || token.kind === 'sign') continue;
    const startsValue = token.kind === 'text' || STARTS_VALUE.test(token.value) || names.has(token.value);
    if (!startsValue || tokens[at + 1]?.value === '=') continue;
    const value = readValue(tokens, at, names, frame.scope.home);
    if (value.text !== UNKNOWN) readLooseText(frame, value.text);
    if (token.kind === 'text' && value.text !== token.value) readLooseText(frame, token.value);
    if (token.kind === 'text') at = Math.max(at, value.end - 1);
  }
}

const STARTS_VALUE =
  /(?:expanduser|homedir|home|getenv|join|resolve|Path|b64decode|atob|unhexlify|fromhex|chr|fromCharCode|sprintf)$|^(?:reverse|scalar|lc|uc)$|^(?:process\.env\.HOME|os\.environ|process\.env|ENV|\$ENV)$/;

function readAssignment(tokens: readonly Token[], at: number, names: Names, home: string): void {
  const sign = tokens[at + 1];
  const name = tokens[at]?.value;
  if (name === undefined || sign?.kind !== 'sign' || sign.value !== '=' || tokens[at + 2]?.value === '=')
    return;
  if (names.size < 256) names.set(name, readValue(tokens, at + 2, names, home).text);
}

/** A call (or, in perl and ruby, a name followed by its arguments without brackets). */
function readUse(
  frame: Frame,
  tokens: readonly Token[],
  at: number,
  names: Names,
  used: UsedTokens,
  language: keyof typeof LANGUAGES,
  walk: Walk,
): void {
  const name = tokens[at]?.value ?? '';
  const next = tokens[at + 1];
  const bare =
    next?.kind === 'text' || (next?.kind === 'name' && (language === 'perl' || language === 'ruby'));
  const called = next?.kind === 'sign' && next.value === '(';
  if (!called && !bare) return;
  const isKnownCall =
    RUNS.test(name) ||
    EVALUATES.test(name) ||
    DELETES.test(name) ||
    WRITES.test(name) ||
    MOVES.test(name) ||
    LISTS.test(name) ||
    PACKS.test(name) ||
    READS.test(name) ||
    LINKS.test(name) ||
    CHANGES_FOLDER.test(name) ||
    OPENS.test(name);
  if (!isKnownCall && !/^(?:Path|pathlib\.Path|File\.\w+|IO\.\w+)$/.test(name)) return;
  const values = readArguments(tokens, called ? at + 2 : at + 1, called, names, frame.scope.home, used);
  noteWalk(walk, name, values);
  noteWalkedValue(frame, tokens, at, names, walk);
  if (RUNS.test(name)) useCommand(startedIn(frame, tokens, at, names), name, values, language);
  else useCall(frame, name, values, tokens, at, language);
}

interface Argument {
  readonly text: string;
  readonly list?: readonly string[];
}

function readArguments(
  tokens: readonly Token[],
  start: number,
  called: boolean,
  names: Names,
  home: string,
  used: UsedTokens,
): readonly Argument[] {
  const values: Argument[] = [];
  let at = start;
  for (let count = 0; count < 32 && at < tokens.length; count++) {
    const token = tokens[at];
    if (token?.kind === 'sign' && (token.value === ')' || token.value === ';')) break;
    const value = readValue(tokens, at, names, home);
    values.push({ text: value.text, ...(value.list && { list: value.list }) });
    used.add(at, value.end);
    at = Math.max(at + 1, value.end);
    while (at < tokens.length && !isEndOfArgument(tokens[at], called)) at++;
    if (tokens[at]?.value !== ',') break;
    at++;
  }
  return values;
}

const isEndOfArgument = (token: Token | undefined, called: boolean): boolean =>
  token?.kind === 'sign' && (token.value === ',' || token.value === ')' || (!called && token.value === ';'));

const asField = (text: string): Field => ({
  text,
  source: isKnown(text) ? text : '…',
  glob: /[*?]/.test(text),
});

function useCall(
  frame: Frame,
  name: string,
  values: readonly Argument[],
  tokens: readonly Token[],
  at: number,
  language: keyof typeof LANGUAGES,
): void {
  const [first, second, third] = values;
  if (!first) return;
  const field = asField(first.text);
  // The code of `new Function(a, b, code)` comes last.
  if (EVALUATES.test(name)) return useEvaluated(frame, values.at(-1)?.text ?? first.text, language);
  if (CHANGES_FOLDER.test(name)) return changeFolder(frame, first.text);
  if (LINKS.test(name)) return useLink(frame, field, second);
  if (READS.test(name)) {
    if (isPathText(first.text) && !useUrl(frame, first.text)) usePath(frame, field, 'read');
  } else if (PACKS.test(name)) {
    for (const { text } of values)
      if (/[/~]/.test(text) && isPathText(text)) usePath(frame, asField(text), 'read', true);
  } else if (DELETES.test(name)) {
    for (const value of values)
      if (isPathText(value.text)) usePath(frame, asField(value.text), 'delete', RECURSIVE.test(name));
  } else if (WRITES.test(name)) {
    usePath(frame, field, 'write');
  } else if (MOVES.test(name)) {
    if (name.endsWith('replace') && !name.includes('os.')) return;
    usePath(frame, field, 'read', RECURSIVE.test(name));
    if (/(?:rename|renameSync|move|mv|replace)$/.test(name)) usePath(frame, field, 'delete', true);
    if (second) usePath(frame, asField(second.text), 'write');
  } else if (LISTS.test(name)) {
    if (!isPathText(first.text)) return;
    usePath(frame, field, 'list', /walk|rglob/.test(name));
    // What a pattern finds is found to be used.
    if (name.endsWith('glob')) usePath(frame, field, 'read');
  } else useOpened(frame, name, [first, second, third], tokens, at);
}

/** `exec` of code that is a text is code again; read it as the same kind of thing. */
function useEvaluated(frame: Frame, code: string, language: keyof typeof LANGUAGES): void {
  if (!isKnown(code)) return mark(frame, 'dynamic-code');
  if (code.length > 1) readCode(frame, code, language, 'eval');
}

function changeFolder({ scope }: Frame, text: string): void {
  if (!isPathText(text)) return;
  enterFolder(scope, resolveLexically(text, { home: scope.home, cwd: scope.folder }).path);
}

function useLink(frame: Frame, target: Field, link: Argument | undefined): void {
  usePath(frame, target, 'read');
  if (!link) return;
  const place = asField(link.text);
  usePath(frame, place, 'write');
  const [from, to] = [pathOf(frame, target), pathOf(frame, place)];
  if (from !== undefined && to !== undefined) noteLink(frame.reading, to, from);
}

/** `subprocess.run(words, cwd=folder)`, `execSync(text, { cwd: folder })`. */
function startedIn(frame: Frame, tokens: readonly Token[], at: number, names: Names): Frame {
  const end = Math.min(tokens.length, at + 48);
  for (let index = at + 2; index < end; index++) {
    const sign = tokens[index + 1];
    if (tokens[index]?.value !== 'cwd' || (sign?.value !== '=' && sign?.value !== ':')) continue;
    const { text } = readValue(tokens, index + 2, names, frame.scope.home);
    return isKnown(text) ? inFolder(frame, asField(text)) : frame;
  }
  return frame;
}

function useCommand(
  frame: Frame,
  name: string,
  values: readonly Argument[],
  language: keyof typeof LANGUAGES,
): void {
  const [first, second] = values;
  if (!first) return;
  const inner = deeper(frame, { via: through(frame, name), stdin: { from: 'none' } });
  if (!inner) return;
  // A list of words is started as it is, one text is a shell's.
  const words =
    first.list ??
    (second?.list
      ? [first.text, ...second.list]
      : /^exec[lv]p?e?$|(?:system|exec)$/.test(name) &&
          values.length > 1 &&
          values.every((value) => isKnown(value.text))
        ? values.map((value) => value.text)
        : undefined);
  if (words?.some((word) => word !== UNKNOWN)) {
    const fields = words.filter(
      (word, index) => !(index === 1 && /^exec[lv]/.test(name) && word === words[0]),
    );
    frame.reading.engine.runProgram(inner, fields.map(literal));
    return;
  }
  if (name === 'exec' && looksLikeCode(first.text)) return useEvaluated(frame, first.text, language);
  if (!isKnown(first.text)) mark(frame, 'dynamic-code');
  if (first.text !== UNKNOWN && first.text !== '') frame.reading.engine.runText(inner, first.text);
}

const looksLikeCode = (text: string): boolean => /\bimport\b|\bprint\(|__|\bopen\(/.test(text);

/** `open(path, mode)`, `Path(path).unlink()`, `File.new`; perl's `open(F, "<", path)` and `open(F, "cmd |")`. */
function useOpened(
  frame: Frame,
  name: string,
  [first, second, third]: readonly (Argument | undefined)[],
  tokens: readonly Token[],
  at: number,
): void {
  const perlMode =
    second && /^\s*[+<>|-]/.test(second.text) && /(?:^|\b)open$/.test(name) ? second.text.trim() : undefined;
  if (perlMode !== undefined) {
    const path = third?.text ?? perlMode.replace(/^[+<>\s]+/, '');
    if (perlMode.startsWith('|') || perlMode.startsWith('-|'))
      frame.reading.engine.runText(frame, third?.text ?? perlMode.slice(1));
    else if (perlMode.endsWith('|')) frame.reading.engine.runText(frame, perlMode.slice(0, -1));
    else usePath(frame, asField(path), perlMode.includes('>') ? 'write' : 'read');
    return;
  }
  if (!first) return;
  if (second && /\|\s*$/.test(second.text) && first.text === UNKNOWN) {
    frame.reading.engine.runText(frame, second.text.replace(/\|\s*$/, ''));
    return;
  }
  if (first.text.startsWith('|')) {
    frame.reading.engine.runText(frame, first.text.slice(1));
    return;
  }
  const path = first.text === UNKNOWN && second && isPathText(second.text) ? second.text : first.text;
  const mode = second?.text ?? '';
  const writes = /^[rwax+bt]{1,3}$/.test(mode) && /[wax+]/.test(mode);
  if (!isPathText(path) && !/(?:^|\.)open$/.test(name)) return;
  if (useUrl(frame, path)) return;
  usePath(frame, asField(path), writes ? 'write' : 'read');
  // `Path("x").unlink()`: the method that follows says what happens.
  const after = tokens
    .slice(at, at + 24)
    .find(
      (token) =>
        token.kind === 'name' && /^(?:unlink|rmdir|write_text|write_bytes|rename)$/.test(token.value),
    );
  if (after) usePath(frame, asField(path), /write/.test(after.value) ? 'write' : 'delete');
}

const isPathText = (text: string): boolean =>
  text !== '' && text !== UNKNOWN && !/[\n{}]/.test(text) && text.length < 4096;

function readLooseText(frame: Frame, text: string): void {
  if (text.includes('://')) {
    for (const [url] of text.matchAll(/[a-z][a-z0-9+.-]*:\/\/[^\s"'<>)]+/gi))
      if (useUrl(frame, url, 'both')) return;
  }
  if (/\s/.test(text)) {
    // A command line in a text: what looks like a path in it counts.
    for (const word of text.split(/[\s;|&<>"'`()]+/).slice(0, 64)) {
      if (/^(?:~|\/\w|\.\.?\/)/.test(word)) usePath(frame, asField(word), 'read');
    }
    return;
  }
  if (isPathText(text) && looksLikePath(text) && /^[~/.]|\/\./.test(text) && text.length > 1)
    usePath(frame, asField(text), 'read');
}
