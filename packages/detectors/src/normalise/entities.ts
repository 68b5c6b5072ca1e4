import type { ViewWriter } from './offset-map.ts';

/** The names that texts use to write what could be written plainly; the other two thousand stay as they are. */
const NAMED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    lt: '<',
    gt: '>',
    amp: '&',
    quot: '"',
    apos: "'",
    nbsp: ' ',
    ensp: ' ',
    emsp: ' ',
    thinsp: ' ',
    tab: '\t',
    newline: '\n',
    excl: '!',
    num: '#',
    dollar: '$',
    percnt: '%',
    lpar: '(',
    rpar: ')',
    ast: '*',
    plus: '+',
    comma: ',',
    period: '.',
    sol: '/',
    colon: ':',
    semi: ';',
    equals: '=',
    quest: '?',
    commat: '@',
    lsqb: '[',
    lbrack: '[',
    bsol: '\\',
    rsqb: ']',
    rbrack: ']',
    hat: '^',
    lowbar: '_',
    grave: '`',
    lcub: '{',
    lbrace: '{',
    verbar: '|',
    vert: '|',
    rcub: '}',
    rbrace: '}',
    shy: '\u00ad',
    zwnj: '\u200c',
    zwj: '\u200d',
    zerowidthspace: '\u200b',
    lrm: '\u200e',
    rlm: '\u200f',
    copy: '©',
    reg: '®',
    mdash: '—',
    ndash: '–',
    hellip: '…',
    lsquo: '‘',
    rsquo: '’',
    ldquo: '“',
    rdquo: '”',
  }),
);

const ENTITY = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z]{2,16}));?/g;

export const entitiesIn = function* (source: string): Generator<{ from: number; to: number; text: string }> {
  for (const match of source.matchAll(ENTITY)) {
    const [whole, decimal, hex, name] = match;
    const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : undefined;
    // A name needs its semicolon: `&copy=1` is part of an address.
    const named = name && whole.endsWith(';') ? NAMED.get(name.toLowerCase()) : undefined;
    const text = code === undefined ? named : code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '�';
    if (text !== undefined) yield { from: match.index, to: match.index + whole.length, text };
  }
};

/** Copies a piece of the source with its entities decoded. */
export function copyDecoded(writer: ViewWriter, source: string, from: number, to: number): void {
  let done = from;
  for (const { from: at, to: end, text } of entitiesIn(source.slice(from, to))) {
    writer.copy(done, from + at);
    writer.replace(text, from + at, from + end);
    done = from + end;
  }
  writer.copy(done, to);
}
