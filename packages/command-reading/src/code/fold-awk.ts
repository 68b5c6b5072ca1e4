import { decodeEscapes } from '../text/decode.ts';
import { formatText } from '../text/format.ts';

/**
 * An awk program with the texts it puts together written as one: `ENVIRON["HOME"] "/.x"` becomes `"/home/u/.x"`,
 * and a variable that is set once to a text becomes that text. Only what stands there is put together; nothing runs.
 */
export function foldAwk(program: string, home: string): string {
  const texts: string[] = [];
  const hold = (text: string): string => `\u{e010}${texts.push(text) - 1}\u{e011}`;
  const textAt = (index: string): string => texts[Number(index)] ?? '';
  // Texts are taken out first, so that nothing below looks into them.
  let code = program.replaceAll(/"((?:[^"\\\n]|\\.)*)"/g, (_, text: string) => hold(decodeEscapes(text)));
  const HELD = String.raw`\u{e010}(\d+)\u{e011}`;
  const held = (pattern: string): RegExp => new RegExp(pattern.replaceAll('T', HELD), 'gu');
  code = code.replaceAll(held(String.raw`\bENVIRON\s*\[\s*T\s*\]`), (whole, index: string) =>
    textAt(index) === 'HOME' ? hold(home) : whole,
  );
  // Each round takes away at least one piece, so there are only as many as there are pieces.
  for (let round = 0; round < 64; round++) {
    const before = code;
    code = code
      .replaceAll(held(String.raw`T[ \t]*T`), (_, left: string, right: string) =>
        hold(textAt(left) + textAt(right)),
      )
      .replaceAll(held(String.raw`(?<![\w])\(\s*T\s*\)`), (_, index: string) => hold(textAt(index)))
      .replaceAll(held(String.raw`\b(tolower|toupper)\(\s*T\s*\)`), (_, name: string, index: string) =>
        hold(name === 'tolower' ? textAt(index).toLowerCase() : textAt(index).toUpperCase()),
      )
      .replaceAll(
        held(String.raw`\bsubstr\(\s*T\s*,\s*(\d{1,4})\s*(?:,\s*(\d{1,4})\s*)?\)`),
        (_, index: string, from: string, length: string | undefined) => {
          const start = Math.max(0, Number(from) - 1);
          const text = textAt(index);
          return hold(length === undefined ? text.slice(start) : text.slice(start, start + Number(length)));
        },
      )
      .replaceAll(
        held(String.raw`\bsprintf\(\s*T\s*((?:,\s*(?:T|\d{1,6})\s*){0,16})\)`),
        (whole, format: string, list: string) => {
          const values = [...list.matchAll(held(String.raw`T|(\d+)`))].map(([, index, number]) =>
            index === undefined ? { number } : { text: textAt(index) },
          );
          const text = formatAwk(textAt(format), values);
          return text === undefined ? whole : hold(text);
        },
      );
    code = putVariablesIn(code, held);
    if (code === before || texts.length > 512) break;
  }
  return code.replaceAll(held('T'), (_, index: string) => `"${textAt(index).replaceAll(/["\\]/g, '\\$&')}"`);
}

interface FormatValue {
  readonly text?: string;
  readonly number?: string | undefined;
}

/** `%c` of a number is the character, which a shell's `printf` does not know. */
function formatAwk(format: string, values: readonly FormatValue[]): string | undefined {
  let at = 0;
  const plain = format.replaceAll(/%(?:%|[-0-9.]*([cdsiouxX]))/g, (whole, kind: string | undefined) => {
    if (kind === undefined) return whole;
    const value = values[at++];
    if (kind === 'c' && value?.number !== undefined)
      return String.fromCodePoint(Math.min(Number(value.number), 0x10ffff));
    return (value?.text ?? value?.number ?? '').replaceAll('%', '%%');
  });
  return formatText(plain.replaceAll('\\', '\\\\'), []);
}

/** Where a variable is set just once, to a text, its name stands for the text. */
function putVariablesIn(code: string, held: (pattern: string) => RegExp): string {
  const [assignment] = code.matchAll(
    held(String.raw`(?<![\w.])([A-Za-z_]\w{0,63})\s*=\s*(T)(?=\s*(?:[;}\n)]|$))`),
  );
  const [whole, name, text] = assignment ?? [];
  if (whole === undefined || name === undefined || text === undefined) return code;
  const set = new RegExp(String.raw`(?<![\w.])${name}\s*=(?!=)`, 'g');
  if ((code.match(set)?.length ?? 0) > 1) return code.replace(whole, `${name} = (0+1)`);
  // The assignment itself goes, so that the next round finds another one.
  return code
    .replace(whole, '')
    .replaceAll(new RegExp(String.raw`(?<![\w.])${name}(?!\w|\s*[([])`, 'g'), () => text);
}
