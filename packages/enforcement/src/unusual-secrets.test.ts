import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isPlaceholder } from './looks-secret.ts';
import { redactText, redactValue } from './redact.ts';

/** Joined here so that no scanner takes this file for a leak. */
const joined = (...pieces: string[]): string => pieces.join('');
const GH = joined('gh', 'p_');
const BODY = 'abcdefghijklmnopqrstuvwxyzABCDEF0123';
const KEY_LINE = 'MIIEpAIBAAKCAQEA7bq5Wd3kQmF0Zs9uXhYpVt2LrNc8GjE1oB6wTiKxSa4DyHfM';

/** What a shell takes for one word, and a person may write in pieces; and what must not be left of it. */
const GLUED: readonly (readonly [text: string, gone: readonly string[]])[] = [
  [`export T=${GH}abcdef"ghijklmnopqrstuvwxyzABCDEF0123"`, ['ghijkl', `${GH}abc`]],
  [`curl -H "x: "${GH}'abcdefghijklmnopqrstuvwx'"yzABCDEF0123"`, ['abcdefghijkl', 'yzABCDEF']],
  [`echo g"h"p_${BODY}`, ['abcdefghijkl']],
  [`echo gh\\p_${BODY.slice(0, 9)}\\${BODY.slice(9)}`, ['jklmnopq', 'abcdefghi']],
  [`echo ${GH}${BODY.slice(0, 12)}\\\n${BODY.slice(12)}`, ['mnopqrst', 'abcdefghi']],
  [joined('aws configure set k AKIA', '"IOSFODNN"', "'7EXAMPLE'"), ['IOSFODNN', '7EXAMPLE']],
  ['PGPASSWORD=hunt"er2Hun"ter2 psql', ['er2Hun', 'ter2 ', 'hunt']],
  ["PASSWORD='Sup3r''S3cret' app", ['Sup3r', 'S3cret']],
  ['app --password Sup3r"S3cret"Pw', ['Sup3r', 'S3cret', 'Pw']],
  ["app --password 'Sup3r'S3cretPw", ['Sup3r', 'S3cret']],
];

const PROSE: readonly (readonly [text: string, secret: string])[] = [
  ['the password is hunter2hunter', 'hunter2'],
  ['The password for the staging database is hunter2hunter.', 'hunter2'],
  ['my password was changed to hunter2hunter!', 'hunter2'],
  ['please set the passphrase to Tr0ub4dor&3, then go on', 'Tr0ub4dor'],
  ['log in as admin with password hunter2hunter and look', 'hunter2'],
  ['the API key is 9f8e7d6c5b4a39281706', '9f8e7d6c'],
  ['access token is: a1b2c3d4e5f6a7b8', 'a1b2c3d4'],
  ['the secret is "correct horse battery staple"', 'horse battery'],
  ['password = hunter2hunter', 'hunter2'],
  ['the password to use is p@ssw0rdLong', 'ssw0rdLong'],
  ['password is 20481024', '20481024'],
  ['GPG_PASSPHRASE=Sup3rS3cretLong gpg', 'Sup3rS3cret'],
];

const ADDRESSES: readonly (readonly [text: string, secret: string])[] = [
  ['psql postgres://admin:pa55/w0rd@db.internal/app', 'pa55/w0rd'],
  ['psql postgres://admin:/S3cret/pw@db.internal/app', 'S3cret'],
  ['mongodb+srv://u:a/b/c+d=@cluster0.example.net/x', 'a/b/c+d='],
  ['amqp://u:8080x/secret@host', '8080x/secret'],
];

const KEYS: readonly (readonly [text: string, secret: string])[] = [
  [joined('b3BlbnNzaC1rZXkt', 'djEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtz'), 'AAAABG5vbm'],
  [`cat <<X\n${KEY_LINE}\nX`, '7bq5Wd3k'],
  [`{"a":"x\\n${GH}${BODY}"}`, 'abcdefghijkl'],
];

test.for([...PROSE, ...ADDRESSES, ...KEYS])('%s', ([text, secret]) => {
  for (const around of [text, `so ${text}`, `${text}\nand more`]) {
    expect(redactText(around).text).not.toContain(secret);
    expect(redactText(redactText(around).text).text).toBe(redactText(around).text);
  }
});

test.for(GLUED)('%s', ([text, gone]) => {
  for (const around of [text, `true; ${text}`, `${text} && ls`]) {
    const redacted = redactText(around).text;
    for (const piece of gone) expect(redacted).not.toContain(piece);
    expect(JSON.stringify(redactValue({ deep: [around] }).value)).not.toContain(gone[0]);
  }
});

