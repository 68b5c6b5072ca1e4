/**
 * Evidence text made safe to look at. What an agent wrote may hold characters that hide, reorder or pile up; they
 * are neither dropped (that would hide an attack) nor shown as they are: each becomes a token that says its code.
 */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  /** A character that can't be seen: `U+202E`, with how often it stood there in a row. */
  | { readonly kind: 'hidden'; readonly code: string; readonly count: number }
  /** A mark that the device put in place of something it took out: `secret#3`. */
  | { readonly kind: 'redaction'; readonly text: string }
  /** The text was cut here. */
  | { readonly kind: 'cut'; readonly characters: number };

export interface VisibleTextOptions {
  readonly maxCharacters: number;
  /** Tab and line feed are kept as they are; in one line they become tokens. */
  readonly multiline?: boolean;
  /** Show redaction marks. Only for fields the record itself lists as redacted: anybody can write `secret#3`. */
  readonly redactions?: boolean;
}

// Controls, format characters (bidirectional, zero width, tags), line and paragraph separators, private use,
// unpaired surrogates, blank letters that look like nothing (Hangul fillers, braille blank), variation selectors.
const HIDDEN_CLASSES = ['Cc', 'Cf', 'Zl', 'Zp', 'Co', 'Cs'].map((category) => `\\p{${category}}`).join('');
const HIDDEN_LETTERS =
  '\\u{34F}\\u{115F}\\u{1160}\\u{17B4}\\u{17B5}\\u{180B}-\\u{180F}\\u{2800}\\u{3164}\\u{FFA0}\\u{FE00}-\\u{FE0D}\\u{E0100}-\\u{E01EF}';
// More than three combining marks on one letter are never spelling; they are drawn over the neighbours.
const PILED_MARKS = '(?<=\\p{M}{3})\\p{M}';
const SPECIAL = new RegExp(`[${HIDDEN_CLASSES}${HIDDEN_LETTERS}]|${PILED_MARKS}`, 'gu');
const REDACTION_MARK = /\[redacted[^\]\n]{0,80}\]|\b[a-z][a-z-]{1,40}#\d{1,6}\b/g;

const codeOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** Cuts before the character that would not fit whole, so that no half of a pair is left. */
const cutText = (text: string, maxCharacters: number): string => {
  if (text.length <= maxCharacters) return text;
  const last = text.charCodeAt(maxCharacters - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? maxCharacters - 1 : maxCharacters);
};

const plainParts = (text: string, redactions: boolean): TextPart[] => {
  if (text === '') return [];
  if (!redactions) return [{ kind: 'text', text }];
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(REDACTION_MARK)) {
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) });
    parts.push({ kind: 'redaction', text: match[0] });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
};

export const visibleText = (given: string, options: VisibleTextOptions): readonly TextPart[] => {
  const text = cutText(given, options.maxCharacters);
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(SPECIAL)) {
    const character = match[0];
    if (options.multiline === true && (character === '\n' || character === '\t')) continue;
    parts.push(...plainParts(text.slice(from, match.index), options.redactions === true));
    from = match.index + character.length;
    const code = codeOf(character);
    const last = parts.at(-1);
    if (last?.kind === 'hidden' && last.code === code) {
      parts[parts.length - 1] = { kind: 'hidden', code, count: last.count + 1 };
    } else {
      parts.push({ kind: 'hidden', code, count: 1 });
    }
  }
  parts.push(...plainParts(text.slice(from), options.redactions === true));
  if (text.length < given.length) parts.push({ kind: 'cut', characters: given.length - text.length });
  return parts;
};

/** The same for places that take only a string: accessible names, titles, options of a list. */
export const visibleString = (given: string, maxCharacters: number): string =>
  visibleText(given, { maxCharacters })
    .map((part) => {
      if (part.kind === 'cut') return '…';
      if (part.kind !== 'hidden') return part.text;
      return part.count === 1 ? `⟨${part.code}⟩` : `⟨${part.code} ×${part.count}⟩`;
    })
    .join('');
