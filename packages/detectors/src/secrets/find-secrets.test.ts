import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findSecrets, findSecretsWithin } from './find-secrets.ts';
import { CANDIDATE_WORDS } from './generic/candidate-words.ts';
import { GITLEAKS_RULES } from './gitleaks-rules.ts';
import { OWN_RULES } from './own-rules.ts';

const BASE64 = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDAC4AWkdwKYSd8';
/** In two pieces, so that the repository's own scanners leave it alone. */
const STRIPE = ['sk_live', '4eC39HqLyjWDarjtT1zdp7dc'].join('_');
/** Lines from the middle of an RSA key: a prime's head, 176 characters, the next prime's head. */
const RSA_LINES = [
  `${'q7Lx'.repeat(10)}AoGBANk2f8YwT5uR0sLm1aPz`,
  'Zk3qP9x2Lw8Rt5Yv'.repeat(4),
  'mT4vW1yC7uB0sDqE'.repeat(4),
  `${'nH8kF2pJ'.repeat(3)}AoGBAMx7${'d2Gz'.repeat(8)}`,
].join('\n');
const said = (text: string): readonly (readonly [string, string])[] =>
  findSecrets(text).map(({ rule, start, end }) => [rule, text.slice(start, end)]);

const found: readonly (readonly [rule: string, text: string, secret: string])[] = [
  ['authorization-header', 'Authorization: Bearer Zk3-qP9_x2Lw8Rt5Yv', 'Zk3-qP9_x2Lw8Rt5Yv'],
  ['authorization-header', `{"authorization": "Basic dXNlcjpodW50ZXIyMg=="}`, 'dXNlcjpodW50ZXIyMg=='],
  ['key-header', 'PRIVATE-TOKEN: 8fK2mQ7vT1xZ9bN4', '8fK2mQ7vT1xZ9bN4'],
  [
    'authorization-header',
    'xhr.setRequestHeader("Authorization", "Bearer 8fK2mQ7vT1xZ9bN4")',
    '8fK2mQ7vT1xZ9bN4',
  ],
  ['authorization-header', 'headers["Authorization"] = "Bearer 8fK2mQ7vT1xZ9bN4"', '8fK2mQ7vT1xZ9bN4'],
  ['authorization-header', 'proxy-authorization: Basic dXNlcjpodW50ZXIyMg==', 'dXNlcjpodW50ZXIyMg=='],
  ['key-header', "'X-Api-Key': '8fK2mQ7vT1xZ9bN4'", '8fK2mQ7vT1xZ9bN4'],
  ['session-cookie', 'document.cookie = "auth_token=8fk2mq7vt1xz9bn4wd5e; path=/"', '8fk2mq7vt1xz9bn4wd5e'],
  ['url-password', 'redis://:s3cr3t-Pw@cache:6379/0', 's3cr3t-Pw'],
  ['url-password', 'amqps://app:p%40ss-w0rd@mq.internal/vhost', 'p%40ss-w0rd'],
  ['url-password', 'mongodb+srv://app:s3cr3t-Pw@cluster0.example.net/db', 's3cr3t-Pw'],
  ['connection-string-password', '"Data Source=db;Initial Catalog=x;User ID=sa;Pwd=Tr0ub4dor"', 'Tr0ub4dor'],
  ['session-cookie', 'Cookie: lang=en; sessionid=8fk2mq7vt1xz9bn4wd5e; a=b', '8fk2mq7vt1xz9bn4wd5e'],
  ['session-cookie', 'Set-Cookie: connect.sid=s%3A8fk2mq7vt1xz9bn4; Path=/', 's%3A8fk2mq7vt1xz9bn4'],
  [
    'private-key-block',
    `-----BEGIN EC PRIVATE KEY-----\n${BASE64}\n${BASE64}`,
    `-----BEGIN EC PRIVATE KEY-----\n${BASE64}\n${BASE64}`,
  ],
  [
    'private-key-begun',
    'PKEY = """-----BEGIN OPENSSH PRIVATE KEY-----',
    '-----BEGIN OPENSSH PRIVATE KEY-----',
  ],
  [
    'private-key-end',
    `${BASE64}\n${BASE64}\nq8Fz==\n-----END RSA PRIVATE KEY-----\n$ `,
    `${BASE64}\n${BASE64}\nq8Fz==\n-----END RSA PRIVATE KEY-----`,
  ],
  [
    'encoded-private-key',
    `key:\n  ${BASE64}\n  ${BASE64.slice(3)}\nnext: 1`,
    `${BASE64}\n  ${BASE64.slice(3)}`,
  ],
  [
    'encoded-private-key',
    `k = "MC4CAQAwBQYDK2VwBCIEI${BASE64.slice(3, 40)}"`,
    `MC4CAQAwBQYDK2VwBCIEI${BASE64.slice(3, 40)}`,
  ],
  ['rsa-key-lines', `$ sed -n 15,20p key\n${RSA_LINES}\n`, RSA_LINES],
  [
    'putty-private-key',
    `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPublic-Lines: 1\nAAAA\nPrivate-Lines: 1\n${BASE64}`,
    BASE64,
  ],
  ['url-password', 'postgres://app:s3cr3t-Pw@db.internal:5432/main', 's3cr3t-Pw'],
  ['url-password', 'https://user%40example.com:pw!#@498@github.com', 'pw!#@498'],
  ['url-password', 'smtps://mail@example.com:FnD83JZs@smtp.example.com:465', 'FnD83JZs'],
  [
    'sql-password',
    "CREATE USER 'app'@'%' IDENTIFIED WITH caching_sha2_password BY 'Tr0ub4dor';",
    'Tr0ub4dor',
  ],
  ['netrc-password', 'machine example.com\n  login app\n  password Tr0ub4dor\n', 'Tr0ub4dor'],
  [
    'password-hash',
    `root:$6$LnUhhUi45srUKt9i$${'aB3.'.repeat(21)}/9:3044::`,
    `$6$LnUhhUi45srUKt9i$${'aB3.'.repeat(21)}/9`,
  ],
  ['command-password', 'sshpass -p Tr0ub4dor ssh root@10.0.0.5', 'Tr0ub4dor'],
  ['command-password', "mysqldump -u root -p'Tr0ub4dor' shop > shop.sql", 'Tr0ub4dor'],
  ['command-password', 'redis-cli -h cache -a Tr0ub4dor ping', 'Tr0ub4dor'],
  ['command-password', 'smbclient //nas/share -U office%Tr0ub4dor', 'Tr0ub4dor'],
  ['secure-string', '$p = ConvertTo-SecureString "Tr0ub4dor" -AsPlainText -Force', 'Tr0ub4dor'],
  ['pgpass-password', 'db.internal:5432:*:app:Tr0ub4dor', 'Tr0ub4dor'],
  ['connection-string-password', 'Server=db;User Id=sa;Password=Tr0ub4dor;Encrypt=true', 'Tr0ub4dor'],
];

