import { bytesToAnyText } from './bytes-to-text.ts';
import type { DecodedPiece } from './decoded-pieces.ts';
import { entitiesIn } from './entities.ts';

const PERCENT = /(?:%[0-9A-Fa-f]{2})+/g;
const ESCAPE = /\\(?:u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{2})|([nrt"'\\/bf]))/g;
const SHORT: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
const QUOTED = /(?:=[0-9A-Fa-f]{2})+|=[ \t]{0,8}\r?\n/g;
/** A few `=41` are assignments and `=10` a rank; a message says what it is, or has a sign that must be written so. */
const QUOTED_MESSAGE =
  /content-transfer-encoding:[ \t]{0,8}quoted-printable|=3D["'\w]|=(?:[CD][\dA-F]|E[\dA-F]=[89AB][\dA-F])=[89AB][\dA-F]/i;

const bytesOf = (run: string, width: number): Uint8Array => {
  const bytes = new Uint8Array(run.length / width);
  for (let at = 0; at < bytes.length; at++)
    bytes[at] = Number.parseInt(run.slice(width * at + width - 2, width * (at + 1)), 16);
  return bytes;
};

export function* percentPieces(source: string): Generator<DecodedPiece> {
  if (!source.includes('%')) return;
  for (const { 0: run, index } of source.matchAll(PERCENT))
    yield { encoding: 'percent', from: index, to: index + run.length, text: bytesToAnyText(bytesOf(run, 3)) };
}

/** The escapes of JSON and JavaScript strings, wherever they stand: a string may be cut out of its quotes. */
export function* escapePieces(source: string): Generator<DecodedPiece> {
  if (!source.includes('\\')) return;
  for (const match of source.matchAll(ESCAPE)) {
    const [whole, four, braced, two, short = ''] = match;
    const code = Number.parseInt(four ?? braced ?? two ?? '', 16);
    const text = Number.isNaN(code)
      ? (SHORT[short] ?? short)
      : code > 0x10ffff
        ? '�'
        : code > 0xffff
          ? String.fromCodePoint(code)
          : String.fromCharCode(code);
    yield { encoding: 'escapes', from: match.index, to: match.index + whole.length, text };
  }
}

export function* quotedPrintablePieces(source: string): Generator<DecodedPiece> {
  if (!source.includes('=') || !QUOTED_MESSAGE.test(source)) return;
  for (const { 0: run, index } of source.matchAll(QUOTED)) {
    const to = index + run.length;
    const isBreak = run.endsWith('\n');
    const text = isBreak ? '' : bytesToAnyText(bytesOf(run, 3));
    yield { encoding: 'quoted-printable', from: index, to, text };
  }
}

export function* entityPieces(source: string): Generator<DecodedPiece> {
  if (!source.includes('&')) return;
  for (const { from, to, text } of entitiesIn(source)) yield { encoding: 'entities', from, to, text };
}
