import { describe, expect, it } from 'vitest';
import { findEmails } from './find-emails.ts';

const found = (text: string) => findEmails(text).map(({ start, end }) => text.slice(start, end));
const sure = (text: string) => findEmails(text).filter(({ confidence }) => confidence >= 0.5).length;

describe('findEmails', () => {
  it.for([
    ['write to ada.lovelace+x@firma.co.uk.', ['ada.lovelace+x@firma.co.uk']],
    ['"Ada" <ada@firma.de>, bob@firma.de;', ['ada@firma.de', 'bob@firma.de']],
    ["O'Brien@firma.ie", ["O'Brien@firma.ie"]],
    ["mail='ada@firma.de'", ['ada@firma.de']],
    ['owner=ada@firma.de', ['ada@firma.de']],
    ['mailto:jürgen@müller.de', ['jürgen@müller.de']],
    ['😀 ada@firma.de', ['ada@firma.de']],
  ] as const)('finds the mailbox and nothing around it in `%s`', ([text, mails]) => {
    expect(found(text)).toEqual(mails);
  });

  it.for([
    'logo@2x.png',
    'npm i left@1.2.3',
    'getty@tty1.service',
    '@decorator',
    'a@b',
    'a..b@firma.de',
    'x@-firma.de',
    'a @ b.de',
    'x@firma..de',
    '',
  ])('finds none in `%s`', (text) => expect(found(text)).toEqual([]));

  it.for([
    'user@example.com',
    'git@github.com:a/b.git',
    'noreply@firma.de',
    'https://ada:pw@firma.de/x',
    'a@xxx.com',
  ])('is not sure that `%s` is a person', (text) => expect(sure(text)).toBe(0));

  it('reads a long text of signs that open mails to its end', () => {
    expect(found('a@'.repeat(50_000))).toEqual([]);
    expect(found(`${'x'.repeat(50_000)}@${'y'.repeat(50_000)} ada@firma.de`)).toEqual(['ada@firma.de']);
  });
});