describe('what is no secret stays as it is', () => {
  test.for([
    'the password is required',
    'the token is invalid, ask for another one',
    'the token is base64-encoded and 32-character long',
    'the password must be changed to something with 8 characters',
    "don't, it's everyone's token",
    'the secret is stored in vault/prod/db',
    'a password reset was sent to ann@example.com',
    'git commit -m "don\'t ask for the user\'s password twice"',
    'curl http://localhost:3000/users/@me',
    'npm view https://registry.npmjs.org:443/@scope/pkg',
    'docker pull docker://registry:5000/img@sha256',
    'git clone ssh://git@host.example:22/a/b',
    'mysqldump --password password db',
    'glab auth login --token your_gitlab_token',
    'az storage entity show --account-key storage_account_key',
    'twine upload --username username --password password dist/*',
    'signtool --signing-key path/to/key.pem --x',
    'psql postgresql://user:password@localhost/db',
    "curl -H 'Authorization: Bearer $TOKEN' https://x.example",
    "grpcurl -H 'Authorization: Bearer token' x",
    'kubectl get secret my-secret-1 -o yaml',
    'for f in *.txt; do echo "$f"\'s\'; done',
    'echo "abc"def\'ghi\'',
    'openssl x509 -in path/to/cert.pem -text',
    'echo MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ',
    'passwd user1',
  ])('%s', (text) => {
    expect(redactText(text)).toEqual({ text, kinds: [], secrets: [] });
  });
});

test.for([
  ['password', true],
  ['gpg_key_password', true],
  ['GITHUB_TOKEN', true],
  ['your-token-here', true],
  ['xxxxxxxx', true],
  ['~/.ssh/id_ed25519', true],
  ['certs/server.key', true],
  ['hunter2', false],
  ['mysecretpassword', false],
  ['Password', false],
  ['correct-horse', false],
  ['abc/def/ghi', false],
  ['/S3cret/pw', false],
  ['pass_word1', false],
] as const)('%s is a placeholder: %s', ([value, expected]) => {
  expect(isPlaceholder(value)).toBe(expected);
});

test('a key that is a list of lines is gone, and what stands behind a first line is not', () => {
  const begin = joined('-----BEGIN RSA PRIVATE', ' KEY-----');
  const end = joined('-----END RSA PRIVATE', ' KEY-----');
  const { value } = redactValue({
    lines: [begin, 'Proc-Type: 4,ENCRYPTED', '', KEY_LINE, KEY_LINE, end, 'ls'],
  });
  expect(JSON.stringify(value)).not.toContain('7bq5Wd3k');
  expect(value.lines.at(-1)).toBe('ls');
  const args = { args: [begin, 'rm', '-rf', '/home/Ann/Documents/2024'] };
  expect(redactValue(args).value.args.slice(1)).toEqual(['rm', '-rf', '/home/Ann/Documents/2024']);
});

const rows = (name: string): { text: string; label: number }[] =>
  readFileSync(`../shared/data/dev/${name}.jsonl`, 'utf8')
    .trim()
    .split('\n')
    // Written by our own collector: one object with `text` and `label` per line.
    .map((line) => JSON.parse(line) as { text: string; label: number });

const share = (name: string, label: number): number => {
  const some = rows(name).filter((row) => row.label === label);
  return some.filter(({ text }) => redactText(text).kinds.length > 0).length / some.length;
};

test('few ordinary commands lose a word, and the known secrets of real lines are gone no less than before', () => {
  expect(share('commands.tldr-half', 0)).toBeLessThanOrEqual(0.003);
  expect(share('secrets.credsweeper-lines', 1)).toBeGreaterThanOrEqual(0.275);
  expect(share('secrets.gitleaks-fixtures', 1)).toBeGreaterThanOrEqual(0.65);
});

test.for(
  [
    'a"b',
    "a'",
    'password is ',
    'token to a ',
    'the secret is x1',
    'password a1',
    '://a:b/',
    '://a:1/',
    'a\\\n',
    'MIIEIBAAK',
    'key ',
    '"\'',
    'PASSWORD=a"b"',
    "--token a'b'",
  ].map((piece) => [piece] as const),
)('hostile text made of %j is finished', ([piece]) => {
  const text = piece.repeat(Math.ceil(65_535 / piece.length)).slice(0, 65_535);
  for (const whole of [text, `${GH}${text}`, `password is ${text}`]) {
    expect(redactText(whole).text.length).toBeGreaterThan(0);
  }
});
