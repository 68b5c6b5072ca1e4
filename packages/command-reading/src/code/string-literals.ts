import { elementEnd } from './element-ends.ts';
import { isKnown, UNKNOWN } from '../field.ts';
import { decodeBase64, decodeEscapes, decodeHex } from '../text/decode.ts';
import { changeText, fillPlaces, folderOf, turnRound } from './text-methods.ts';

/** One token of a program in some scripting language, as far as reading for names and texts needs it. */
export type Token =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'name'; readonly value: string }
  | { readonly kind: 'sign'; readonly value: string };

const MAX_TOKENS = 4000;

/** Names, string literals and signs; comments are left out. One reader serves all languages with C-like quotes. */
export function tokenize(code: string, language: Language, home: string): readonly Token[] {
  const tokens: Token[] = [];
  const pattern = language.hasBareQuotes ? PERL_TOKEN : language.hashComments ? HASH_TOKEN : SLASH_TOKEN;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(code); match && tokens.length < MAX_TOKENS; match = pattern.exec(code)) {
    const [whole, triple, double, single, back, quoted, name] = match;
    if (triple !== undefined) tokens.push({ kind: 'text', value: decodeEscapes(triple.slice(3, -3)) });
    else if (double !== undefined)
      tokens.push({ kind: 'text', value: interpolate(decodeEscapes(double.slice(1, -1)), language, home) });
    else if (single !== undefined)
      tokens.push({
        kind: 'text',
        value: language.rawSingle ? single.slice(1, -1) : decodeEscapes(single.slice(1, -1)),
      });
    else if (back !== undefined) pushBackticks(tokens, withHome(back.slice(1, -1), home), language);
    else if (quoted !== undefined) pushQuoted(tokens, quoted);
    else if (name !== undefined) tokens.push({ kind: 'name', value: name });
    else if (!/^\s|^#|^\/\//.test(whole)) tokens.push({ kind: 'sign', value: whole });
  }
  return tokens;
}

export interface Language {
  readonly hashComments: boolean;
  /** Single quotes keep backslashes (perl, ruby, php, sh). */
  readonly rawSingle: boolean;
  /** `q{…}` is a text. */
  readonly hasBareQuotes?: boolean;
  /** Backticks run a command; otherwise they are a template text. */
  readonly backticksRun: boolean;
  /** The marks of an interpolated value in double quotes: `#{` in ruby, `$` in perl and php. */
  readonly interpolation?: RegExp;
}

const TEXTS = String.raw`("""[\s\S]*?"""|'''[\s\S]*?''')|("(?:[^"\\]|\\[\s\S])*")|('(?:[^'\\]|\\[\s\S])*')|(\x60(?:[^\x60\\]|\\[\s\S])*\x60)|((?:%[xqQ]|qx|qq)\s*(?:\((?:[^()]|\([^()]*\))*\)|\{(?:[^{}]|\{[^{}]*\})*\}|\[[^\]]*\]|\|[^|]*\||![^!]*!|\/[^/]*\/))|([A-Za-z_$@][\w$]*(?:(?:\.|::|->)[A-Za-z_][\w]*)*[!?]?)`;
const HASH_TOKEN = new RegExp(String.raw`#[^\n]*|${TEXTS}|\s+|=>|\*\*|0[xX][0-9a-fA-F]+|\d+|[\s\S]`, 'g');
/** Perl's `q{…}`; elsewhere `q` may be anybody's name. */
const PERL_TOKEN = new RegExp(HASH_TOKEN.source.replace('qx|qq', 'qx|qq|\\bqw?'), 'g');
const SLASH_TOKEN = new RegExp(String.raw`\/\/[^\n]*|${TEXTS}|\s+|=>|\*\*|0[xX][0-9a-fA-F]+|\d+|[\s\S]`, 'g');

/** The home folder put into a text, in each language's own spelling. */
const HOME_IN_TEXT = new RegExp(
  [
    String.raw`\$\{?ENV\{['"]?HOME['"]?\}\}?`, // perl
    String.raw`#\{(?:ENV(?:\[|\.fetch\()['"]HOME['"][\])]|Dir\.home(?:\(\))?)\}`, // ruby
    String.raw`\{?\$_(?:SERVER|ENV)\[['"]?HOME['"]?\]\}?`, // php
    String.raw`\$\{(?:process\.env(?:\.HOME|\[['"]HOME['"]\])|(?:require\(['"](?:node:)?os['"]\)|os)\.homedir\(\))\}`, // javascript
    String.raw`\{(?:os\.environ(?:\[|\.get\()['"]HOME['"][\])]|(?:pathlib\.)?Path\.home\(\)|os\.path\.expanduser\(['"]~['"]\))\}`, // python
  ].join('|'),
  'g',
);

