import { MAX_TEXT } from '../limits.ts';
import { decodeEscapes } from './decode.ts';

const DIRECTIVE = /%(%|[-+ #0]*(?:\d+|\*)?(?:\.(?:\d+|\*))?([a-zA-Z]))/g;

/** What `printf FORMAT VALUES…` prints; the format is used again while values are left. Nothing when it grows too long. */
export function formatText(format: string, values: readonly string[]): string | undefined {
  const plain = decodeEscapes(format);
  let used = 0;
  let out = '';
  for (let round = 0; round < 1000; round++) {
    const before = used;
    out += plain.replaceAll(DIRECTIVE, (whole, _directive, letter: string | undefined) => {
      if (letter === undefined) return '%';
      return formatOne(whole, letter, values[used++] ?? '');
    });
    if (out.length > MAX_TEXT) return undefined;
    if (used >= values.length || used === before) return out;
  }
  return undefined;
}

function formatOne(directive: string, letter: string, value: string): string {
  switch (letter) {
    case 'b':
      return decodeEscapes(value);
    case 'c':
      return value.slice(0, 1);
    case 'x':
    case 'X':
    case 'o': {
      const text = numberOf(value).toString(letter === 'o' ? 8 : 16);
      return pad(directive, letter === 'X' ? text.toUpperCase() : text);
    }
    case 'd':
    case 'i':
    case 'u':
      return pad(directive, String(numberOf(value)));
    default: {
      const precision = /\.(\d+)/.exec(directive)?.[1];
      return pad(directive, precision === undefined ? value : value.slice(0, Number(precision)));
    }
  }
}

function numberOf(value: string): number {
  // `printf %d "'a"` prints the character's number.
  if (/^["']/.test(value)) return value.codePointAt(1) ?? 0;
  if (/^0x/i.test(value)) return Number.parseInt(value, 16) || 0;
  return (/^0[0-7]+$/.test(value) ? Number.parseInt(value, 8) : Number.parseInt(value, 10)) || 0;
}

function pad(directive: string, text: string): string {
  const width = Math.min(1000, Number(/^%[-+ #0]*(\d+)/.exec(directive)?.[1] ?? 0));
  if (directive.startsWith('%0')) return text.padStart(width, '0');
  return directive.startsWith('%-') ? text.padEnd(width) : text.padStart(width);
}
