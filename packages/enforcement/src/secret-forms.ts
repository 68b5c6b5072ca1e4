/**
 * What a secret looks like in text. Each row finds one form; a row with the groups `before` and `secret` keeps the
 * first and takes out the second, a row without them takes out the whole match. To add a form: one row, and one
 * line in the test's table. A row must not be able to backtrack: no nested or adjacent unbounded repeats over the
 * same characters, every repeat with a bound, nothing required after a long repeat. Then see that `HINT` knows it.
 */
export type SecretForm = { kind: string; pattern: RegExp };

/** Ends of names that hold secrets: `DB_PASSWORD`, `apiKey`, `x-auth-token`. */
const NAME =
  '(?:pass(?:word|wd|phrase|code)?|_pwd|secret|token|(?:api|access|private|account|shared|secret|signing|encryption|master|auth)[_-]?key|credentials?)';
/** A quote as it stands in text that was quoted again, perhaps several times. */
const QUOTE = String.raw`\\{0,7}["'\x60]`;
const NUMBER = '(?:_?[0-9]{1,3})?';
/** What may stand between a name and its value; a line break for YAML. */
const ASSIGN = String.raw`(?:${QUOTE})?\]?\s{0,3}(?::=|=>|={1,3}|:|%3[ad])\s{0,12}`;
const TYPE = String.raw`:\s{0,3}[\w<>[\]| ]{1,40}=\s{0,3}`;
/** A marker of ours, a placeholder or a bare word of code is no secret. */
const NOT = String.raw`(?!\[redacted:|\$[\w({]|(?:string|str|number|undefined|null|none|true|false|process\.env|os\.environ|os\.getenv)\b|[\w-]{1,100}:\s)`;
/** Text in quotes up to the same quote, whatever stands between; a variable alone is no secret. */
const QUOTED = String.raw`(?<quote>${QUOTE})(?!\[redacted:|\$\{?\w{1,100}\}?["'\\]|\$\()(?<secret>(?:(?!\k<quote>)(?:\\[^]|[^\\])){4,4000})`;
const BARE = String.raw`${NOT}(?<secret>[^\s"'\x60\\,;&|<>(){}]{5,500})`;
/** The value of a flag: in quotes, or one word that is neither a flag nor a path to a file. */
const WORD = String.raw`(?:${QUOTE})?(?!-)${NOT}(?<secret>(?<=["'])[^"'\\]{4,500}|[^\s"'\x60\\;&|<>(){}]{4,500})`;
const COOKIES = String.raw`(?<secret>(?:[\w.-]{1,100}=[^\s;"'\\]{0,4000}[;,]?\s{0,2}){1,50})`;
const TOKEN = '(?<![A-Za-z0-9])';

const form = (kind: string, pattern: string, flags = 'gi'): SecretForm => ({
  kind,
  pattern: new RegExp(pattern, flags),
});

/** Forms with a prefix of their vendor's, which need no name beside them. */
const VENDOR_FORMS: readonly SecretForm[] = [
  form('private-key', `${TOKEN}LS0tLS1CRUdJTi[A-Za-z0-9+/=]{10,20000}`, 'g'),
  form('age-key', 'AGE-SECRET-KEY-1[A-Z0-9]{10,100}', 'g'),
  form('anthropic-key', `${TOKEN}sk-ant-[\\w-]{8,300}`, 'g'),
  form('openai-key', `${TOKEN}sk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{20,300}`, 'g'),
  form('aws-access-key', `${TOKEN}(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])`, 'g'),
  form('github-token', `${TOKEN}(?:gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_\\w{30,255})`, 'g'),
  form('gitlab-token', `${TOKEN}gl(?:pat|dt|rt|ptt|cbt)-[\\w-]{18,255}`, 'g'),
  form('slack-token', `${TOKEN}xox[abeoprs]-[\\w-]{10,255}`, 'g'),
  form(
    'slack-webhook',
    String.raw`(?<before>hooks\.slack\.com/(?:services|workflows)/)(?<secret>[\w/-]{10,300})`,
  ),
  form(
    'discord-webhook',
    String.raw`(?<before>discord(?:app)?\.com/api/(?:v\d{1,2}/)?webhooks/)(?<secret>[\w/-]{10,300})`,
  ),
  form(
    'telegram-token',
    String.raw`(?<before>(?<![A-Za-z0-9])(?:bot)?)(?<secret>\d{8,10}:AA[\w-]{30,40})`,
    'g',
  ),
  form('stripe-key', `${TOKEN}[rs]k_(?:live|test)_[A-Za-z0-9]{10,255}`, 'g'),
  form('google-key', `${TOKEN}AIza[\\w-]{35}`, 'g'),
  form('huggingface-token', `${TOKEN}hf_[A-Za-z0-9]{30,100}`, 'g'),
  form('sendgrid-key', String.raw`${TOKEN}SG\.[\w-]{16,64}\.[\w-]{16,100}`, 'g'),
  form('npm-token', `${TOKEN}npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])`, 'g'),
  form('jwt', String.raw`${TOKEN}eyJ[\w-]{8,2000}\.eyJ[\w-]{8,8000}\.[\w-]{8,2000}`, 'g'),
];