const withHome = (text: string, home: string): string =>
  text.includes('{') || text.includes('[') ? text.replaceAll(HOME_IN_TEXT, () => home) : text;

const interpolate = (text: string, language: Language, home: string): string =>
  language.interpolation ? withHome(text, home).replaceAll(language.interpolation, UNKNOWN) : text;

function pushBackticks(tokens: Token[], body: string, language: Language): void {
  if (language.backticksRun) tokens.push({ kind: 'name', value: '`' }, { kind: 'sign', value: '(' });
  tokens.push({ kind: 'text', value: decodeEscapes(body.replaceAll(/[$#]\{[^}]*\}/g, UNKNOWN)) });
  if (language.backticksRun) tokens.push({ kind: 'sign', value: ')' });
}

function pushQuoted(tokens: Token[], quoted: string): void {
  const runs = /^(?:%x|qx)/.test(quoted);
  const body = quoted.replace(/^%?\w+\s*./, '').slice(0, -1);
  if (runs) tokens.push({ kind: 'name', value: '`' }, { kind: 'sign', value: '(' });
  tokens.push({ kind: 'text', value: body });
  if (runs) tokens.push({ kind: 'sign', value: ')' });
}

/** What is known while code is read: variables that hold texts. */
export type Names = Map<string, string>;

/** A value read from `start`: a text (with holes where it can't be known), a list of texts, and where it ends. */
export interface Value {
  readonly text: string;
  readonly list?: readonly string[];
  readonly end: number;
}

const HOME_CALLS = /(?:^|\.)(?:expanduser|homedir|home|expand_path)$|^Path\.home$|^Dir\.home$/;
const JOIN_CALLS = /(?:^|[.:])(?:join|resolve|Path|PurePath|normpath|abspath|realpath|URL|catfile)$/;
const PASS_CALLS =
  /(?:^|\.)(?:str|String|expandvars|open|fspath|toString|decode|encode|bytes|strip|trim|replace|Buffer\.from|shlex\.split|glob|bsd_glob|iglob)$/;
/** The folder that the code lies in is most often the one that it is run from. */
const FOLDER_NAMES = new Set(['__dirname', 'import.meta.dirname', 'os.curdir']);
const HOME_NAMES = /^(?:process\.env\.HOME|HOME|ENV)$/;

/** Reads the value that starts at a token: literals, known names, `+`, `.`, `/` and a few calls that give paths. */
export function readValue(
  tokens: readonly Token[],
  start: number,
  names: Names,
  home: string,
  depth = 0,
): Value {
  let value = readOperand(tokens, start, names, home, depth);
  for (let round = 0; round < 64; round++) {
    const sign = tokens[value.end];
    if (sign?.kind !== 'sign' || !JOINS.has(sign.value)) return value;
    const next = tokens[value.end + 1];
    if (next?.kind === 'sign' && next.value !== '(' && next.value !== '[') return value;
    if (sign.value === '.' && next?.kind === 'name' && ENDS_VALUE.test(next.value)) return value;
    if (sign.value === '*') return repeat(value, next);
    const right = readOperand(tokens, value.end + 1, names, home, depth);
    const glue = sign.value === '/' && !value.text.endsWith('/') ? '/' : '';
    if (right.end <= value.end) return value;
    if (sign.value === '%') {
      value = { text: fillPlaces(value.text, right.list ?? [right.text]), end: right.end };
      continue;
    }
    const list = value.list && right.list ? [...value.list, ...right.list] : undefined;
    value = { text: value.text + glue + right.text, end: right.end, ...(list && { list }) };
  }
  return value;
}

/** Methods that use a path or text; perl and php join with the same dot. */
const ENDS_VALUE =
  /^(?:read|read_text|read_bytes|readlines|write_text|write_bytes|unlink|open|iterdir|glob|rglob|walk|rmdir|rename|exists|mkdir|touch|stat|then|catch|map|forEach|filter|split|splitlines|pipe)$/;

const JOINS = new Set(['+', '.', '/', '*', '%']);

function repeat(value: Value, count: Token | undefined): Value {
  return { text: count ? UNKNOWN : value.text, end: value.end };
}

function readOperand(
  tokens: readonly Token[],
  start: number,
  names: Names,
  home: string,
  depth: number,
): Value {
  const token = tokens[start];
  if (!token || depth > 24) return { text: UNKNOWN, end: start + 1 };
  if (token.kind === 'text') return adjacentTexts(tokens, start, names);
  if (token.kind === 'sign') {
    if (/^\d/.test(token.value)) return { text: token.value, end: start + 1 };
    if (token.value !== '[' && token.value !== '(') return { text: UNKNOWN, end: start + 1 };
    const list = readList(tokens, start, names, home, depth);
    const text =
      token.value === '(' && list.values.length === 1 ? (list.values[0] ?? '') : list.values.join(' ');
    return afterCall(tokens, { text, list: list.values, end: list.end }, names, home);
  }
  const next = tokens[start + 1];
  if (next?.kind === 'sign' && next.value === '(')
    return readCall(tokens, start, token.value, names, home, depth);
  if (next && next.kind !== 'sign' && BARE_CALLS.has(token.value))
    return readBareCall(tokens, start, names, home, depth);
  // Prefixes of texts: r'…', b"…", f'…'.
  if (next?.kind === 'text' && /^[rRbBfFuU]{1,2}$/.test(token.value)) {
    const text = /f/i.test(token.value)
      ? withHome(next.value, home).replaceAll(
          /\{([^{}]*)\}/g,
          (_, inside: string) => names.get(inside.replace(/[!:].*$/, '').trim()) ?? UNKNOWN,
        )
      : next.value;
    return { text, end: start + 2 };
  }
  if (
    next?.kind === 'sign' &&
    (next.value === '[' || next.value === '{') &&
    /^(?:os\.environ|ENV|\$ENV|_ENV|process\.env)$/.test(token.value)
  ) {
    const key = tokens[start + 2]?.value;
    return { text: key === 'HOME' ? home : UNKNOWN, end: start + 4 };
  }
  if (HOME_NAMES.test(token.value)) return { text: home, end: start + 1 };
  if (FOLDER_NAMES.has(token.value)) return { text: '.', end: start + 1 };
  if (token.value === 'os.pardir') return { text: '..', end: start + 1 };
  if (/^(?:os|path)\.sep$|^os\.path\.sep$/.test(token.value)) return { text: '/', end: start + 1 };
  return { text: names.get(token.value) ?? UNKNOWN, end: start + 1 };
}

/** Perl's calls without brackets: `join "/", $a, "b"`, `scalar reverse "…"`, `lc "X"`. */
const BARE_CALLS = new Set(['join', 'reverse', 'scalar', 'lc', 'uc', 'lcfirst', 'ucfirst', 'sprintf']);

function readBareCall(
  tokens: readonly Token[],
  start: number,
  names: Names,
  home: string,
  depth: number,
): Value {
  const name = tokens[start]?.value ?? '';
  const values: string[] = [];
  let end = start + 1;
  while (end < tokens.length && values.length < 64) {
    const value = readValue(tokens, end, names, home, depth + 1);
    values.push(value.text);
    end = Math.max(end + 1, value.end);
    if (tokens[end]?.value !== ',' || (name !== 'join' && name !== 'sprintf' && name !== 'reverse')) break;
    end++;
  }
  const [first = '', ...rest] = values;
  if (name === 'join') return { text: rest.join(first), end };
  if (name === 'sprintf') return { text: fillPlaces(first, rest), end };
  if (name === 'reverse') return { text: values.toReversed().map(turnRound).join(''), end };
  if (name === 'lc' || name === 'uc')
    return { text: name === 'lc' ? first.toLowerCase() : first.toUpperCase(), end };
  return { text: first, end };
}

function adjacentTexts(tokens: readonly Token[], start: number, names: Names): Value {
  let text = '';
  let end = start;
  for (let token = tokens[end]; token?.kind === 'text'; token = tokens[++end]) text += token.value;
  return afterCall(tokens, { text, end }, names, '');
}

function readList(
  tokens: readonly Token[],
  start: number,
  names: Names,
  home: string,
  depth: number,
): { values: readonly string[]; end: number } {
  const values: string[] = [];
  let at = start + 1;
  while (at < tokens.length && values.length < 64) {
    const token = tokens[at];
    if (token?.kind === 'sign' && (token.value === ']' || token.value === ')'))
      return { values, end: at + 1 };
    if (token?.kind === 'sign' && token.value === ',') {
      at++;
      continue;
    }
    const value = readValue(tokens, at, names, home, depth + 1);
    values.push(value.text);
    at = Math.max(at + 1, value.end);
    // Past whatever could not be read, to the end of this element.
    at = elementEnd(tokens, at);
  }
  return { values, end: at };
}

function readCall(
  tokens: readonly Token[],
  start: number,
  name: string,
  names: Names,
  home: string,
  depth: number,
): Value {
  const list = readList(tokens, start + 1, names, home, depth);
  const [first = '', ...others] = list.values;
  const { end } = list;
  const rest = (text: string): Value => afterCall(tokens, { text, end }, names, home);
  if (name.endsWith('.join') && names.has(name.slice(0, -5))) return rest(list.values.join(''));
  if (HOME_CALLS.test(name)) return rest(first === '' ? home : first.replace(/^~(?=\/|$)/, home));
  if (/(?:^|\.)(?:getcwd|cwd)$/.test(name)) return rest('.');
  if (/(?:^|\.)dirname$/.test(name)) return rest(folderOf(first));
  if (name.endsWith('sep.join')) return rest(first.replaceAll(' ', '/'));
  if (/(?:getenv|environ\.get|env\.get)$/.test(name)) return rest(first === 'HOME' ? home : UNKNOWN);
  if (name === 'sprintf') return rest(fillPlaces(first, others));
  // Perl's `join("", …)`: what comes first stands between the others.
  if (name === 'join' && (first === '' || (first === '/' && others[0]?.startsWith('/') === true)))
    return rest(others.join(first));
  if (name === 'reverse' || name === 'lc' || name === 'uc')
    return rest(
      name === 'reverse' ? turnRound(first) : name === 'lc' ? first.toLowerCase() : first.toUpperCase(),
    );
  if (JOIN_CALLS.test(name))
    return rest(others.reduce((path, part) => (part.startsWith('/') ? part : `${path}/${part}`), first));
  if (/b64decode$|^atob$|decode_base64|base64_decode|decode64$/.test(name))
    return rest(isKnown(first) ? decodeBase64(first) : UNKNOWN);
  if (/fromhex$|unhexlify$|hex2bin$/.test(name)) return rest(isKnown(first) ? decodeHex(first) : UNKNOWN);
  if (name === 'Buffer.from' && others[0] === 'base64') return rest(decodeBase64(first));
  if (name === 'Buffer.from' && others[0] === 'hex') return rest(decodeHex(first));
  if (name === 'pack' && /^H\*?$/.test(first))
    return rest(isKnown(others[0] ?? '') ? decodeHex(others[0] ?? '') : UNKNOWN);
  const spells = CODES.test(name) || (name === 'map' && tokens[start + 2]?.value === 'chr');
  if (spells) return rest(spellCodes(tokens, start + 1, end) ?? UNKNOWN);
  if (PASS_CALLS.test(name) || /^[rRbBfF]{1,2}$/.test(name)) return rest(first);
  return rest(UNKNOWN);
}

/** Calls on a text keep it, as far as reading goes: `.encode()`, `.replace(a, b)`; `[::-1]` turns it round. */
function afterCall(tokens: readonly Token[], value: Value, names: Names, home: string): Value {
  const [dot, name, open] = [tokens[value.end], tokens[value.end + 1], tokens[value.end + 2]];
  if (
    dot?.kind === 'sign' &&
    dot.value === '[' &&
    tokens[value.end + 1]?.value === ':' &&
    tokens[value.end + 3]?.value === '-'
  ) {
    return { text: turnRound(value.text), end: value.end + 6 };
  }
  if (dot?.kind !== 'sign' || dot.value !== '.' || name?.kind !== 'name') return value;
  if (open?.kind !== 'sign' || open.value !== '(') return value;
  const list = readList(tokens, value.end + 2, names, home, 8);
  const spelled =
    name.value === 'join' &&
    tokens.slice(value.end, Math.min(list.end, value.end + MAX_SPELT)).some((token) => token.value === 'chr')
      ? spellCodes(tokens, value.end, list.end)
      : undefined;
  const text = spelled ?? changeText(name.value, value, list.values, home);
  return text === undefined ? value : afterCall(tokens, { text, end: list.end }, names, home);
}

/** Tokens that are looked through for character numbers; a list is read no further than 64 elements. */
const MAX_SPELT = 512;

const CODES = /^(?:chr|bytes|bytearray|String\.fromCharCode|String\.fromCodePoint|pack|unichr)$/;

/** The text that character numbers spell: `chr(47)`, `bytes([47, 101])`, `map(chr, [47, 101])`. */
function spellCodes(tokens: readonly Token[], from: number, to: number): string | undefined {
  let text = '';
  for (const token of tokens.slice(from, Math.min(to, from + MAX_SPELT))) {
    if (token.kind !== 'sign' || !/^\d/.test(token.value)) continue;
    const code = Number(token.value);
    if (code > 0x10ffff) return undefined;
    text += String.fromCodePoint(code);
  }
  return text === '' ? undefined : text;
}
