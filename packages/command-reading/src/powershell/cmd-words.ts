import type { Lookup, Word } from './lexer.ts';

/** Divides cmd.exe text: `"` quotes, `^` escapes, `%VAR%` and `!VAR!`, and `& | && || > <` signs. */
export function* readCmdWords(code: string, lookup: Lookup): Generator<Word> {
  let text = '';
  let started = false;
  let quoted = false;
  const finish = (): readonly Word[] => {
    const word: Word = { kind: 'word', text, source: text, quoted };
    const ended = started ? [word] : [];
    text = '';
    started = false;
    quoted = false;
    return ended;
  };
  for (let at = 0; at < code.length; at++) {
    const character = code[at] ?? '';
    const variable =
      character === '%' || character === '!'
        ? /^([%!])([\w]+)(?::[^%!]*)?\1/.exec(code.slice(at, at + 200))
        : null;
    if (variable) {
      text += lookup((variable[2] ?? '').toLowerCase());
      started = true;
      at += variable[0].length - 1;
    } else if (character === '%' && /^%{1,2}[a-z](?![\w%])/i.test(code.slice(at, at + 4))) {
      const length = code[at + 1] === '%' ? 3 : 2;
      text += lookup(`for:${(code[at + length - 1] ?? '').toLowerCase()}`);
      started = true;
      at += length - 1;
    } else if (character === '^') {
      text += code[++at] ?? '';
      started = true;
    } else if (character === '"') {
      quoted = true;
      started = true;
      const end = code.indexOf('"', at + 1);
      const body = code.slice(at + 1, end < 0 ? code.length : end);
      text += body.replaceAll(/%(\w+)%/g, (_, name: string) => lookup(name.toLowerCase()));
      at = end < 0 ? code.length : end;
    } else if (/\s/.test(character) && character !== '\n') yield* finish();
    else if (/[&|<>\n()]/.test(character)) {
      yield* finish();
      const sign = /^(?:&&|\|\||>>|[\s\S])/.exec(code.slice(at, at + 2))?.[0] ?? character;
      yield { kind: 'sign', text: sign === '(' || sign === ')' ? '\n' : sign };
      at += sign.length - 1;
    } else if (character === ',' || character === ';' || character === '=') {
      // cmd takes these for blanks between words, but not inside of settings like `a=b`.
      if (character === '=' && started) text += character;
      else yield* finish();
    } else {
      text += character;
      started = true;
    }
  }
  yield* finish();
}