/** Forms known by what stands before the secret. The more exact form stands before the more general one. */
const NAMED_FORMS: readonly SecretForm[] = [
  form('cookie', String.raw`(?<before>cookie(?:${QUOTE})?\s{0,3}[:=]\s{0,3}(?:${QUOTE})?)${COOKIES}`),
  form(
    'authorization',
    String.raw`(?<before>(?:authorization|cookie|api-key)(?:${QUOTE})?\s{0,3}[:=]\s{0,3}(?:${QUOTE})?(?:(?:basic|bearer|token|digest)\s{1,3})?)(?!\[redacted:|\$)(?<secret>[^\s"'\\,]{6,4000})`,
  ),
  form('bearer-token', String.raw`(?<before>${TOKEN}bearer\s{1,3})(?<secret>[\w.~+/=-]{12,4000})`),
  form(
    'url-password',
    String.raw`(?<before>\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@"']{0,200}:)(?!\[redacted:)(?<secret>[^\s/"']{1,500})(?=@)`,
  ),
  form('assigned-secret', `(?<before>${NAME}\\s{0,3}${TYPE})${QUOTED}`),
  form('assigned-secret', `(?<before>${NAME}${NUMBER}${ASSIGN})${QUOTED}`),
  form('assigned-secret', String.raw`(?<before>${NAME}${NUMBER}\s{0,3}:\s{0,3}[|>][+-]?\s{1,20})${BARE}`),
  form('assigned-secret', `(?<before>${NAME}${NUMBER}${ASSIGN})${BARE}`),
  form('assigned-secret', `(?<before><[\\w:.-]{0,40}${NAME}>)(?!\\[redacted:)(?<secret>[^<]{1,500})(?=</)`),
  form('assigned-secret', String.raw`(?<before>(?:x-amz-(?:signature|security-token)|[?&]sig)=)${BARE}`),
  form(
    'assigned-secret',
    String.raw`(?<before>["']auth\\{0,7}["']\s{0,3}:\s{0,3}\\{0,7}["'])(?<secret>[\w+/=-]{8,4000})`,
  ),
  form('flag-secret', String.raw`(?<before>(?<![\w-])--?(?:[a-z0-9]{1,20}[-_]?)?${NAME}\s{1,3})${WORD}`),
  form(
    'flag-secret',
    String.raw`(?<before>(?:secret_access_key|session_token|_authtoken|_password)\s{1,3})(?!-)${BARE}`,
  ),
  form('netrc-password', String.raw`(?<before>\blogin\s{1,3}\S{1,200}\s{1,3}password\s{1,3})${WORD}`),
  form(
    'netrc-password',
    String.raw`(?<before>^[ \t]{0,20}password[ \t]{1,3})${NOT}(?<secret>[^\s"']{4,500})(?=[ \t]{0,20}$)`,
    'gim',
  ),
];

