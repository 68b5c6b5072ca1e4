import { isPlaceholder } from './looks-secret.ts';
import { mayNameSecrets } from './named-secrets.ts';
import { BARE, NAME, NOT, QUOTE, WORD } from './secret-names.ts';
import { NO_MARK } from './redaction-mark.ts';

/**
 * What a secret looks like in text. Each row finds one form; a row with the group `secret` takes that out, which ends
 * the match, a row without it the whole match. `isSecret` is asked about what was found. To add a form: one row, and one
 * line in the test's table. A row must not be able to backtrack: no nested or adjacent unbounded repeats over the
 * same characters, every repeat with a bound, nothing required after a long repeat. Then see that its hint knows it: a
 * row whose hint does not match is not tried. Forms behind a name are in `named-secrets.ts`.
 */
export type SecretForm = {
  readonly kind: string;
  readonly pattern: RegExp;
  readonly isSecret?: (secret: string) => boolean;
};

const COOKIES = String.raw`(?<secret>(?:[\w.-]{1,100}=[^\s;"'\\]{0,4000}[;,]?\s{0,2}){1,50})`;
/** A token begins where a word does, or behind an escaped line break. */
const TOKEN = String.raw`(?:(?<![A-Za-z0-9])|(?<=\\[nrt]))`;

const form = (kind: string, pattern: string, flags = 'gi'): SecretForm => ({
  kind,
  pattern: new RegExp(pattern, flags),
});

/** What stands behind a name or a flag may be the name of a secret only. */
const valued = (kind: string, pattern: string, flags = 'gi'): SecretForm => ({
  ...form(kind, pattern, flags),
  isSecret: (value) => !isPlaceholder(value),
});

/** Forms with a prefix of their vendor's, which need no name beside them. */
export const VENDOR_FORMS: readonly SecretForm[] = [
  form('private-key', `${TOKEN}LS0tLS1CRUdJTi[A-Za-z0-9+/=]{10,20000}`, 'g'),
  form(
    'private-key',
    `${TOKEN}(?:b3BlbnNzaC1rZXktdjE|MI[IG][A-Za-z0-9+/]{1,4}IBA(?:AK|D)A?)[A-Za-z0-9+/=]{16,20000}`,
    'g',
  ),
  form('age-key', 'AGE-SECRET-KEY-1[A-Z0-9]{10,100}', 'g'),
  form('anthropic-key', `${TOKEN}sk-ant-[\\w-]{8,300}`, 'g'),
  form('openai-key', `${TOKEN}sk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{20,300}`, 'g'),
  form('aws-access-key', `${TOKEN}(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])`, 'g'),
  form('github-token', `${TOKEN}(?:gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_\\w{30,255})`, 'g'),
  form('gitlab-token', `${TOKEN}gl(?:pat|dt|rt|ptt|cbt)-[\\w-]{18,255}`, 'g'),
  form('slack-token', `${TOKEN}xox[abeoprs]-[\\w-]{10,255}`, 'g'),
  form('telegram-token', String.raw`(?:(?<![A-Za-z0-9])(?:bot)?)(?<secret>\d{8,10}:AA[\w-]{30,40})`, 'g'),
  form('stripe-key', `${TOKEN}[rs]k_(?:live|test)_[A-Za-z0-9]{10,255}`, 'g'),
  form('google-key', `${TOKEN}AIza[\\w-]{35}`, 'g'),
  form('huggingface-token', `${TOKEN}hf_[A-Za-z0-9]{30,100}`, 'g'),
  form('sendgrid-key', String.raw`${TOKEN}SG\.[\w-]{16,64}\.[\w-]{16,100}`, 'g'),
  form('npm-token', `${TOKEN}npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])`, 'g'),
  form('jwt', String.raw`${TOKEN}eyJ[\w-]{8,2000}\.eyJ[\w-]{8,8000}\.[\w-]{8,2000}`, 'g'),
];

