import { bytesToText } from './bytes-to-text.ts';
import { foldsAlone } from './compatibility.ts';
import type { FeatureList } from './feature-list.ts';
import { ViewWriter, type Derived } from './offset-map.ts';
import type { Work } from './work.ts';
import type { HiddenBy } from './view.ts';

/**
 * Characters that take no room on a screen. The test comes first because most texts have none of them; it names units,
 * not code points, so that half a pair can't hide one.
 */
const INVISIBLE_UNITS = [
  '[\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f]',
  '[\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff9-\\ufffb]',
  '\\udb40[\\udc00-\\udfff]',
  '\\ud834[\\udd73-\\udd7a]',
  '\\ud82f[\\udca0-\\udca3]',
].join('|');
const INVISIBLE = new RegExp(INVISIBLE_UNITS, 'g');
const INVISIBLE_ONE = new RegExp(INVISIBLE_UNITS);

const isTag = (code: number): boolean => code >= 0xe0000 && code <= 0xe007f;
const isVariation = (code: number): boolean =>
  (code >= 0xfe00 && code <= 0xfe0f) || (code >= 0xe0100 && code <= 0xe01ef);

const whatOf = (code: number): HiddenBy => {
  if (code === 0xad) return 'soft-hyphen';
  if (isTag(code)) return 'tag-characters';
  if (isVariation(code)) return 'variation-selectors';
  if (code === 0x61c || code === 0x200e || code === 0x200f) return 'bidi-control';
  if ((code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)) return 'bidi-control';
  return 'zero-width';
};

const JOINERS = new Set([0x200c, 0x200d]);
/** Arabic to Myanmar need joiners to be spelt right; pictures are put together with them. */
const needsJoiners = (code: number): boolean =>
  (code >= 0x600 && code <= 0x109f) ||
  (code >= 0x2190 && code <= 0x2bff) ||
  code === 0xfe0f ||
  (code >= 0x1f000 && code <= 0x1ffff);
/** Symbols, pictures and ideographs come in variants. */
const hasVariants = (code: number): boolean =>
  (code >= 0x2010 && code <= 0x9fff && !(code >= 0x202a && code <= 0x206f)) ||
  (code >= 0x1f000 && code <= 0x3ffff);
const KEYCAP = 0x20e3;
const FLAG = '\u{1f3f4}';
const LONGEST_FLAG_UNITS = 16;

/** Invisible characters where ordinary writing has them: they stay, and nobody is told. */
function isOrdinary(before: number, code: number, units: number, after: number): boolean {
  if (JOINERS.has(code)) return units === 1 && needsJoiners(before);
  if (!isVariation(code) || units !== (code > 0xffff ? 2 : 1)) return false;
  return hasVariants(before) || (code === 0xfe0f && after === KEYCAP);
}

/** The code point that ends here; -1 at the start of the text. */
function codePointBefore(source: string, at: number): number {
  if (at === 0) return -1;
  const pair = at > 1 ? (source.codePointAt(at - 2) ?? 0) : 0;
  return pair > 0xffff ? pair : source.charCodeAt(at - 1);
}

/** The text without invisible characters, and the text they carry: tag letters, or bytes told by variation selectors. */
export function stripInvisible(
  source: string,
  work: Work,
  features: FeatureList,
): { readonly stripped: Derived; readonly smuggled: Derived } | undefined {
  work.steps += source.length;
  const stripped = new ViewWriter(source, source.length);
  const smuggled = new ViewWriter(source, source.length);
  let done = 0;
  let looked = 0;
  // What stands before a removed run stands before whatever follows it.
  let before = -1;
  for (const match of source.matchAll(INVISIBLE)) {
    const at = match.index;
    if (at < looked) continue;
    const code = source.codePointAt(at) ?? 0;
    const what = whatOf(code);
    const to = endOfRun(source, at, what);
    looked = to;
    work.steps += to - at;
    if (at > done || at === 0) before = codePointBefore(source, at);
    if (what === 'tag-characters' && isFlag(source, at, to)) continue;
    const ordinary = isOrdinary(before, code, to - at, source.charCodeAt(to));
    // What goes with a letter that is about to become a plain one goes too.
    if (ordinary && !foldsAlone(before)) continue;
    stripped.copy(done, at);
    done = to;
    // Nor is a byte order mark at the start of a file anything hidden.
    if (ordinary || (at === 0 && code === 0xfeff && to === 1)) continue;
    features.add(what, at, to);
    if (what === 'tag-characters') smuggle(tagText(source, at, to), at, to);
    if (what === 'variation-selectors') smuggle(variationText(source, at, to), at, to);
  }
  if (done === 0) return undefined;
  stripped.copy(done, source.length);
  return { stripped: stripped.finish(), smuggled: smuggled.finish() };

  function smuggle(text: string, at: number, to: number): void {
    if (text === '') return;
    smuggled.replace(text, at, to);
  }
}

function endOfRun(source: string, start: number, what: HiddenBy): number {
  let at = start;
  for (;;) {
    const code = source.codePointAt(at);
    // A run is one carrier; the pattern's own test keeps visible characters out of `zero-width`. At half a character that ends
    // a slice of a longer text, V8's compiled `codePointAt` reads on in that text (Node 24, a few times in a million).
    if (code === undefined || whatOf(code) !== what) return Math.min(at, source.length);
    if (what === 'zero-width' && !INVISIBLE_ONE.test(String.fromCodePoint(code))) return at;
    at += code > 0xffff ? 2 : 1;
  }
}

/** The flags of England, Scotland and Wales are spelt with tag letters after a black flag. */
const isFlag = (source: string, at: number, to: number): boolean =>
  to - at <= LONGEST_FLAG_UNITS && at >= 2 && source.startsWith(FLAG, at - 2);

const tagText = (source: string, from: number, to: number): string => {
  const letters: string[] = [];
  for (let at = from; at < to; at += 2) {
    const low = (source.codePointAt(at) ?? 0) - 0xe0000;
    if (low >= 0x20 && low < 0x7f) letters.push(String.fromCharCode(low));
  }
  return letters.join('');
};

const variationText = (source: string, from: number, to: number): string => {
  const bytes: number[] = [];
  for (let at = from; at < to;) {
    const code = source.codePointAt(at) ?? 0;
    bytes.push(code <= 0xfe0f ? code - 0xfe00 : code - 0xe0100 + 16);
    at += code > 0xffff ? 2 : 1;
  }
  return bytesToText(Uint8Array.from(bytes)) ?? '';
};
