/** What a name promises: the kind of secret, or that it only speaks about one. */
import { splitWords } from './split-words.ts';

export const NAME_KINDS = ['password', 'secret', 'token', 'key', 'weak', 'auth', 'salt', 'about'] as const;
export type NameKind = (typeof NAME_KINDS)[number];

export const nameKind = (name: string, before: string): NameKind => {
  const words = splitWords(name);
  const last = words.at(-1) ?? '';
  if (words.some((word) => NOT_SECRET.has(word))) return 'about';
  let kind: NameKind | undefined;
  let place = -1;
  for (let at = words.length - 1; at >= 0 && kind === undefined; at--) {
    kind = kindOf(words, at, before);
    place = at;
  }
  if (kind === undefined) return 'about';
  // `token_url`, `passwordField`: what comes last is what the value is, unless it only numbers or tells which one.
  if (place < words.length - 1 && !words.slice(place + 1).every((word) => HARMLESS_TAILS.has(word)))
    return 'about';
  return last === '' ? 'about' : kind;
};

const kindOf = (words: readonly string[], at: number, before: string): NameKind | undefined => {
  const word = words[at] ?? '';
  if (PASSWORD.test(word)) return 'password';
  if (word === 'phrase' && words[at - 1] === 'pass') return 'password';
  if (SECRET.test(word)) return 'secret';
  if (TOKEN.test(word)) return 'token';
  if (STRONG_KEY.test(word)) return 'key';
  if (word === 'key' || word === 'keys')
    return STRONG_BEFORE.has(words[at - 1] ?? before.toLowerCase()) ? 'key' : 'weak';
  if (AUTH.test(word)) return 'auth';
  if (SALT.has(word)) return 'salt';
  return WEAK.test(word) ? 'weak' : undefined;
};

const PASSWORD =
  /^(?!(?:com|by|tres|sur|over|under|en)pass)(?:[a-z]{0,24}(?:passwords?|passwd|passphrases?|passcode|passwrd|pswd|pwd|pword)|[a-z]{0,8}pass|[a-z]{0,8}(?:pw|pws)|psk)$/;
const SECRET = /^[a-z]{0,16}secrets?$/;
const TOKEN = /^(?!csrf|xsrf)[a-z]{0,16}(?:tokens?|jwt|bearer|otp)$/;
const STRONG_KEY =
  /^[a-z]{0,12}(?:api|secret|access|auth|private|crypt|encryption|signing|aes|rsa|account|license|storage|shared|master|priv|p)keys?$/;
const AUTH =
  /^(?:[a-z]{0,8}auth|authorization|authentication|creds?|credentials?|[a-z]{0,6}login|connect(?:ion)?)$/;
const SALT = new Set(['salt', 'nonce', 'seed', 'hmac']);
const WEAK = /^(?:session|sessions|sessionid|webhook|[a-z]{2,10}key)$/;

const STRONG_BEFORE = new Set(
  'api access secret private priv auth authentication encryption encrypt crypto signing sign aes rsa account license shared master app application client admin service server storage security subscription consumer integration deploy write read merchant webhook hmac jwt session store ssh gpg db root user rest'.split(
    ' ',
  ),
);

/** A name with one of these speaks of something else, wherever the word stands. */
const NOT_SECRET = new Set(
  'save signature equals code public pub foreign primary sort partition cache row hot keyboard field label placeholder hint error message msg url uri endpoint path file filename dir directory policy regex regexp pattern validator validation reset forgot confirm invalid missing wrong expired expiry expires expiration ttl timeout length len size min max count limit enabled disabled required optional has show hide toggle type types kind class style css icon button btn input form page link text title description desc column header headers param params prefix suffix format algorithm algo strength schema scheme selector index tokenizer csrf xsrf authenticity mask help check checker encoder decoder manager provider store keystore truststore generator rotation version hash digest fingerprint thumbprint checksum alias'.split(
    ' ',
  ),
);
/** `password1`, `token_prod`, `secretKeyBase`, `key_value`. */
const HARMLESS_TAILS = new Set(
  'a b c v x y base value val str string raw plain plaintext text data default new old current prod production dev development stage staging test local live sandbox main primary secondary backup env byte bytes hex const db admin root user temp tmp one two first second any here'.split(
    ' ',
  ),
);