const left: readonly (readonly [rule: string, text: string])[] = [
  ['authorization-header', 'Authorization: Bearer <your token here>'],
  ['authorization-header', 'Authorization: Bearer $ACCESS_TOKEN'],
  ...[
    'YOUR_API_KEY',
    'YOUR_ACCESS_TOKEN_HERE',
    'your-long-lived-token',
    'yourAccessToken',
    'INSERT_TOKEN_HERE',
    'xxxxxxxxxxxxxxxxxxxx',
    'sk-xxxxxxxxxxxxxxxxxxxxxxxx',
    'eyJhbGciOiJIUzI1...',
    'my-example-token',
    'an-example-of-9f2c-token',
    'changeme-please-1',
    '<your-access-token>',
    '${ACCESS_TOKEN}',
    '{{access_token}}',
  ].flatMap((value): (readonly [string, string])[] => [
    ['authorization-header', `Authorization: Bearer ${value}`],
    ['curl-auth-header', `curl -H "Authorization: Bearer ${value}" https://api.example.com/v1/items`],
  ]),
  ['authorization-header', 'Authorization: Basic dXNlcm5hbWU6cGFzc3dvcmQ='],
  ['key-header', 'X-Api-Key: YOUR_KEY'],
  ['key-header', 'X-Api-Key: your-api-key-goes-here'],
  ['session-cookie', 'Cookie: theme=dark-blue-and-green; lang=en-GB-oxendict'],
  ['private-key-block', '-----BEGIN PRIVATE KEY-----\nanything\n-----END PRIVATE KEY-----'],
  ['private-key-block', `-----BEGIN PUBLIC KEY-----\n${BASE64}\n-----END PUBLIC KEY-----`],
  ['private-key-begun', 'Paste the block from -----BEGIN PRIVATE KEY----- down to its end'],
  ['private-key-end', 'The block ends with\n-----END RSA PRIVATE KEY-----\nas always'],
  ['encoded-private-key', `MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJRTES`],
  ['encoded-private-key', 'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu1SU1LfVLPHCozMxH2Mo4lgOEePzNm0t'],
  ['rsa-key-lines', `MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ\n${'Zk3qP9x2Lw8Rt5Yv'.repeat(4)}\n`],
  ['putty-private-key', `PuTTY-User-Key-File-3: ssh-ed25519\nPublic-Lines: 1\n${BASE64}`],
  ['url-password', 'postgres://app:${DB_PASSWORD}@db.internal/main'],
  ['url-password', 'ssh://git@github.com:22/a/b and http://example.com:8080/user@host'],
  ['sql-password', 'The caller is identified by $USER, see above'],
  ['sql-password', "CREATE USER app IDENTIFIED BY '<password>'"],
  ['netrc-password', 'On this machine every login needs a password of twelve letters'],
  ['password-hash', 'awk "{print $1$2}" and $6$short'],
  ['command-password', 'mysql -u root -p shop'],
  ['command-password', 'sshpass -p "$PASSWORD" ssh host; mysql -p${DB_PASSWORD} x; mysql --port 3306 -u a'],
  ['secure-string', 'ConvertTo-SecureString $plain -AsPlainText -Force'],
  ['pgpass-password', 'Connect to localhost:5432:then go on'],
  ['connection-string-password', 'Server=db;User Id=sa;Password=${PASSWORD};'],
];

