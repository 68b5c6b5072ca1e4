import type { TakePair } from './read-data.ts';

const DEEPEST = 64;
const LONGEST_KEY = 128;
const SPACE = /[ \t\r\n]*/y;
const STRING = /"([^"\\\n]*(?:\\[^\n][^"\\\n]*)*)"/y;
const SCALAR = /-?\d[\d.eE+-]*|true|false|null/y;
const LONGEST_PARENT_PATH = 256;

type Frame = { readonly path: string; readonly array: boolean; index: number };

/** JSON, one value or one a line. Whether the text was read to its end, or as far as the budget went. */
export function jsonPairs(source: string, take: TakePair): boolean {
  const scan = (pattern: RegExp, at: number): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(source);
  };
  const past = (at: number): number => at + (scan(SPACE, at)?.[0].length ?? 0);
  let at = past(source.charCodeAt(0) === 0xfeff ? 1 : 0);
  if (source[at] !== '{' && source[at] !== '[') return false;
  const stack: Frame[] = [];
  let path = '';
  let roots = 0;
  for (;;) {
    // A value stands here.
    const char = source[at];
    if (char === '{' || char === '[') {
      if (stack.length >= DEEPEST) return false;
      stack.push({ path: path.slice(0, LONGEST_PARENT_PATH), array: char === '[', index: 0 });
      at = past(at + 1);
      if (source[at] !== (char === '{' ? '}' : ']')) {
        const next = enter();
        if (next < 0) return false;
        at = next;
        continue;
      }
    } else {
      const text = scan(STRING, at);
      const found = text ?? scan(SCALAR, at);
      if (!found) return false;
      const start = text ? at + 1 : at;
      const raw = text ? (text[1] ?? '') : found[0];
      if (!take(path, text ? unescaped(raw) : raw, start, start + raw.length)) return true;
      at = past(at + found[0].length);
    }
    // After a value: close what ends here, then the next one.
    for (;;) {
      const frame = stack.at(-1);
      if (!frame) break;
      if (source[at] === ',') {
        frame.index++;
        const next = enter(past(at + 1));
        if (next < 0) return false;
        at = next;
        break;
      }
      if (source[at] !== (frame.array ? ']' : '}')) return false;
      stack.pop();
      at = past(at + 1);
    }
    if (stack.length === 0) {
      if (at >= source.length) return true;
      roots++;
      path = `[${roots}]`;
    }
  }

  /** Sets the path of the next member and says where its value stands; -1 when there is none. */
  function enter(from: number = at): number {
    const frame = stack.at(-1);
    if (!frame) return -1;
    if (frame.array) {
      path = `${frame.path}[${frame.index}]`;
      return from;
    }
    const key = scan(STRING, from);
    if (!key) return -1;
    const name = (key[1] ?? '').slice(0, LONGEST_KEY);
    path = frame.path === '' ? name : `${frame.path}.${name}`;
    const colon = past(from + key[0].length);
    return source[colon] === ':' ? past(colon + 1) : -1;
  }
}

const unescaped = (raw: string): string => {
  if (!raw.includes('\\')) return raw;
  try {
    // A string literal that the pattern above found: JSON gives a string, or refuses an escape.
    return JSON.parse(`"${raw.replaceAll('\t', ' ')}"`) as string;
  } catch {
    return raw;
  }
};
