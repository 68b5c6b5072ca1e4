import { describe, expect, test } from 'vitest';
import { findSecrets, findSecretsWithin } from '../find-secrets.ts';

const likely = (text: string): readonly string[] =>
  findSecrets(text)
    .filter(({ rule }) => rule === 'likely-secret')
    .map(({ start, end }) => text.slice(start, end));

const leaked: readonly (readonly [text: string, secret: string])[] = [
  ['DB_PASSWORD=Tr0ub4dor&3', 'Tr0ub4dor&3'],
  ["  'password' => 'gu1tar#Lena',", 'gu1tar#Lena'],
  ['spring.datasource.password: kTq83!mmZ', 'kTq83!mmZ'],
  ['"clientSecret": "r7Qm2vXk9pLw4tZb8nYd"', 'r7Qm2vXk9pLw4tZb8nYd'],
  ['const sessionSecret = "w8ek2n5pq0zx7";', 'w8ek2n5pq0zx7'],
  ['login: root password: Kestrel_4471', 'Kestrel_4471'],
  ['%define token r7Qm2vXk9pLw4tZb8nYd', 'r7Qm2vXk9pLw4tZb8nYd'],
  ['$ deploy --user ops --password 9fKw-22mQz', '9fKw-22mQz'],
];

const harmless: readonly string[] = [
  'password = os.environ["DB_PASSWORD"]',
  'password: ${DB_PASSWORD}',
  'password: "<your password>"',
  '"password": "Enter your password"',
  'token = get_token(user)',
  'const token = await fetchToken();',
  '<input type="password" name="password" placeholder="Password">',
  'API_KEY=your-api-key-here',
  'sort_key = "created_at"',
  '"token_type": "bearer"',
  'password: string;',
  'docker swarm join --token token manager_node_url:2377',
  'secretKeyRef: { name: db-credentials, key: password }',
  '"integrity": "sha512-9v5mJ2kQ7wX1zN4bT8yR3cF6hL0pD5sG2aE7uK9iO1qM4nB6vC8xZ3jH5gT2rW0yU7eP4dS1fA9kL6mQ8tXwCg=="',
  'primaryKey: "user_account_identifier"',
  'public_key = "r7Qm2vXk9pLw4tZb8nYd"',
  `password: AgB${'q7Lx2wK9'.repeat(50)}`,
];

describe('what a person would call a leaked secret is found', () => {
  test.each(leaked)('%s', (text, secret) => {
    expect(likely(text)).toEqual([secret]);
  });
});

describe('what only speaks of one is left alone', () => {
  test.each(harmless)('%s', (text) => {
    expect(findSecrets(text)).toEqual([]);
  });
});

test('a text of nothing but candidates is cut short and says so', () => {
  const { truncated } = findSecretsWithin('password=Kestrel_4471,\n'.repeat(5000));
  expect(truncated).toContain('likely-secret');
});
