/** What a value looks like: of the looks that fit, the one that says most. A look is no verdict, the model weighs it. */
import { hinted } from './hinted-pattern.ts';
import { isSealed } from './is-sealed.ts';
import { splitWords } from './split-words.ts';

export const LOOKS = [
  'template',
  'placeholder',
  'said',
  'prose',
  'identifier',
  'address',
  'structured',
  'word',
  'repeated',
  'numbered',
  'human',
  'random',
  'hex',
  'blob',
  'letters',
  'digits',
] as const;
export type Look = (typeof LOOKS)[number];

export type Language = {
  readonly words: ReadonlySet<string>;
  /** The first four letters of every word: most places of a random run begin none. */
  readonly beginnings: ReadonlySet<string>;
  /** Bits of surprise for each pair of letters, 27 × 27, a word's edge being the 27th. */
  readonly surprise: readonly number[];
};

export type ValueFacts = {
  readonly look: Look;
  readonly lower: number;
  readonly upper: number;
  readonly digits: number;
  readonly symbols: number;
  /** Changes between letters and digits. */
  readonly turns: number;
  /** The share of letters that stand in words of the language. */
  readonly wordShare: number;
  /** Mean bits a pair of letters; above five, chance rather than a language. */
  readonly surprise: number;
  readonly entropy: number;
  readonly hasBlank: boolean;
};

/** A longer value is judged by its beginning: whatever it says, it says there. */
const MOST_LOOK = 128;

export const valueFacts = (whole: string, name: string, language: Language): ValueFacts => {
  const value = whole.slice(0, MOST_LOOK);
  const counts = countUnits(value);
  const words = splitWords(value);
  const letters = counts.lower + counts.upper;
  let known = 0;
  let bits = 0;
  let pairs = 0;
  for (const word of words) {
    known += coveredLetters(word, language);
    if (word.length < 2) continue;
    for (let at = 0; at <= word.length; at++) {
      const left = at === 0 ? EDGE : word.charCodeAt(at - 1) - 97;
      const right = at === word.length ? EDGE : word.charCodeAt(at) - 97;
      bits += language.surprise[left * 27 + right] ?? 0;
      pairs++;
    }
  }
  const facts = {
    ...counts,
    wordShare: letters === 0 ? 0 : known / letters,
    surprise: pairs === 0 ? 0 : bits / pairs,
  };
  const look = isSealed(value, whole.length) ? 'template' : lookOf(value, name, words, facts);
  return { ...facts, look };
};

const EDGE = 26;

type Counts = Omit<ValueFacts, 'look' | 'wordShare' | 'surprise'>;

/** One for all calls: a fresh one cost more than what it counts. */
const seen = new Uint16Array(128);

const countUnits = (value: string): Counts => {
  seen.fill(0);
  let [lower, upper, digits, symbols, turns, last, others, entropy] = [0, 0, 0, 0, 0, 0, 0, 0];
  let hasBlank = false;
  for (let at = 0; at < value.length; at++) {
    const unit = value.charCodeAt(at);
    if (unit < 128) seen[unit] = (seen[unit] ?? 0) + 1;
    else others++;
    let kind = 0;
    if (unit >= 48 && unit <= 57) {
      digits++;
      kind = 1;
    } else if (unit >= 97 && unit <= 122) {
      lower++;
      kind = 2;
    } else if (unit >= 65 && unit <= 90) {
      upper++;
      kind = 2;
    } else if (unit === 32 || unit === 9) hasBlank = true;
    else symbols++;
    if (kind !== last && kind + last === 3) turns++;
    last = kind;
  }
  for (const count of seen)
    if (count > 0) entropy -= (count / value.length) * Math.log2(count / value.length);
  if (others > 0) entropy -= (others / value.length) * Math.log2(others / value.length / others);
  return { lower, upper, digits, symbols, turns, entropy, hasBlank };
};

export const languageOf = (words: readonly string[], surprise: readonly number[]): Language => ({
  words: new Set(words),
  beginnings: new Set(words.filter((word) => word.length >= 4).map((word) => word.slice(0, 4))),
  surprise,
});

/** Letters of a word that dictionary words cover, longest first, none shorter than four but the word itself. */
const coveredLetters = (word: string, { words, beginnings }: Language): number => {
  if (words.has(word)) return word.length;
  // A run of letters far beyond the longest word is no compound.
  if (word.length > 48) return 0;
  let covered = 0;
  for (let at = 0; at + 4 <= word.length;) {
    let length = 0;
    if (beginnings.has(word.slice(at, at + 4))) {
      length = Math.min(15, word.length - at);
      while (length >= 4 && !words.has(word.slice(at, at + length))) length--;
    }
    if (length >= 4) {
      covered += length;
      at += length;
    } else at++;
  }
  return covered;
};

