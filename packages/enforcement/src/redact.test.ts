import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactText, redactValue } from './redact.ts';

/** Built from pieces so that no scanner takes this file for a leak. */
const SECRETS = {
  'private-key': [
    '-----BEGIN OPENSSH PRIVATE',
    ' KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE',
    ' KEY-----',
  ].join(''),
  'anthropic-key': ['sk-ant', 'api03-abcdefghijklmnop'].join('-'),
  'openai-key': ['sk-proj', 'abcdefghijklmnopqrstuvwxyz0123'].join('-'),
  'aws-access-key': ['AKIA', 'IOSFODNN7EXAMPLE'].join(''),
  'github-token': ['ghp', 'abcdefghijklmnopqrstuvwxyzABCDEF0123'].join('_'),
  'gitlab-token': ['glpat', 'abcdefghij0123456789'].join('-'),
  'slack-token': ['xoxb', '123456789012', 'abcdefghijkl'].join('-'),
  'stripe-key': ['sk', 'live', 'abcdefghijklmnop'].join('_'),
  'google-key': ['AIza', 'SyA1234567890abcdefghijklmnopqrstuv'].join(''),
  'npm-token': ['npm', 'abcdefghijklmnopqrstuvwxyz0123456789'].join('_'),
  jwt: ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0NTY3ODkwIn0', 'dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P'].join('.'),
  authorization: 'authorization: Basic dXNlcjpwYXNzd29yZA==',
  'bearer-token': 'Bearer abcdefghijklmnopqrstuvwx',
  'url-password': 'postgres://admin:hunter2hunter2@db.internal/app',
  'assigned-secret': 'DB_PASSWORD=correct-horse-battery',
} as const;

/** The part that must be gone; the whole text where there is no name or scheme around it. */
const HIDDEN: Partial<Record<keyof typeof SECRETS, string>> = {
  authorization: 'dXNlcjpwYXNzd29yZA==',
  'url-password': 'hunter2hunter2',
  'assigned-secret': 'correct-horse-battery',
};

describe('redaction at birth', () => {
  test.for(Object.keys(SECRETS) as (keyof typeof SECRETS)[])('takes out %s wherever it stands', (kind) => {
    const secret = SECRETS[kind];
    for (const text of [secret, `before ${secret} after`, JSON.stringify({ command: `echo ${secret}` })]) {
      const redacted = redactText(text);
      expect(redacted.kinds).toContain(kind);
      expect(redacted.text).not.toContain(HIDDEN[kind] ?? secret);
    }
  });

  test('leaves ordinary commands as they are', () => {
    for (const text of [
      'git commit -m "add token parser"',
      'npm run build --workspace api',
      'cat src/keyboard.ts',
      'curl https://example.com/a?b=c',
    ]) {
      expect(redactText(text)).toEqual({ text, kinds: [], secrets: [] });
    }
  });

  test('names the field by JSON pointer and counts', () => {
    const { value, redactions } = redactValue({
      action: { 'a/b': [`x ${SECRETS['github-token']} y ${SECRETS['github-token']}`] },
    });
    expect(JSON.stringify(value)).not.toContain('ghp_');
    expect(redactions).toEqual([{ field: '/action/a~1b/0', kind: 'github-token', count: 2 }]);
  });

  test('never leaves a known secret in any string of any value', () => {
    const secret = SECRETS['aws-access-key'];
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.string(), (value, noise) => {
        const { value: redacted } = redactValue({ value, planted: { deep: [`${noise} ${secret} `] } });
        expect(JSON.stringify(redacted)).not.toContain(secret);
      }),
    );
  });

  test('does not slow down on text made to make it backtrack', () => {
    const hostile = [
      'password='.repeat(5000),
      'eyJ'.repeat(20_000),
      `${'a:'.repeat(20_000)}//`,
      '-----BEGIN '.repeat(5000),
    ];
    for (const text of hostile) expect(redactText(text).text.length).toBeGreaterThan(0);
  });
});
