import { MAX_WORDS } from '../limits.ts';

const MAX_BRACE_TEXT = 4096;

/**
 * The words that `{a,b}` and `{1..3}` make of one, as source text, in the shell's order. Quotes, escapes and
 * `${…}` are passed over. Nothing when there would be too many.
 */
export function expandBraces(source: string): readonly string[] | undefined {
  if (source.length > MAX_BRACE_TEXT) return undefined;
  const done: string[] = [];
  const waiting = [source];
  // A word is taken apart at its first brace until none is left; the bound counts the work, not only the words.
  for (let work = 0; waiting.length > 0; work++) {
    if (work > 4 * MAX_WORDS) return undefined;
    const text = waiting.pop() ?? '';
    const group = firstGroup(text);
    if (!group) {
      done.push(text);
      if (done.length > MAX_WORDS) return undefined;
      continue;
    }
    if (group.choices.length > MAX_WORDS) return undefined;
    const before = text.slice(0, group.start);
    const after = text.slice(group.end);
    for (const choice of group.choices.toReversed()) waiting.push(before + choice + after);
  }
  return done;
}

interface Group {
  readonly start: number;
  readonly end: number;
  readonly choices: readonly string[];
}

function firstGroup(text: string): Group | undefined {
  for (let start = skipTo(text, 0, '{'); start < text.length; start = skipTo(text, start + 1, '{')) {
    const group = readGroup(text, start);
    if (group) return group;
  }
  return undefined;
}

function readGroup(text: string, start: number): Group | undefined {
  const choices: string[] = [];
  let depth = 1;
  let from = start + 1;
  for (let at = skipTo(text, from, '{},'); at < text.length; at = skipTo(text, at + 1, '{},')) {
    const sign = text[at];
    if (sign === '{') depth++;
    else if (sign === '}') depth--;
    if (sign === ',' && depth === 1) {
      choices.push(text.slice(from, at));
      from = at + 1;
    }
    if (depth > 0) continue;
    const last = text.slice(from, at);
    if (choices.length > 0) return { start, end: at + 1, choices: [...choices, last] };
    const range = readRange(last);
    return range && { start, end: at + 1, choices: range };
  }
  return undefined;
}

/** The next unquoted one of the signs, passing over escapes, quotes, `${…}` and `$(…)`. */
function skipTo(text: string, from: number, signs: string): number {
  for (let at = from; at < text.length; at++) {
    const sign = text[at] ?? '';
    if (sign === '\\') at++;
    else if (sign === "'" || sign === '"' || sign === '`') at = closing(text, at, sign);
    else if (sign === '$' && (text[at + 1] === '{' || text[at + 1] === '('))
      at = closingBracket(text, at + 1);
    else if (signs.includes(sign)) return at;
  }
  return text.length;
}

function closing(text: string, from: number, quote: string): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\' && quote !== "'") at++;
    else if (text[at] === quote) return at;
  }
  return text.length;
}

function closingBracket(text: string, from: number): number {
  const [open, close] = text[from] === '{' ? ['{', '}'] : ['(', ')'];
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === open) depth++;
    if (text[at] === close && --depth === 0) return at;
  }
  return text.length;
}

function readRange(text: string): readonly string[] | undefined {
  const numbers = /^(-?\d{1,9})\.\.(-?\d{1,9})(?:\.\.(-?\d{1,9}))?$/.exec(text);
  const letters = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d{1,9}))?$/.exec(text);
  const match = numbers ?? letters;
  if (!match) return undefined;
  const [, from = '', to = '', step = '1'] = match;
  const first = numbers ? Number(from) : from.charCodeAt(0);
  const last = numbers ? Number(to) : to.charCodeAt(0);
  const stride = Math.max(1, Math.abs(Number(step)));
  const count = Math.floor(Math.abs(last - first) / stride) + 1;
  // One more than allowed is enough for the caller to see that there are too many.
  const width = numbers && (/^-?0\d/.test(from) || /^-?0\d/.test(to)) ? Math.max(from.length, to.length) : 0;
  return Array.from({ length: Math.min(count, MAX_WORDS + 1) }, (_, index) => {
    const value = first + (last >= first ? 1 : -1) * stride * index;
    return numbers ? String(value).padStart(width, '0') : String.fromCharCode(value);
  });
}
