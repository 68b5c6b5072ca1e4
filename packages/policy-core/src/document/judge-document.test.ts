import { expect, test } from 'vitest';
import { readJudge } from './judge-document.ts';

const document = (lines: string): string => `apiVersion: sallyport/v1\nkind: Judge\n${lines}`;
const GOOD = 'provider: anthropic\nurl: https://api.example.com/\nmodel: small-1\n';

test('what is left out has an ordinary value', () => {
  expect(readJudge('judge.yaml', document(GOOD))).toEqual({
    ok: true,
    settings: {
      provider: 'anthropic',
      url: 'https://api.example.com',
      model: 'small-1',
      timeoutMs: 5000,
      maxCharacters: 40_000,
    },
  });
});

test.each([
  ['http://127.0.0.1:8080', true],
  ['http://localhost:8080/v1', true],
  ['http://[::1]:8080', true],
  ['http://judge.example.com', false],
  ['http://127.0.0.1.example.com', false],
  ['http://localhost.example.com:80/', false],
  ['ftp://judge.example.com', false],
  ['file:///etc/passwd', false],
])('`%s` may be asked: %s', (url, allowed) => {
  const text = document(GOOD.replace('https://api.example.com/', url));
  expect(readJudge('judge.yaml', text).ok).toBe(allowed);
});

test.each([
  ['a misspelt key', 'timeout: 5'],
  ['a key that stands in the document', 'key: sk-1'],
  ['no time at all', 'timeoutMs: 0'],
  ['more time than the hook waits', 'timeoutMs: 9000'],
])('%s is refused by name', (_name, line) => {
  const read = readJudge('judge.yaml', document(`${GOOD}${line}\n`));
  expect(read).toMatchObject({ ok: false, why: expect.stringContaining(line.split(':')[0] ?? '') });
});
