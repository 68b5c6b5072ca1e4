/** What the translated rules don't look for: headers, cookies, connection strings, password files. */
import { HEADER_STAND_INS } from './header-stand-ins.ts';
import { KEY_RULES } from './key-rules.ts';
import type { RuleAllowlist, SecretRule } from './secret-rule.ts';

type OwnRule = Pick<SecretRule, 'id' | 'begins' | 'pattern' | 'reach' | 'confidence'> &
  Partial<Pick<SecretRule, 'wide' | 'opening' | 'entropy' | 'allowlists'>>;

const own = (rule: OwnRule): SecretRule => ({
  keywords: rule.begins,
  lead: [],
  assignment: false,
  wide: false,
  group: 0,
  entropy: 0,
  allowlists: [],
  ...rule,
});

const pattern = (regexp: RegExp): SecretRule['pattern'] => ({ source: regexp.source, flags: regexp.flags });

/** What stands where a password would: a variable, a slot to fill in, stars, or the word itself. */
const PLACEHOLDER: RuleAllowlist = {
  target: 'secret',
  patterns: [
    pattern(/^(?:\$|%|\{|\[|\()|[{}<>]|^[*.x_-]+$/i),
    pattern(
      /^(?:your|my|the|some|example|change)?[-_.]?(?:pass(?:w(?:or)?d|wd)?|pwd|secret|token|key|user(?:name)?|me|here)$/i,
    ),
  ],
  stopwords: ['redacted', 'placeholder'],
};

export const OWN_RULES: readonly SecretRule[] = [
  ...KEY_RULES,
  own({
    id: 'authorization-header',
    begins: ['authorization'],
    pattern: pattern(
      /authorization["'`]?\]?[ \t]{0,8}(?:[:,]|=>?)[ \t]{0,8}["'`]?(?:basic|bearer|token|apikey|bot)[ \t]{1,8}([\w=~@.+/:-]{12,800})/i,
    ),
    reach: 860,
    entropy: 3,
    allowlists: [PLACEHOLDER, HEADER_STAND_INS],
    confidence: 0.8,
  }),
  own({
    id: 'key-header',
    begins: ['x-api-key', 'x-auth-token', 'x-access-token', 'private-token', 'x-vault-token'],
    pattern: pattern(
      /(?:x-(?:api-key|auth-token|access-token|vault-token)|private-token)["'`]?\]?[ \t]{0,8}(?:[:,]|=>?)[ \t]{0,8}["'`]?([\w=~.+/-]{16,512})/i,
    ),
    reach: 560,
    entropy: 3,
    allowlists: [PLACEHOLDER, HEADER_STAND_INS],
    confidence: 0.8,
  }),
  own({
    id: 'session-cookie',
    begins: ['cookie'],
    pattern: pattern(
      /cookie["'`]?\]?[ \t]{0,8}(?:[:,]|=>?)[ \t]{0,8}["'`]?(?:[\w.-]{1,64}=[^;\s"'`]{0,256};[ ]?){0,4}(?=[\w.-]{1,64}=)[\w.-]{0,24}?(?:sess|sid|auth|token|jwt)[\w.-]{0,24}=([\w%=~.+/:-]{16,512})/i,
    ),
    reach: 2048,
    wide: true,
    entropy: 3,
    allowlists: [PLACEHOLDER],
    confidence: 0.75,
  }),
  own({
    id: 'url-password',
    begins: ['://'],
    pattern: pattern(/:\/\/[^\s:/'"`<>?#]{0,128}:([^\s/'"`<>]{3,256})@[\w.[$-]/),
    reach: 400,
    allowlists: [PLACEHOLDER],
    confidence: 0.75,
  }),
  own({
    id: 'connection-string-password',
    begins: ['password', 'pwd'],
    pattern: pattern(/(?<=;[ ]?)(?:password|pwd)[ ]?=[ ]?([^;'"\s]{4,128})(?=[;'"\s]|$)/i),
    reach: 160,
    allowlists: [PLACEHOLDER],
    confidence: 0.75,
  }),
  own({
    id: 'sql-password',
    begins: ['identified'],
    pattern: pattern(
      // `identified by` is English too: without quotes only what no word is.
      /identified[ \t]{1,4}(?:with[ \t]{1,4}['"`]?\w{1,40}['"`]?[ \t]{1,4})?(?:by|as)[ \t]{1,4}(?:password[ \t]{1,4})?(?:['"]([^\s'"]{4,128})['"]|(?=[^\s'"`;,]{0,127}[\d!@#$%^&*?])([^\s'"`;,]{4,128})(?=[\s;,]|$))/i,
    ),
    reach: 300,
    allowlists: [PLACEHOLDER],
    confidence: 0.75,
  }),
  own({
    id: 'netrc-password',
    begins: ['machine', 'default'],
    pattern: pattern(
      /(?:machine\s{1,4}[^\s]{1,253}|default)\s{1,8}login\s{1,4}[^\s]{1,128}\s{1,8}password\s{1,4}([^\s]{3,256})/,
    ),
    reach: 700,
    allowlists: [PLACEHOLDER],
    confidence: 0.8,
  }),
  own({
    // Flags too short to say that they take a password; the program says it.
    id: 'command-password',
    begins: [
      'sshpass',
      'mysql',
      'redis-cli',
      'ldapsearch',
      'ldapadd',
      'ldapmodify',
      'smbclient',
      'docker login',
    ],
    pattern: pattern(
      /\b(?:sshpass[ \t]{1,4}-p[ \t]{0,4}|mysql(?:dump|admin|import|show)?\b[^\n|;&]{0,160}?[ \t]-p(?=[^ \t\n'"-]|['"])|redis-cli\b[^\n|;&]{0,120}?[ \t]-a[ \t]{1,4}|ldap(?:search|add|modify)\b[^\n|;&]{0,200}?[ \t]-w[ \t]{1,4}|smbclient\b[^\n|;&]{0,120}?[ \t]-U[ \t]{0,4}['"]?[\w\\.@-]{1,60}%|docker login\b[^\n|;&]{0,120}?[ \t]-p[ \t]{1,4})['"]?([^\s'"`|;&<>]{4,128})(?=[\s'"`|;&]|$)/,
    ),
    reach: 400,
    allowlists: [PLACEHOLDER],
    confidence: 0.75,
  }),
  own({
    id: 'secure-string',
    begins: ['convertto-securestring'],
    pattern: pattern(
      /ConvertTo-SecureString[ \t]{1,4}(?:-String[ \t]{1,4})?(?:'([^'\n$]{4,128})'|"([^"\n$]{4,128})")/i,
    ),
    reach: 180,
    allowlists: [PLACEHOLDER],
    confidence: 0.8,
  }),
  own({
    // A line of a PostgreSQL password file: host, port, database, user, password.
    id: 'pgpass-password',
    begins: [':5432:'],
    pattern: pattern(/:5432:(?:\*|[\w.-]{1,64}):[\w.-]{1,64}:([^\s:'"<>${}]{4,128})(?=\s|$)/),
    reach: 270,
    confidence: 0.75,
  }),
  own({
    // To be guessed at leisure by whoever has it.
    id: 'password-hash',
    begins: ['$1$', '$2a$', '$2b$', '$2y$', '$5$', '$6$', '$y$', '$apr1$', '$argon2'],
    pattern: pattern(
      /\$(?:(?:1|apr1)\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{22}|2[aby]\$\d\d\$[./A-Za-z0-9]{53}|[56]\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{43,86}|y\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{1,86}\$[./A-Za-z0-9]{43}|argon2(?:id|i|d)\$v=\d{1,3}\$[\w=,]{1,60}\$[+/A-Za-z0-9]{8,90}\$[+/A-Za-z0-9]{16,90})(?![./A-Za-z0-9])/,
    ),
    reach: 300,
    confidence: 0.75,
  }),
];
