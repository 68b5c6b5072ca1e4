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
