import { describe, expect, test } from 'vitest';
import { candidatesIn } from './find-candidates.ts';

const valuesIn = (text: string): readonly string[] =>
  candidatesIn(text).map(({ start, end }) => text.slice(start, end));

const VALUE = 'Zk3-qP9_x2Lw8Rt5';
const shapes: readonly string[] = [
  `password = "${VALUE}"`,
  `PASSWORD=${VALUE}`,
  `  "password": "${VALUE}",`,
  `password: ${VALUE}`,
  `{\\"password\\": \\"${VALUE}\\"}`,
  `<password>${VALUE}</password>`,
  `<password type="plain">\n  ${VALUE}\n</password>`,
  `<add key="Password" value="${VALUE}" />`,
  `{"name": "DB_PASSWORD", "value": "${VALUE}"}`,
  `- name: DB_PASSWORD\n  value: ${VALUE}`,
  `<key>password</key>\n<string>${VALUE}</string>`,
  `define('DB_PASSWORD', '${VALUE}');`,
  `password: string = '${VALUE}';`,
  `user.setPassword("${VALUE}")`,
  `os.environ.get("PASSWORD") or "${VALUE}"`,
  `process.env.PASSWORD ?? '${VALUE}'`,
  `if (password === "${VALUE}")`,
  `$config['password'] = '${VALUE}';`,
  `'password' => '${VALUE}',`,
  `--password ${VALUE}`,
  `--password=${VALUE}`,
  `https://example.com/login?user=a&password=${VALUE}&c=d`,
  `**Password:** ${VALUE}`,
  `| password | ${VALUE} |`,
  `the password is ${VALUE}.`,
  `password =\n    "${VALUE}"`,
  `password: |\n  ${VALUE}`,
  `value="password: &quot;${VALUE}&quot;"`,
  `conn.login('app', "${VALUE}")`,
  `password = []byte("${VALUE}")`,
  `ALTER USER app WITH PASSWORD '${VALUE}';`,
];

describe('a value is found whatever joins it to its name', () => {
  test.each(shapes)('%j', (text) => {
    expect(valuesIn(text)).toContain(VALUE);
  });
});

test.each([
  'Enter the password and press the key.',
  'import { token } from "./token.ts";',
  'keys and tokens, passwords and secrets',
  'password=\nuser=',
  'password = ""',
  '"pass": {\n  "singular": "fine"',
  'everything you can pass to `query.client`',
  'the token is valid',
])('nothing stands beside the name in %j', (text) => {
  expect(valuesIn(text)).toEqual([]);
});