/** Short flags mean a secret only behind certain programs. */
const PROGRAM_FORMS: readonly SecretForm[] = [
  form(
    'flag-secret',
    String.raw`(?<before>\b(?:curl|wget|xh|https?)\b[^\n]{0,400}?\s(?:-[a-zA-Z]{0,6}[uU]|--(?:proxy-)?user)[\s=]{0,2}(?:${QUOTE})?[^\s:"'@/]{1,100}:)(?!\[redacted:|\$)(?<secret>[^\s"'\\]{1,200})`,
    'g',
  ),
  form(
    'cookie',
    String.raw`(?<before>\bcurl\b[^\n]{0,400}?\s(?:-[a-zA-Z]{0,6}b|--cookie)[\s=]{0,2}(?:${QUOTE})?)${COOKIES}`,
    'g',
  ),
  form(
    'flag-secret',
    String.raw`(?<before>\b(?:mysql|mariadb)[a-z-]{0,12}\s[^\n|;&]{0,300}?(?<=\s)-p(?:${QUOTE})?)(?!\[redacted:|\$)(?<secret>[^\s"'\\;|&]{1,200})`,
    'g',
  ),
  form(
    'flag-secret',
    String.raw`(?<before>\b(?:sshpass|redis-cli|ldap[a-z]{3,10}|(?:docker|podman|helm|skopeo|oras)\s{1,3}(?:registry\s{1,3})?login)\s[^\n|;&]{0,200}?(?<=\s)-[paw]\s{0,2})${WORD}`,
    'g',
  ),
  form(
    'flag-secret',
    String.raw`(?<before>\bhtpasswd\s[^\n|;&]{0,100}?-[A-Za-z]{0,6}b[A-Za-z]{0,6}\s(?:[^\s|;&]{1,200}[ \t]{1,3}){1,3})(?<secret>[^\s|;&]{1,200})(?=[ \t]{0,3}(?:$|[|;&\n]))`,
    'g',
  ),
];

export const SECRET_FORMS: readonly SecretForm[] = [...VENDOR_FORMS, ...NAMED_FORMS, ...PROGRAM_FORMS];

/** What every vendor form holds; with capitals as they are, which is twice as fast. */
const VENDOR_HINT =
  /-----(?:BEGIN|END)|LS0tLS1CRUdJTi|AGE-SECRET|sk-|A(?:KIA|SIA|BIA|CCA|Iza)|gh[pousr]_|github_pat_|gl(?:pat|dt|rt|ptt|cbt)-|xox[abeoprs]-|[rs]k_(?:live|test)|npm_|hf_[A-Za-z0-9]{30}|SG\.[\w-]{16}|eyJ|\d:AA[\w-]{30}/;
const PLACE_HINTS: readonly RegExp[] = [
  /:\/\/[^\s/:@"']{0,200}:[^\s/"']{1,500}@|slack\.com\/|webhooks\//i,
  /[?&]sig=|[Aa]mz-[Ss]|["']auth\\{0,7}["']\s{0,3}:/,
  /mysql|mariadb|sshpass|redis-cli|htpasswd|login\s|ldap[a-z]/,
  /\s(?:-[a-zA-Z]{0,6}[uUb]|--(?:proxy-)?user|--cookie)[\s=]{0,2}[\\"'\x60]{0,9}[^\s:="'@/]{1,100}[:=]/,
  /bearer\s/i,
];
/** Few texts hold one of these words at all; only they are looked at for a name with something behind it. */
const STEM_HINTS: readonly RegExp[] = [
  /pass(?!P)/i,
  /_pwd/i,
  /secret/i,
  /token/i,
  /[a-z][_-]?key/i,
  /credential/i,
  /authorization/i,
  /cookie/i,
];
const NAME_HINTS: readonly RegExp[] = [
  new RegExp(
    String.raw`(?:${NAME}${NUMBER}|authorization|cookie|api-key)[\\"'\x60\]]{0,9}(?:\s|\\[nrt]){0,3}[:=,>%]`,
    'i',
  ),
  new RegExp(String.raw`-(?:[a-z0-9]{1,20}[-_]?)?${NAME}(?:\s|\\[nrt])`, 'i'),
  /(?:secret_access_key|session_token|_authtoken|password)(?:\s|\\[nrt])/i,
];

/**
 * Whether any form could match: one cheap look that spares nearly every record the full list. It holds for the JSON
 * text of a record too, where a quote has backslashes before it and a line break is `\n`. Several expressions, since
 * one with all of them in it is many times slower.
 */
export const mayHoldSecrets = (text: string): boolean =>
  VENDOR_HINT.test(text) ||
  PLACE_HINTS.some((hint) => hint.test(text)) ||
  (STEM_HINTS.some((hint) => hint.test(text)) && NAME_HINTS.some((hint) => hint.test(text)));

/** A field or list item whose neighbour is a secret: `{"password": …}`, `["--token", …]`. */
export const SECRET_NAME = new RegExp(`${NAME}${NUMBER}$|^(?:proxy-)?authorization$|^(?:set-)?cookie$`, 'i');
export const SECRET_FLAG = new RegExp(`^--?(?:[a-z0-9]{1,20}[-_]?){0,3}${NAME}$`, 'i');
