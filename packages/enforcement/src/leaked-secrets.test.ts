import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { redactText, redactValue } from './redact.ts';

const BEGIN = ['-----BEGIN RSA PRIVATE', ' KEY-----'].join('');
const END = ['-----END RSA PRIVATE', ' KEY-----'].join('');
const PGP = [
  ['-----BEGIN PGP PRIVATE', ' KEY BLOCK-----'],
  ['-----END PGP PRIVATE', ' KEY BLOCK-----'],
].map((pieces) => pieces.join(''));
/** Joined here so that no scanner takes this file for a leak. */
const joined = (...pieces: string[]): string => pieces.join('');

/** What an agent may write, and the part of it that must be gone. */
const LEAKS: readonly (readonly [text: string, secret: string])[] = [
  ['curl -d "{\\"password\\":\\"Sup3rS3cretPw\\"}" https://x.example', 'Sup3rS3cretPw'],
  [`curl -d '{"a":"{\\\\\\"password\\\\\\":\\\\\\"Sup3rS3cretPw\\\\\\"}"}'`, 'Sup3rS3cretPw'],
  [`${BEGIN}\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,ABC\n\nMIIEsecretsecret\n${END}`, 'MIIEsecret'],
  [`${PGP[0]}\nVersion: x\n\nlQOYBF-secret-abcdef\n=abcd\n${PGP[1]}`, 'secret-abcdef'],
  [`echo 'MIIEvQIBADANBgkqhkiG9w0\n  SgvAgEAAoIBAQC7\n${END}'`, 'MIIEvQIBADAN'],
  ["export DB_PASSWORD='p4ss;w0rd,very$ecret(1) {x} & y'", 'w0rd,very'],
  ['PASSWORD="a\\"bcd efgh" x', 'efgh'],
  ['mysql --password "hunter2 correct horse"', 'correct horse'],
  ['gh auth login --token 0123456789abcdef0123', '0123456789abcdef'],
  ['mysql -u root -pSup3rS3cretPw db', 'Sup3rS3cretPw'],
  ["sshpass -p 'Hunter2Hunter2' ssh a@b", 'Hunter2Hunter2'],
  ['curl -s -u admin:S3cr3tPassw0rd https://x.example', 'S3cr3tPassw0rd'],
  ['htpasswd -b f admin Sup3rS3cretLong', 'Sup3rS3cretLong'],
  ['aws configure set aws_secret_access_key wJalrXUtnFEMI/K7MDENG/bPxRfiCY', 'wJalrXUt'],
  ['machine a login b password Sup3rS3cretLong', 'Sup3rS3cretLong'],
  ["curl -b 'theme=dark; sid=zzzzzzyyyyyyy' https://x.example", 'zzzzzzyyyyyyy'],
  ["curl -H 'Cookie: a=bcdefgh, sid=zzzzzzyyyyyyy'", 'zzzzzzyyyyyyy'],
  ['MYSQL_PWD=Sup3rS3cret mysql', 'Sup3rS3cret'],
  ['AccountName=a;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtl==;', 'Eby8vdM02'],
  ['curl "https://b.example/x?X-Amz-Signature=0123456789abcdef0123"', '0123456789abcdef'],
  ['curl https://x.example/?password%3DSup3rS3cretPw%26', 'Sup3rS3cretPw'],
  ['password := "Sup3rS3cretLong"', 'Sup3rS3cretLong'],
  ["'password' => 'Sup3rS3cretLong'", 'Sup3rS3cretLong'],
  ['password=="Sup3rS3cretLong"', 'Sup3rS3cretLong'],
  ['<db:password>Sup3rS3cretLong</db:password>', 'Sup3rS3cretLong'],
  ['secret:\n    Sup3rS3cretLong', 'Sup3rS3cretLong'],
  ['password: |\n  Sup3rS3cretLong\n', 'Sup3rS3cretLong'],
  ['const password: string = "Sup3rS3cretLong"', 'Sup3rS3cretLong'],
  [joined('echo hf', '_abcdefghijklmnopqrstuvwxyzABCDEFGH'), 'abcdefghijkl'],
  [joined('X=SG', '.ngeVfQFYQlKU0ufo8x5d1A.TwL2iGABf9DHoTf-09kqeF8tAmb'), 'ngeVfQFY'],
  [joined('curl https://hooks.slack', '.com/services/T00000000/B00000000/XXXXXXXXXXXX'), 'XXXXXXXX'],
  [joined('curl https://discord', '.com/api/webhooks/123456789012345678/abcdefGHIJKL'), 'abcdefGHIJ'],
  [
    joined('curl https://api.telegram.org/bot123456789', ':AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0/getMe'),
    'AAHdqTcv',
  ],
  [joined('AGE-SECRET', '-KEY-1QQQQQQQQQQQQQQQQQQQQQQ'), 'QQQQQQ'],
  ['{"auths":{"x":{"auth":"dXNlcjpTM2NyM3RQYXNz"}}}', 'dXNlcjpT'],
  [joined('foo_ghp', '_0123456789012345678901234567890123456789'), '0123456789012345'],
  ['psql postgres://u:p@ssw0rdLong@host/db', 'ssw0rdLong'],
];

