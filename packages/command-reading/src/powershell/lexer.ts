/** A word of PowerShell or cmd, or a sign that ends a command. */
export type Word =
  | { readonly kind: 'word'; readonly text: string; readonly source: string; readonly quoted: boolean }
  | { readonly kind: 'sign'; readonly text: string }
  | { readonly kind: 'block'; readonly text: string };

export type Lookup = (name: string) => string;

const MAX_STEPS_OF_TEXT = 70_000;

/**
 * Words come one by one, because the value of a variable depends on the statements before it.
 * Divides PowerShell text: quotes, backtick escapes, `$variables`, `$( … )`, `{ … }` and `@{ … }` blocks.
 */
export function* tokenizePowershell(
  code: string,
  lookup: Lookup,
  onNested: (code: string) => string,
): Generator<Word> {
  let count = 0;
  let at = 0;
  let text = '';
  let started = false;
  let quoted = false;
  let from = 0;
  const finish = (): readonly Word[] => {
    const word: Word = { kind: 'word', text, source: code.slice(from, at), quoted };
    const ended = started ? [word] : [];
    text = '';
    started = false;
    quoted = false;
    return ended;
  };
  const start = (): void => {
    if (!started) from = at;
    started = true;
  };
  while (at < code.length && count++ < MAX_STEPS_OF_TEXT) {
    const character = code[at] ?? '';
    if (character === '`') {
      start();
      if (code[at + 1] !== '\n') text += code[at + 1] ?? '';
      at += 2;
    } else if (character === "'" || character === '"') {
      start();
      quoted = true;
      const end = closingQuote(code, at, character);
      const body = code.slice(at + 1, end);
      text += character === "'" ? body.replaceAll("''", "'") : expandText(body, lookup, onNested);
      at = end + 1;
    } else if (character === '$' && code[at + 1] === '(') {
      start();
      const end = closing(code, at + 1, '(', ')');
      text += onNested(code.slice(at + 2, end));
      at = end + 1;
    } else if (character === '$') {
      start();
      const name = /^\$(?:\{([^}]*)\}|((?:\w+:)?\w+|[?$^]))/.exec(code.slice(at, at + 200));
      text += name ? lookup((name[1] ?? name[2] ?? '').toLowerCase()) : '$';
      at += name ? name[0].length : 1;
    } else if (character === '{') {
      yield* finish();
      const end = closing(code, at, '{', '}');
      yield { kind: 'block', text: code.slice(at + 1, end) };
      at = end + 1;
    } else if (character === '(') {
      if (started && /\w$/.test(text)) {
        // A method call: its words are part of the value.
        const end = closing(code, at, '(', ')');
        text += `(${expandText(code.slice(at + 1, end).replaceAll(/["']/g, ''), lookup, onNested)})`;
        at = end + 1;
        continue;
      }
      yield* finish();
      const end = closing(code, at, '(', ')');
      from = at;
      const value = onNested(code.slice(at + 1, end));
      at = end + 1;
      const member = /^(?:\.\w+(?:\([^)]*\))?)+/.exec(code.slice(at, at + 500))?.[0] ?? '';
      at += member.length;
      yield { kind: 'word', text: value, source: code.slice(from, at), quoted: true };
    } else if (character === '#' && !started) {
      const end = code.indexOf('\n', at);
      at = end < 0 ? code.length : end;
    } else if (character === ' ' || character === '\t' || character === '\r') {
      yield* finish();
      at++;
    } else if (/[|;&\n<>,)}]/.test(character)) {
      yield* finish();
      const sign = /^(?:\d?>>?(?:&\d)?|\|\||&&|[\s\S])/.exec(code.slice(at, at + 4))?.[0] ?? character;
      yield { kind: 'sign', text: sign };
      at += sign.length;
    } else {
      start();
      text += character;
      at++;
    }
  }
  yield* finish();
}

function closingQuote(code: string, from: number, quote: string): number {
  for (let at = from + 1; at < code.length; at++) {
    if (code[at] === '`' && quote === '"') at++;
    else if (code[at] === quote) {
      if (code[at + 1] !== quote) return at;
      at++;
    }
  }
  return code.length;
}

function closing(code: string, from: number, open: string, close: string): number {
  let depth = 0;
  for (let at = from; at < code.length; at++) {
    const character = code[at] ?? '';
    if (character === "'" || character === '"') at = closingQuote(code, at, character);
    else if (character === open) depth++;
    else if (character === close && --depth === 0) return at;
  }
  return code.length;
}

const ESCAPES = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['0', '\0'],
]);

function expandText(body: string, lookup: Lookup, onNested: (code: string) => string): string {
  let out = '';
  for (let at = 0; at < body.length; at++) {
    const character = body[at] ?? '';
    if (character === '`') {
      const next = body[++at] ?? '';
      out += ESCAPES.get(next) ?? next;
    } else if (character === '$' && body[at + 1] === '(') {
      const end = closing(body, at + 1, '(', ')');
      out += onNested(body.slice(at + 2, end));
      at = end;
    } else if (character === '$') {
      const name = /^\$(?:\{([^}]*)\}|((?:\w+:)?\w+))/.exec(body.slice(at, at + 200));
      out += name ? lookup((name[1] ?? name[2] ?? '').toLowerCase()) : '$';
      at += name ? name[0].length - 1 : 0;
    } else out += character;
  }
  return out;
}
