import { decodeEscapes } from './decode.ts';

/** `rev`, line by line. */
export const reverseLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => Array.from(line).toReversed().join(''))
    .join('\n');

const CLASSES = new Map([
  ['[:upper:]', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  ['[:lower:]', 'abcdefghijklmnopqrstuvwxyz'],
  ['[:digit:]', '0123456789'],
  ['[:space:]', ' \t\n\r\v\f'],
  ['[:blank:]', ' \t'],
]);

/** The characters of a `tr` set: ranges, classes and escapes spelled out. Nothing when it is too large. */
export function spellSet(set: string): string | undefined {
  const named = set.replaceAll(/\[:\w+:\]/g, (name) => CLASSES.get(name) ?? name);
  const text = decodeEscapes(named);
  let out = '';
  for (let at = 0; at < text.length; at++) {
    const first = text.charCodeAt(at);
    if (text[at + 1] !== '-' || at + 2 >= text.length) {
      out += text[at] ?? '';
      continue;
    }
    const last = text.charCodeAt(at + 2);
    if (last < first || last - first > 255) return undefined;
    for (let code = first; code <= last; code++) out += String.fromCharCode(code);
    at += 2;
  }
  return out.length > 4096 ? undefined : out;
}

export interface TrOptions {
  readonly deletes: boolean;
  readonly complements: boolean;
  readonly squeezes: boolean;
}

/** What `tr FROM TO` makes of text. */
export function translate(
  text: string,
  from: string,
  to: string | undefined,
  options: TrOptions,
): string | undefined {
  const source = spellSet(from);
  if (source === undefined) return undefined;
  const isIn = (character: string): boolean => source.includes(character) !== options.complements;
  if (options.deletes)
    return Array.from(text)
      .filter((character) => !isIn(character))
      .join('');
  const target = to === undefined ? source : spellSet(to);
  if (target === undefined || target === '') return undefined;
  let out = '';
  for (const character of text) {
    const index = options.complements ? target.length - 1 : source.indexOf(character);
    const changed = isIn(character) ? (target[Math.min(index, target.length - 1)] ?? character) : character;
    const repeats = options.squeezes && isIn(character) && out.at(-1) === changed;
    if (!repeats) out += changed;
  }
  return out;
}

/** `cut -c 2-5`, `cut -d: -f2`. */
export function cutLines(text: string, list: string, delimiter: string | undefined): string | undefined {
  const ranges = list.split(',').map((range) => /^(\d*)(-?)(\d*)$/.exec(range));
  if (ranges.some((match) => match === null)) return undefined;
  const isWanted = (position: number): boolean =>
    ranges.some((match) => {
      const from = Number(match?.[1] === '' ? 1 : match?.[1]);
      const to = match?.[2] === '' ? from : match?.[3] === '' ? Infinity : Number(match?.[3]);
      return position >= from && position <= to;
    });
  const pick = (line: string): string => {
    const pieces = delimiter === undefined ? Array.from(line) : line.split(delimiter);
    if (delimiter !== undefined && pieces.length === 1) return line;
    return pieces.filter((_, index) => isWanted(index + 1)).join(delimiter ?? '');
  };
  return text.split('\n').map(pick).join('\n');
}

/** Substitutions of a sed script that are simple enough to carry out without risk: literal text, classes, anchors. */
export function substitute(text: string, script: string, extended = false): string | undefined {
  let out = text;
  for (const command of splitScript(script)) {
    const next = substituteOnce(out, command, extended);
    if (next === undefined) return undefined;
    out = next;
  }
  return out;
}

export const splitScript = (script: string): readonly string[] =>
  script.split(/[;\n][ \t]*(?=[sy]\W|$)/).filter((command) => command.trim() !== '');

function substituteOnce(text: string, command: string, extended: boolean): string | undefined {
  const trimmed = command.trim();
  const delimiter = trimmed[1];
  if (!delimiter || (trimmed[0] !== 's' && trimmed[0] !== 'y')) return undefined;
  const pieces = splitUnescaped(trimmed.slice(2), delimiter);
  if (pieces.length < 3) return undefined;
  const [given = '', written = '', flags = ''] = pieces;
  // A group round the whole pattern is the match itself.
  const grouped = (extended ? /^(\^?)\((.*)\)(\$?)$/ : /^(\^?)\\\((.*)\\\)(\$?)$/).exec(given);
  const inside = grouped?.[2];
  const isGroup = inside !== undefined && !/[()]/.test(inside);
  const pattern = isGroup ? `${grouped?.[1] ?? ''}${inside}${grouped?.[3] ?? ''}` : given;
  const replacement = isGroup ? written.replaceAll('\\1', '&') : written;
  if (trimmed[0] === 'y') return translate(text, pattern, replacement, PLAIN_TR);
  const expression = simpleExpression(extended ? pattern : basicPattern(pattern), flags);
  if (!expression || text.length > 8192) return undefined;
  const by = decodeEscapes(replacement.replaceAll(/\\([^\dnt])/g, '$1'));
  if (/\\\d/.test(replacement)) return undefined;
  const lines = text
    .split('\n')
    .map((line) => line.replace(expression, (whole) => by.replaceAll('&', () => whole)));
  return lines.join('\n');
}

const PLAIN_TR: TrOptions = { deletes: false, complements: false, squeezes: false };

/** The pieces between delimiters; one with a backslash before it is a character like others. */
export function splitUnescaped(text: string, delimiter: string): string[] {
  const pieces = [''];
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '\\' && text[at + 1] === delimiter) {
      pieces.push(`${pieces.pop()}${text[++at]}`);
    } else if (character === delimiter) pieces.push('');
    else pieces.push((pieces.pop() ?? '') + character);
  }
  return pieces;
}

/** In a basic expression these characters are only characters, and stand in a class of their own for it here. */
const basicPattern = (pattern: string): string =>
  pattern.replaceAll(/\\[\s\S]|\[[^\]]*\]|[+?(){}|]/g, (part) => (part.length === 1 ? `[${part}]` : part));

/** Only patterns in which no two parts can compete for the same text become expressions: hostile ones can't stall. */
function simpleExpression(pattern: string, flags: string): RegExp | undefined {
  // The whole line, once.
  if (/^\^?\.\*\$?$/.test(pattern)) return /^.*$/;
  if (!/^\^?(?:\[[^\]\\]+\]|\\?[^\\*+?()|[\]{}^$])*\$?$/.test(pattern)) return undefined;
  const source = pattern.replaceAll(/\\?([/#@!,:;|%~])/g, '$1').replaceAll('/', '\\/');
  try {
    return new RegExp(source, `${flags.includes('g') ? 'g' : ''}${/i/i.test(flags) ? 'i' : ''}`);
  } catch {
    return undefined;
  }
}
