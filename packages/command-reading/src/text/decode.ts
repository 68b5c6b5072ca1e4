import { decodeUtf8 } from './utf8.ts';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The bytes of base64 (URL-safe letters too); characters outside the alphabet are passed over, as `-i` does. */
export function decodeBase64Bytes(text: string): number[] {
  return decodeBits(text.replaceAll('-', '+').replaceAll('_', '/'), BASE64, 6);
}

export const decodeBase64 = (text: string): string => decodeUtf8(decodeBase64Bytes(text));
export const decodeBase32 = (text: string): string => decodeUtf8(decodeBits(text.toUpperCase(), BASE32, 5));

function decodeBits(text: string, alphabet: string, width: number): number[] {
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (const character of text) {
    if (character === '=') continue;
    const value = alphabet.indexOf(character);
    if (value < 0) continue;
    bits = (bits << width) | value;
    count += width;
    if (count < 8) continue;
    count -= 8;
    bytes.push((bits >> count) & 255);
    bits &= (1 << count) - 1;
  }
  return bytes;
}

/** Hex digits, wherever they stand. */
export function decodeHex(text: string): string {
  const digits = text.replaceAll(/0x|\\x/gi, '').replaceAll(/[^0-9a-f]/gi, '');
  const bytes: number[] = [];
  for (let at = 0; at + 1 < digits.length; at += 2) bytes.push(Number.parseInt(digits.slice(at, at + 2), 16));
  return decodeUtf8(bytes);
}

/** The escapes of `echo -e`, `printf` and `$'…'`. */
export function decodeEscapes(text: string): string {
  if (!text.includes('\\')) return text;
  let bytes: number[] = [];
  let out = '';
  const flush = (): void => {
    if (bytes.length > 0) out += decodeUtf8(bytes);
    bytes = [];
  };
  const pattern =
    /\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|0([0-7]{1,3})|([0-7]{1,3})|([\s\S]))/g;
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > from) {
      flush();
      out += text.slice(from, match.index);
    }
    from = match.index + match[0].length;
    const [, hex, short, long, zero, octal, letter] = match;
    const byte = hex
      ? Number.parseInt(hex, 16)
      : (zero ?? octal)
        ? Number.parseInt(zero ?? octal ?? '0', 8) & 255
        : -1;
    if (byte >= 0) {
      bytes.push(byte);
      continue;
    }
    flush();
    const point = Number.parseInt(short ?? long ?? '', 16);
    if (!Number.isNaN(point)) out += point <= 0x10ffff ? String.fromCodePoint(point) : '';
    else if (letter === 'c') return out;
    else out += ESCAPED.get(letter ?? '') ?? `\\${letter ?? ''}`;
  }
  flush();
  return out + text.slice(from);
}

const ESCAPED = new Map([
  ['a', '\u0007'],
  ['b', '\b'],
  ['e', '\u001b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
]);