describe('rules of our own', () => {
  test.each(found)('%s finds the secret in `%s`', (rule, text, secret) => {
    expect(said(text)).toContainEqual([rule, secret]);
  });
  test.each(left)('%s leaves `%s` alone', (rule, text) => {
    expect(said(text).map(([name]) => name)).not.toContain(rule);
  });
  test('each has a text it finds and one it leaves alone', () => {
    const ids = OWN_RULES.map(({ id }) => id).toSorted();
    expect([...new Set(found.map(([rule]) => rule))].toSorted()).toEqual(ids);
    expect(ids.filter((id) => !left.some(([rule]) => rule === id))).toEqual([]);
  });
});

test('no two rules share a name', () => {
  const ids = [...GITLEAKS_RULES, ...OWN_RULES].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('a stretch is reported once, by the surest rule', () => {
  expect(said(`api_key = "${STRIPE}"`)).toEqual([['stripe-access-token', STRIPE]]);
});

test('a comment that asks to be passed over is not obeyed', () => {
  expect(said(`k = "${STRIPE}" # gitleaks:allow`)).toHaveLength(1);
});

const noise = fc.oneof(
  fc.string(),
  fc.constantFrom(...GITLEAKS_RULES.flatMap(({ begins, keywords }) => [...begins, ...keywords])),
  fc.constantFrom(...CANDIDATE_WORDS, 'aB3-dE5_gH7', '("', '\\"', '&quot;', ' value=', '</key>', '${', '>'),
  fc.constantFrom('=', ':', '"', '\n', ' ', '-----BEGIN', '://', 'é', 'A'.repeat(40), '0123456789abcdef'),
);

test('whatever the text, finds lie inside it, in order, apart from each other', () => {
  fc.assert(
    fc.property(fc.array(noise, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      let last = 0;
      for (const { start, end } of findSecrets(text)) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
        last = end;
      }
    }),
  );
});

const embedded: readonly (readonly [text: string, from: number, to: number])[] = [
  [` ${STRIPE}\n`, 1, 1 + STRIPE.length],
  ['\nDB_PASSWORD=Kestrel_4471\n', 13, 25],
  ['\n{"clientSecret": "r7Qm2vXk9pLw4tZb8nYd"}\n', 19, 39],
  [
    `\n${BASE64}\n${BASE64}\n-----END PRIVATE KEY-----\n`,
    1,
    3 + 2 * BASE64.length + '-----END PRIVATE KEY-----'.length,
  ],
  ['\npostgres://app:s3cr3t-Pw@db.internal:5432/main\n', 16, 25],
];

test.each(embedded)(
  '%j is found wherever it stands in a long text, at the same offsets',
  (secret, from, to) => {
    fc.assert(
      fc.property(fc.nat(20_000), (before) => {
        const text = `${'lorem ipsum\n'.repeat(2000).slice(0, before)}${secret}${'dolor '.repeat(2000)}`;
        expect(findSecrets(text)).toMatchObject([{ start: before + from, end: before + to }]);
      }),
      { numRuns: 30 },
    );
  },
);

test('a text of nothing but wide beginnings is cut short for that rule, and a secret after it is still found', () => {
  const { found, truncated } = findSecretsWithin(`${'curl x '.repeat(20_000)}\nkey ${STRIPE}`);
  expect(truncated).toEqual(['curl-auth-header', 'curl-auth-user']);
  expect(found.map(({ rule }) => rule)).toEqual(['stripe-access-token']);
});

test('an ordinary text is never cut short', () => {
  expect(findSecretsWithin('curl https://example.com -o a.txt\n'.repeat(300)).truncated).toEqual([]);
});