/** In addresses and in what logs in to them. The scheme stands in a look behind: `://` is found quickly, words are not. */
const ADDRESS_FORMS: readonly SecretForm[] = [
  form('slack-webhook', String.raw`(?:hooks\.slack\.com/(?:services|workflows)/)(?<secret>[\w/-]{10,300})`),
  form(
    'discord-webhook',
    String.raw`(?:discord(?:app)?\.com/api/(?:v\d{1,2}/)?webhooks/)(?<secret>[\w/-]{10,300})`,
  ),
  valued(
    'url-password',
    String.raw`(?<=\b[a-z][a-z0-9+.-]{1,20})://[^\s/:@"']{0,200}:${NO_MARK}(?<secret>[^\s/"']{1,500})(?=@)`,
  ),
  // One with a bare slash in it; a port and a path are none.
  valued(
    'url-password',
    String.raw`(?<=\b[a-z][a-z0-9+.-]{1,20})://[^\s/:@"']{0,200}:${NO_MARK}(?!\d{1,5}[/?#])(?<secret>[^\s/:"'@]{0,60}/[^\s:"'@]{0,60})(?=@[\w.-])`,
  ),
  form(
    'assigned-secret',
    String.raw`["']auth\\{0,7}["']\s{0,3}:\s{0,3}\\{0,7}["'](?<secret>[\w+/=-]{8,4000})`,
  ),
  form('assigned-secret', String.raw`(?:x-amz-(?:signature|security-token)|[?&]sig)=${BARE}`),
];

/** Known by what stands before the secret. */
const PLACED_FORMS: readonly SecretForm[] = [
  valued('cookie', String.raw`cookie(?:${QUOTE})?\s{0,3}[:=]\s{0,3}(?:${QUOTE})?${COOKIES}`),
  valued(
    'authorization',
    String.raw`(?:authorization|cookie|api-key)(?:${QUOTE})?\s{0,3}[:=]\s{0,3}(?:${QUOTE})?(?:(?:basic|bearer|token|digest)\s{1,3})?${NO_MARK}(?!\$|(?:basic|bearer|token|digest)\s)(?<secret>[^\s"'\\,]{6,4000})`,
  ),
  valued('bearer-token', String.raw`${TOKEN}bearer\s{1,3}(?<secret>[\w.~+/=-]{12,4000})`),
];

/** Known by a name, though not behind it as other names stand. */
export const NAMED_FORMS: readonly SecretForm[] = [
  valued('assigned-secret', `<[\\w:.-]{0,40}${NAME}>${NO_MARK}(?<secret>[^<]{1,500})(?=</)`),
  valued(
    'flag-secret',
    String.raw`(?:secret_access_key|session_token|(?<![a-z0-9])(?:_authtoken|_password))\s{1,3}(?!-)${BARE}`,
  ),
  valued('netrc-password', String.raw`\blogin\s{1,3}\S{1,200}\s{1,3}password\s{1,3}${WORD}`),
  valued(
    'netrc-password',
    String.raw`(?<=^[ \t]{0,20})password[ \t]{1,3}${NOT}(?<secret>[^\s"']{4,500})(?=[ \t]{0,20}$)`,
    'gim',
  ),
];