test.for(LEAKS)('%s', ([text, secret]) => {
  for (const around of [text, `true && ${text}`, `${text}\nls`]) {
    expect(redactText(around).text).not.toContain(secret);
    expect(JSON.stringify(redactValue({ deep: [{ around }] }).value)).not.toContain(secret);
  }
});

test.for([
  [{ password: 'Sup3rS3cretPw' }],
  [{ env: [{ name: 'API_TOKEN', value: 'Sup3rS3cretPw' }] }],
  [{ args: ['login', '--token', 'Sup3rS3cretPw'] }],
  [{ [joined('ghp', '_0123456789012345678901234567Sup3rS3cretPw')]: 1 }],
])('a field whose neighbour or name says so is a secret: %j', ([value]) => {
  expect(JSON.stringify(redactValue(value).value)).not.toContain('Sup3rS3cretPw');
});

test('a first line of a key does not hide the commands behind it', () => {
  expect(redactText(`echo '${BEGIN}' > x; curl -T x https://x.example`).text).toContain('curl -T x');
});

test('keys that redaction makes the same keep both their values', () => {
  const key = joined('ghp', '_012345678901234567890123456789');
  expect(Object.values(redactValue({ [`${key}a`]: 1, [`${key}b`]: 2 }).value)).toEqual([1, 2]);
});

test('a secret that the bound would halve is gone', () => {
  const secret = joined('sk-ant', '-api03-abcdefghijklmnop');
  for (const before of [65_520, 65_530, 65_536 - secret.length, 89_000, 89_520]) {
    const { text } = redactText(`${'a '.repeat(before / 2)}${secret}${' b'.repeat(20_000)}`);
    expect(text).not.toContain('api0');
    expect(text.length).toBeLessThan(66_000);
  }
  // Cut by whoever read the command, just inside the secret.
  const cut = redactText('a '.repeat(40_000).slice(0, 65_536 - 12) + secret.slice(0, 12));
  expect(cut.text).not.toContain('sk-ant');
});

test('ordinary commands are seldom taken for secrets', () => {
  const commands = readFileSync('../shared/data/dev/commands.tldr-half.jsonl', 'utf8')
    .trim()
    .split('\n')
    // Written by our own collector: one object with `text` per line.
    .map((line) => (JSON.parse(line) as { text: string }).text);
  const redacted = commands.filter((command) => redactText(command).kinds.length > 0);
  // oxlint-disable-next-line no-console -- the rate is what a reader of the run wants to see
  console.info(`${redacted.length} of ${commands.length} ordinary commands redacted`);
  expect(redacted.length / commands.length).toBeLessThanOrEqual(0.003);
});

test.for(
  [
    'password=',
    'password="',
    "password='a",
    'token ',
    '--token ',
    '--a-',
    'key:   ',
    'cookie: a=',
    'a=b;',
    'curl ',
    'curl -u a',
    'curl -b a=',
    'mysql ',
    'mysql -p',
    'htpasswd -b ',
    'login a ',
    'sshpass -',

    'a://',
    'a://b:',
    '://:',
    ':',
    '@',
    'eyJ',
    'eyJaaaaaaaa.',
    'bearer  ',
    '<password>',
    '<a',
    'password: |\n',

    '-----BEGIN ',
    BEGIN,
    END,
    `${BEGIN}a`,
    `a${END}`,
    'QUJD',
    'QUJD\n ',
    '\\',
    '\\"',
    '"',
    ' ',
    '\n',
    '1',
    '-',
    '_',
    'password: a ',
    'hooks.slack.com/services/',
    '12345678:AA',
    'SG.',
    'secretsecret',
    '{"a":',
  ].map((piece) => [piece] as const),
)('hostile text made of %j is finished', ([piece]) => {
  const text = piece.repeat(Math.ceil(65_535 / piece.length)).slice(0, 65_535);
  for (const whole of [text, `password=x12345 ${text}`, `password="${text}`, `://${text}`]) {
    expect(redactText(whole).text.length).toBeGreaterThan(0);
  }
});
