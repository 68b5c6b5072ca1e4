import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { findSecrets } from './find-secrets.ts';

const linesOf = (pem: string): readonly string[] => pem.trim().split('\n');

describe.each([2048, 3072, 4096])('of an RSA key of %d bits', (modulusLength) => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength });
  const lines = linesOf(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());

  test('its last lines are found whole', () => {
    const tail = lines.slice(-5).join('\n');
    expect(findSecrets(`$ tail -n 5 key.pem\n${tail}\n`)).toMatchObject([
      { start: 20, end: 20 + tail.length },
    ]);
  });
  test('its body without head and end is found whole', () => {
    const body = lines.slice(1, -1).join('\n');
    expect(findSecrets(`${body}\n`)).toMatchObject([{ start: 0, end: body.length }]);
  });
  test('a stretch of lines that holds two of its primes is found whole', () => {
    const stretch = lines.slice(-1 - Math.ceil(modulusLength / 96), -1).join('\n');
    expect(findSecrets(`${stretch}\n`)).toMatchObject([{ start: 0, end: stretch.length }]);
  });
  test('its public half is left alone', () => {
    expect(findSecrets(publicKey.export({ type: 'spki', format: 'pem' }).toString())).toEqual([]);
  });
});

test.each(['ec', 'ed25519', 'x25519'] as const)('the body of an %s key is found without its head', (kind) => {
  const { privateKey, publicKey } =
    kind === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : kind === 'ed25519'
        ? generateKeyPairSync('ed25519')
        : generateKeyPairSync('x25519');
  const [, ...body] = linesOf(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  expect(findSecrets(body.slice(0, -1).join('\n'))).toMatchObject([{ start: 0, level: 'block' }]);
  expect(findSecrets(publicKey.export({ type: 'spki', format: 'pem' }).toString())).toEqual([]);
});

test('key lines in a source are found with what joins them, up to the next statement', () => {
  const key = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDAC4AWkdwKYSd8';
  const text = `k = "${key}\\n" +\n    "${key.slice(4)}\\n";\nnext();`;
  const found = findSecrets(text);
  expect(found).toHaveLength(1);
  expect(found[0]?.start).toBeLessThanOrEqual(5);
  expect(text.slice(found[0]?.end)).not.toContain(key.slice(4, 40));
});