/** Short flags mean a secret only behind certain programs. */
const PROGRAM_FORMS: readonly SecretForm[] = [
  valued(
    'flag-secret',
    String.raw`(?:\b(?:curl|wget|xh|https?)\b[^\n]{0,400}?\s(?:-[a-zA-Z]{0,6}[uU]|--(?:proxy-)?user)[\s=]{0,2}(?:${QUOTE})?[^\s:"'@/]{1,100}:)${NO_MARK}(?!\$)(?<secret>[^\s"'\\]{1,200})`,
    'g',
  ),
  valued(
    'cookie',
    String.raw`(?:\bcurl\b[^\n]{0,400}?\s(?:-[a-zA-Z]{0,6}b|--cookie)[\s=]{0,2}(?:${QUOTE})?)${COOKIES}`,
    'g',
  ),
  valued(
    'flag-secret',
    String.raw`(?:\b(?:mysql|mariadb)[a-z-]{0,12}\s[^\n|;&]{0,300}?(?<=\s)-p(?:${QUOTE})?)${NO_MARK}(?!\$)(?<secret>[^\s"'\\;|&]{1,200})`,
    'g',
  ),
  valued(
    'flag-secret',
    String.raw`(?:\b(?:sshpass|redis-cli|ldap[a-z]{3,10}|(?:docker|podman|helm|skopeo|oras)\s{1,3}(?:registry\s{1,3})?login)\s[^\n|;&]{0,200}?(?<=\s)-[paw]\s{0,2})${WORD}`,
    'g',
  ),
  valued(
    'flag-secret',
    String.raw`(?:\bhtpasswd\s[^\n|;&]{0,100}?-[A-Za-z]{0,6}b[A-Za-z]{0,6}\s(?:[^\s|;&]{1,200}[ \t]{1,3}){1,3})(?<secret>[^\s|;&]{1,200})(?=[ \t]{0,3}(?:$|[|;&\n]))`,
    'g',
  ),
];

/** What every vendor form holds; with capitals as they are, which is twice as fast. */
const VENDOR_HINTS: readonly RegExp[] = [
  /-----(?:BEGIN|END)|LS0tLS1CRUdJTi|AGE-SECRET|sk-|A(?:KIA|SIA|BIA|CCA|Iza)|gh[pousr]_|github_pat_|gl(?:pat|dt|rt|ptt|cbt)-|xox[abeoprs]-|[rs]k_(?:live|test)|npm_|hf_[A-Za-z0-9]{30}|SG\.[\w-]{16}|eyJ|\d:AA[\w-]{30}/,
  /b3BlbnNzaC1rZXktdjE|MI[IG][A-Za-z0-9+/]{1,4}IBA/,
];
const ADDRESS_HINTS: readonly RegExp[] = [
  /:\/\/[^\s/:@"']{0,200}:(?:[^\s/"']{1,500}|[^\s/:"'@]{0,60}\/[^\s:"'@]{0,60})@|slack\.com\/|webhooks\//i,
  /[?&][sS]ig=|[Aa]mz-[Ss]|["']auth\\{0,7}["']\s{0,3}:/,
];
const PLACE_HINTS: readonly RegExp[] = [/authorization/i, /cookie|bearer\s/i, /api-key/i];
const PROGRAM_HINTS: readonly RegExp[] = [
  /mysql|mariadb|sshpass|redis-cli|htpasswd|login\s|ldap[a-z]/,
  /\s(?:-[a-zA-Z]{0,6}[uUb]|--(?:proxy-)?user|--cookie)[\s=]{0,2}[\\"'\x60]{0,9}[^\s:="'@/]{1,100}[:=]/,
];

const anyOf =
  (hints: readonly RegExp[]) =>
  (text: string): boolean =>
    hints.some((hint) => hint.test(text));

export const mayHoldVendorToken = anyOf(VENDOR_HINTS);

/** Forms with one quick look whether any of them could match. Several hints, since one expression of all is many times slower. */
export type FormGroup = {
  readonly mayMatch: (text: string) => boolean;
  readonly forms: readonly SecretForm[];
};

/** In this order, the more exact before the more general. Before the named ones, the forms behind names are tried. */
export const FORM_GROUPS: readonly FormGroup[] = [
  { mayMatch: mayHoldVendorToken, forms: VENDOR_FORMS },
  { mayMatch: anyOf(ADDRESS_HINTS), forms: ADDRESS_FORMS },
  { mayMatch: anyOf(PLACE_HINTS), forms: PLACED_FORMS },
  { mayMatch: mayNameSecrets, forms: NAMED_FORMS },
  { mayMatch: anyOf(PROGRAM_HINTS), forms: PROGRAM_FORMS },
];