const TEMPLATE =
  /^(?:<.*|\/\^.*|\$\{.*|\$\(.*|\{\{?.*\}?\}?|%[\w-]+%?|\$[A-Za-z_]\w*|\[.*\]?|@[\w.]+@?|#\{.*|\(.*|&[a-z]+;.*|\*+.*)$|\$\{[^}]*\}|\{\{|<[\w -]+>|%\(\w+\)s|#\{|\$\(|^%[sdv@]|^ENC\(|^!?(?:Ref|Sub|GetAtt|vault|env|secrets?)[ :./]|^(?:op|vault|env|file|ssm|secretsmanager|arn|keyring|bws):|process\.env|os\.environ|getenv/i;
const PLACEHOLDER =
  /(?:^|[^a-z])(?:your|my|some|the)[-_ .]?(?:[a-z]+[-_ ])?(?:pass|pwd|secret|token|key|api|access|client|value|auth|user)|example|sample|placeholder|change[-_ ]?(?:me|it|this)|replace|insert|redacted|dummy|fake|fixme|todo|tbd|n\/a|not[-_ ]?(?:set|used|real|a)|goes[-_ ]?here|here$|(?:^|[-_ ])(?:foo|bar|baz|foobar|lorem|ipsum|blah|mock|stub|invalid|wrong|undefined|null|none|nil|true|false|empty|hidden|secret_?value|masked|omitted|removed)(?:$|[-_ \d])|x{4}|\*{3}|\.{3}|_{4}|-{4}/i;
const isTemplate = hinted(
  TEMPLATE,
  '/^ < ${ {{ %( #{ $( { $ % [ ( * @ & enc( ref sub get vault env secret op: file: ssm: arn: keyring: bws:'.split(
    ' ',
  ),
);
const isPlaceholder = hinted(
  PLACEHOLDER,
  'your my some the example sample placeholder change replace insert redacted dummy fake fixme todo tbd n/a not here foo bar baz lorem ipsum blah mock stub invalid wrong undefined null none nil true false empty hidden secret masked omitted removed xxxx *** ... ____ ----'.split(
    ' ',
  ),
);
/** The alphabet or the keyboard in order is what one types when nothing is meant. */
const SEQUENCE =
  /abcdef|abc123|0?123456(?:789?0?)?$|^1234|012345|qwerty$|deadbeef|cafebabe|a1b2c3|0{6}|1{6}|(.)\1{5}|(..)\2{3}|(....)\3\3/i;
const SAYS_ITSELF =
  /^(?:(?:the|test|db|user|admin|root|new|old|my|a|some|api|access|auth|client|app|secret|private|super|very|login|current|bad|wrong|correct|right|valid|hashed|plain)[-_ .]?)*(?:pass(?:word|wd|phrase|code)?|pwd|pw|secret|token|key|apikey|credentials?|auth|login|bearer|basic|salt|nonce|hash|user(?:name)?|value|string|text|jwt|signature|cookie|session|id)s?[-_ .]?\d{0,2}$/i;
const ADDRESS =
  /^(?:[a-z][\w+.-]*:)?\/\/|^\.{0,2}\/[\w.@-]+(?:\/|$)|^[A-Za-z]:\\|^[\w-]+(?:\/[\w.-]+)+\.[a-z]{1,5}$|^[\w.+-]+@[\w-]+\.[\w.]+$|^~\/|^(?:[a-z][\w-]*\.){2,}[a-z][\w-]*$|^[a-z][\w-]+\.[a-z]{2,5}$|^@[\w-]+\/[\w-]+$|^#[\w-]+$/;
const STRUCTURED =
  /^(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|v?\d+(?:\.\d+){1,3}(?:[-+][\w.]+)?|\d{4}-\d\d-\d\d(?:[T ].*)?|0x[\da-f]{1,10}|[-+]?\d+(?:\.\d+)?(?:px|em|rem|ms|s|m|h|d|%|kb|mb)?|(?:sha\d{1,3}|md5)[-:].*|\d+(?:, ?\d+)+|application\/.*|text\/.*|image\/.*|data:.*|(?:[\da-f]{2}:){5,}[\da-f]{2}|#[\da-f]{3,8}|[A-Z]{2,5}\d{2,4}|(?:aes|rsa|hs|rs|es|ps|sha|pbkdf|ed|x|utf|iso|hmac)[-_]?\d{1,5}(?:[-_]\w+){0,4})$/i;

const lookOf = (
  value: string,
  name: string,
  words: readonly string[],
  facts: Counts & { readonly wordShare: number; readonly surprise: number },
): Look => {
  const { lower, upper, digits, symbols, hasBlank, turns, wordShare, surprise } = facts;
  const letters = lower + upper;
  if (isTemplate(value)) return 'template';
  if (STRUCTURED.test(value)) return letters === 0 && symbols === 0 ? 'digits' : 'structured';
  if (isPlaceholder(value)) return 'placeholder';
  if (value.toLowerCase() === name.toLowerCase() || SAYS_ITSELF.test(value)) return 'said';
  if (SEQUENCE.test(value)) return 'repeated';
  if (ADDRESS.test(value)) return 'address';
  if (letters === 0) return digits > 0 ? 'digits' : 'structured';
  if (hasBlank) return wordShare > 0.4 || digits * 4 < letters || /\s\S+\s/.test(value) ? 'prose' : 'human';
  const kinds = Number(lower > 0) + Number(upper > 0) + Number(digits > 0) + Number(symbols > 0);
  const pure = symbols === 0 || /^[\w-]+$/.test(value);
  if (digits === 0 && pure) {
    if (words.length > 1 && wordShare >= 0.6) return 'identifier';
    if (words.length === 1 || (lower === 0 && words.length < 3))
      return surprise > 5.2 && letters >= 12 ? 'letters' : 'word';
    return wordShare >= 0.35 || surprise < 4.6 ? 'identifier' : 'letters';
  }
  if (/^[\da-fA-F-]{16,}$/.test(value) && digits > 1) return 'hex';
  if (value.length >= 40 && /^[\w+/=.~-]+$/.test(value)) return wordShare > 0.6 ? 'identifier' : 'blob';
  if (wordShare >= 0.75 && turns <= 2)
    return symbols > 0 && !pure ? 'human' : words.length > 2 ? 'identifier' : 'numbered';
  if (value.length >= 14 && turns + kinds >= 6 && wordShare < 0.5) return 'random';
  return kinds >= 3 || (kinds === 2 && symbols > 0 && !pure)
    ? 'human'
    : turns >= 3 && wordShare < 0.4
      ? 'random'
      : 'numbered';
};
