const FILE =
  /^(?:path\/to\/|~\/|\.{1,2}\/)[\w./-]+$|^[\w./-]+\.(?:pem|key|txt|json|ya?ml|gpg|asc|crt|cer|p12|pfx|jks|env|conf|ini|kdbx|age|pub)$/i;
/** What manuals and examples write where a secret would stand. */
const STAND_IN = /^(?:x{3,}|\*{3,}|\.{3,}|-{3,}|your[_-].{1,60}|example|placeholder|redacted)$/i;
const STEM =
  /^(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|keys?|credentials?|username|file|name|value|hash|string)$/;
const WORDS = /^[a-z]{2,20}(?:_[a-z]{2,20}){0,5}$/;

/**
 * Is this value only the name of one, or of a file with one: `--password password`, `--token github_token`,
 * `PASSPHRASE=gpg_key_passphrase`, `--signing-key path/to/key`? Whoever keeps a real secret of that form loses nothing
 * that a list of the commonest passwords doesn't hold.
 */
export function isPlaceholder(value: string): boolean {
  if (value.length > 80) return false;
  if (FILE.test(value) || STAND_IN.test(value)) return true;
  // `GITHUB_TOKEN` as well as `github_token`, but not a mixture of both.
  const words = value === value.toUpperCase() ? value.toLowerCase() : value;
  return WORDS.test(words) && STEM.test(words.slice(words.lastIndexOf('_') + 1));
}

/** Words with digits in them that prose says about passwords and tokens: `the token is base64-encoded`. */
const TECHNICAL =
  /^(?:base\d|sha-?\d|md[45]|oauth|utf-?\d|rfc|x\.?509|http|ed25519|[hrep]s(?:256|384|512)|aes|pbkdf|argon|v\d|jwt|oidc|\d{1,3}[-–]?(?:char|bit|byte|digit|letter|hour|min|sec|day))/i;

/** Does a word of prose look like a secret rather than like a word? It needs a digit, or a sign that words don't have. */
export function looksSecret(word: string): boolean {
  if (word.length < 6 || TECHNICAL.test(word) || isPlaceholder(word)) return false;
  if (/[/\\]/.test(word) || /^[\w.-]+@[\w-]+\.[\w.-]+$/.test(word)) return false;
  return /\d/.test(word) ? /^\d{6,}$|[A-Za-z]/.test(word) : /[A-Za-z][!#$%^&*+=@?~]+[A-Za-z]/.test(word);
}
