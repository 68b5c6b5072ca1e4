import { bytesToText } from './bytes-to-text.ts';
import type { DecodedPiece } from './decoded-pieces.ts';

const SHORTEST = 16;
/** One line, or the lines of a wrapped block: mail breaks at 76, keys at 64. */
const RUN = /[A-Za-z0-9+/_-]{16,}={0,2}/g;
const SHORTEST_WRAPPED_LINE = 60;
const LINE_BREAK = /\r?\n[ \t]{0,16}(?=[A-Za-z0-9+/_-])/y;
const LAST_LINE = /[A-Za-z0-9+/_-]+={0,2}/y;
const HEX = /^(?:0x)?((?:[0-9a-fA-F]{2}){8,})$/;
/** A number reads as hex too, and a short one may give letters. */
const SHORTEST_DECIMAL = 40;
const SEPARATOR = /[/_-]/;

const VALUES = new Int8Array(128).fill(-1);
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
for (let value = 0; value < ALPHABET.length; value++) VALUES[ALPHABET.charCodeAt(value)] = value;
VALUES['-'.charCodeAt(0)] = 62;
VALUES['_'.charCodeAt(0)] = 63;

/** base64 and hex that decode to a text; what decodes to anything else is left as it stands. */
export function* packedPieces(source: string): Generator<DecodedPiece> {
  let done = 0;
  for (const match of source.matchAll(RUN)) {
    if (match.index < done) continue;
    const from = match.index;
    const to = endOfBlock(source, from, from + match[0].length);
    const whole = unpack(source, from, to);
    if (whole) yield whole;
    // A path or an address may end in the encoded piece; its other parts are names.
    else if (to === from + match[0].length && SEPARATOR.test(match[0])) yield* parts(source, from, match[0]);
    else if (to > from + match[0].length) {
      const line = unpack(source, from, from + match[0].length);
      if (line) yield line;
    }
    done = to;
  }
}

function* parts(source: string, start: number, run: string): Generator<DecodedPiece> {
  let from = start;
  for (const part of run.split(SEPARATOR)) {
    const piece = part.length >= SHORTEST ? unpack(source, from, from + part.length) : undefined;
    if (piece) yield piece;
    from += part.length + 1;
  }
}

function endOfBlock(source: string, from: number, to: number): number {
  let lineFrom = from;
  let end = to;
  while (end - lineFrom >= SHORTEST_WRAPPED_LINE && source[end - 1] !== '=') {
    LINE_BREAK.lastIndex = end;
    if (!LINE_BREAK.test(source)) break;
    lineFrom = LAST_LINE.lastIndex = LINE_BREAK.lastIndex;
    if (!LAST_LINE.test(source)) break;
    end = LAST_LINE.lastIndex;
  }
  return end;
}

function unpack(source: string, from: number, to: number): DecodedPiece | undefined {
  const run = source.slice(from, to);
  const digits = HEX.exec(run)?.[1];
  if (digits !== undefined && (digits.length >= SHORTEST_DECIMAL || /[a-f]/i.test(digits))) {
    const text = bytesToText(hexBytes(digits));
    if (text !== undefined) return { encoding: 'hex', from, to, text };
  }
  const text = bytesToText(base64Bytes(run));
  return text === undefined ? undefined : { encoding: 'base64', from, to, text };
}

const hexBytes = (digits: string): Uint8Array => {
  const bytes = new Uint8Array(digits.length / 2);
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16);
  return bytes;
};

/** As lenient as most decoders: line breaks are passed over, and what does not fill a byte at the end is dropped. */
export function base64Bytes(run: string): Uint8Array {
  const bytes = new Uint8Array((run.length * 3) >> 2);
  let length = 0;
  let bits = 0;
  let held = 0;
  for (let at = 0; at < run.length; at++) {
    const value = VALUES[run.charCodeAt(at)] ?? -1;
    if (value < 0) continue;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length++] = (held >> bits) & 0xff;
  }
  return bytes.subarray(0, length);
}
