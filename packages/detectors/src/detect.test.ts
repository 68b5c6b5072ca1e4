import { expect, test } from 'vitest';
import { detect } from './detect.ts';

// Joined here, so that no scanner takes this file for a leak.
const TOKEN = ['ghp', 'R3yFnG8pXnLk2ZsQ7mVbT5cWdHjKa41u0eGZ'].join('_');

test('a secret is found where it stands', () => {
  const text = `export GITHUB_TOKEN=${TOKEN}\n`;
  const { found, truncated } = detect({ text, role: 'tool-result' });
  expect(found.map(({ detector, start, end }) => [detector, text.slice(start, end)])).toEqual([
    ['secret', TOKEN],
  ]);
  expect(truncated).toEqual([]);
});

test('a secret that stands in base64 is found over the whole piece', () => {
  const packed = Buffer.from(`GITHUB_TOKEN=${TOKEN}\n`).toString('base64');
  const text = `before ${packed} after`;
  const { found } = detect({ text, role: 'file' });
  expect(found.map(({ start, end }) => text.slice(start, end))).toEqual([packed]);
});

test('a secret broken by invisible characters is found, with them', () => {
  const broken = `${TOKEN.slice(0, 12)}\u200b${TOKEN.slice(12)}`;
  const { found } = detect({ text: `token ${broken} end`, role: 'prompt' });
  expect(found).toMatchObject([{ detector: 'secret', start: 6, end: 6 + broken.length }]);
});

test('one place is said once, though several views show it', () => {
  const text = `<p title="x">GITHUB_TOKEN=${TOKEN}</p>`;
  expect(detect({ text, role: 'tool-result' }).found).toHaveLength(1);
});

test('findings of all families come in the order of the text', () => {
  const text = `mail to ada.lovelace@analytical.org, token ${TOKEN}, mail to charles@analytical.org`;
  const { found } = detect({ text, role: 'file' });
  expect(found.map(({ detector }) => detector)).toEqual(['pii', 'secret', 'pii']);
});

test('what a limit cut off is named', () => {
  expect(detect({ text: 'a'.repeat(300_000), role: 'file' }).truncated).toContain('normalise');
});

test('a mailbox of an example is nobody’s', () => {
  expect(detect({ text: 'placeholder="name@company.com"', role: 'file' }).found).toEqual([]);
});

const torn = (between: string): string => Array.from(TOKEN).join(between);
const HALF = 12;
test.each([
  ['colours', torn('\x1b[31m')],
  ['colours of eight bits', torn('\x9b0m')],
  ['empty links', torn('\x1b]8;;\x07')],
  ['titles that say something', torn('\x1b]0;one two three four\x1b\\')],
  ['backspaces over another sign', torn('x\b')],
  [
    'each sign typed twice',
    Array.from(TOKEN, (sign) => `${sign}\b${sign}`)
      .join('')
      .slice(2),
  ],
  [
    'underlines before the sign',
    Array.from(TOKEN, (sign) => `_\b${sign}`)
      .join('')
      .slice(2),
  ],
  ['NUL bytes', torn('\0')],
  ['other control signs', torn('\x02\x7f')],
  ['soft hyphens', torn('\u00ad')],
  ['zero-width signs in colours', torn('\u200b\x1b[0m\u2060')],
  ['escapes that JSON writes', torn(String.raw`\u001b[31m`)],
])('a secret torn by %s is found whole, and nothing beside it', (_by, broken) => {
  const text = `token ${broken} end`;
  const { found } = detect({ text, role: 'tool-result' });
  expect(found.map(({ start, end }) => text.slice(start, end))).toEqual([broken]);
});

test('a secret put together by writing over a line is found over the whole line', () => {
  const line = `${'-'.repeat(HALF)}${TOKEN.slice(HALF)}\r${TOKEN.slice(0, HALF)}`;
  const text = `first\n${line}\nlast`;
  const { found } = detect({ text, role: 'tool-result' });
  expect(found.map(({ start, end }) => text.slice(start, end))).toContain(line);
});

test('a secret of which one view sees a part is found as far as any view sees it', () => {
  const OTHER = ['ghp', 'A7yFnG8pXnLk2ZsQ7mVbT5cWdHjKa40kQn1W'].join('_');
  const line = `${'-'.repeat(HALF)}${TOKEN.slice(HALF)} ${OTHER}\r${TOKEN.slice(0, HALF)}`;
  const { found } = detect({ text: line, role: 'tool-result' });
  expect(found).toMatchObject([{ start: 0, end: line.length }]);
});

test('a secret that one view only guesses at is what another view knows it to be', () => {
  const slack = ['xoxb', '263594206564', '2343594206574', 'FGqddMF8t08v8N7Oq4i57vs1'].join('-');
  const broken = Array.from(slack).join('\0');
  const { found } = detect({ text: `TOKEN=${broken}\n`, role: 'tool-result' });
  expect(found).toMatchObject([
    { rule: 'slack-bot-token', level: 'block', start: 6, end: 6 + broken.length },
  ]);
});

test('coloured output has no more in it than plain output', () => {
  const plain = 'src/a.ts:12:3 error: `token` is not used\nsrc/b.ts:1:1 warning: line too long\n';
  const coloured = plain.replaceAll(/[a-z]+:/g, (word) => `\x1b[31m${word}\x1b[0m`);
  expect(detect({ text: coloured, role: 'tool-result' })).toEqual({ found: [], truncated: [] });
});
