import { isPlaceholder, looksSecret } from './looks-secret.ts';
import { BARE, NAME, NOT, NUMBER, QUOTE, QUOTED, WORD } from './secret-names.ts';
import type { SecretForm } from './secret-forms.ts';

/**
 * Secrets that a name gives away. The names of a text are looked for once, and the forms are tried behind each, in this
 * order: one expression with name and value in it would look through the text again for every form.
 */
export const SECRET_NAMES = new RegExp(`${NAME}${NUMBER}`, 'gi');

/** What may stand between a name and its value; a line break for YAML. */
const ASSIGN = String.raw`(?:${QUOTE})?\]?\s{0,3}(?::=|=>|={1,3}|:|%3[ad])\s{0,12}`;
const TYPE = String.raw`:\s{0,3}[\w<>[\]| ]{1,40}=\s{0,3}`;
/** Quoted pieces and bare ones glued together, as a shell takes them for one word: `abc"def"'ghi'`. */
const GLUED = String.raw`${NOT}(?<secret>(?:[^\s"'\x60\\,;&|<>(){}]{1,200}["'][^"'\s\\]{1,200}["']|["'][^"'\s\\]{1,200}["'](?:\w|["'][^"'\s]))[^\s,;&|<>(){}]{0,300})`;
/** The name is the end of a flag. */
const OF_FLAG = String.raw`(?<=(?<![\w-])--?[\w-]{0,60})`;
/** `the password for the database is …`: a few words of prose, and one that says that the value comes. */
const BLANK = String.raw`[ \t]{1,3}`;
const SAID = String.raw`(?:${BLANK}[\w@.'’-]{1,30}){0,5}?${BLANK}(?:is|was|be|to|are|=)(?:${BLANK}(?:now|still|set|changed|to|just)){0,2}[ \t]{0,3}:?${BLANK}`;
const SIGNED = String.raw`(?=\S{0,60}[\d!#$%^&*+=@?~])`;
/** A word with a digit or a sign in it; whether it looks like a secret is asked afterwards. */
const PROSE_WORD = String.raw`${NOT}${SIGNED}(?<secret>[^\s"'\x60\\,;<>(){}[\]]{6,200}?)(?=[.!?:]{0,3}(?:[\s"'\x60\\,;<>(){}[\]]|$))`;
const OF_PASSWORD = '(?<=password|passphrase)';

const behind = (
  kind: string,
  pattern: string,
  isSecret: SecretForm['isSecret'] = (value) => !isPlaceholder(value),
): SecretForm => ({ kind, pattern: new RegExp(pattern, 'yi'), isSecret });

export const BEHIND_NAMES: readonly SecretForm[] = [
  behind('assigned-secret', String.raw`\s{0,3}${TYPE}${QUOTED}`),
  behind('assigned-secret', `${ASSIGN}${GLUED}`),
  behind('assigned-secret', `${ASSIGN}${QUOTED}`),
  behind('assigned-secret', String.raw`\s{0,3}:\s{0,3}[|>][+-]?\s{1,20}${BARE}`),
  behind('assigned-secret', `${ASSIGN}${BARE}`),
  behind('flag-secret', String.raw`${OF_FLAG}\s{1,3}${GLUED}`),
  behind('flag-secret', String.raw`${OF_FLAG}\s{1,3}${WORD}`),
  behind(
    'assigned-secret',
    `${SAID}${QUOTED}`,
    (value) => value.length >= 6 && !/^[a-z]{1,14}$/.test(value) && !isPlaceholder(value),
  ),
  behind('assigned-secret', `${SAID}${PROSE_WORD}`, looksSecret),
  behind(
    'assigned-secret',
    `${OF_PASSWORD}${BLANK}${PROSE_WORD}`,
    (value) => value.length >= 8 && looksSecret(value) && !/[_.]/.test(value),
  ),
];

/** A quick look whether any of these forms could match; it holds for JSON text too, where a quote has backslashes before it. */
const STEM_HINTS: readonly RegExp[] = [
  /pass(?!p(?!h))|_pwd/i,
  /secret/i,
  /token/i,
  /[a-z][ _-]?key/i,
  /credential/i,
];
const GAP = String.raw`(?:\s|\\[nrt])`;
/** What stands behind a name that has a value. */
const VALUE_HINT = new RegExp(
  [
    String.raw`[\\"'\x60\]]{0,9}${GAP}{0,3}[:=,>%]`,
    String.raw`(?<=-[\w-]{0,80})${GAP}`,
    `(?<=secret_access_key|session_token|_authtoken|password)${GAP}`,
    `${SAID}(?:${QUOTE}|${SIGNED})`,
    `(?<=passphrase)${BLANK}${SIGNED}`,
  ].join('|'),
  'yi',
);

export const mayNameSecrets = (text: string): boolean =>
  STEM_HINTS.some((hint) => hint.test(text)) && hasNameWithValue(text);

function hasNameWithValue(text: string): boolean {
  SECRET_NAMES.lastIndex = 0;
  while (SECRET_NAMES.exec(text) !== null) {
    VALUE_HINT.lastIndex = SECRET_NAMES.lastIndex;
    if (VALUE_HINT.test(text)) return true;
  }
  return false;
}
