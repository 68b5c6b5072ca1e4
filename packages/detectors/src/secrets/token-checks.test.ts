import { expect, test } from 'vitest';
import { findSecrets } from './find-secrets.ts';

const base64Url = (text: string): string => Buffer.from(text).toString('base64url');
const BODY = base64Url('{"sub":"1234567890","name":"Jo","iat":1516239022}');
const SIGNATURE = 'SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJVadQssw5c';

test('a web token whose head names an algorithm is sure', () => {
  const token = `${base64Url('{"alg":"HS256","typ":"JWT"}')}.${BODY}.${SIGNATURE}`;
  expect(findSecrets(`see ${token}`)).toMatchObject([{ rule: 'jwt', level: 'block', end: 4 + token.length }]);
});

test.each(['{"kid":"only a name of a key"}', '{"alg":no json at all at all'])(
  'three parts whose head is `%s` are said and left to policy',
  (head) => {
    expect(findSecrets(`see ${base64Url(head)}.${BODY}.${SIGNATURE}`)).toMatchObject([
      { rule: 'jwt', level: 'warn' },
    ]);
  },
);
