import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ADMISSIONS } from './admission-table.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = join(ROOT, 'docs/admission.md');
const [BEGIN, END] = [
  '<!-- table: made from test/repository/admission-table.ts -->',
  '<!-- end of table -->',
];

test.each(ADMISSIONS.filter(({ when, shownBy }) => when === 'before-load' || shownBy !== undefined))(
  'a test with the real client is named for `$part` by $refusedBy',
  ({ shownBy: [file = '', name = ''] = [] }) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    expect(text.includes(name)).toBe(true);
    expect(text).toMatch(/CLIENT_VERSIONS|McpPeer/);
  },
);

test('the table of the page is this one', async () => {
  const page = readFileSync(PAGE, 'utf8');
  const rows = ADMISSIONS.map(
    ({ part, refusedBy, when, otherwise = '' }) => `| ${part} | ${refusedBy} | \`${when}\` | ${otherwise} |`,
  );
  const table = ['| part | refused by | when | but |', '|---|---|---|---|', ...rows].join('\n');
  const [before = '', rest = ''] = page.split(BEGIN);
  const made = `${before}${BEGIN}\n${table}\n${END}${rest.split(END)[1] ?? ''}`;
  await expect(made).toMatchFileSnapshot(PAGE);
});

test('no other page promises that something is stopped before it loads', () => {
  const pages = [
    'README.md',
    'ARCHITECTURE.md',
    ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`),
  ];
  const promising = pages.filter(
    (page) =>
      page.endsWith('.md') &&
      page !== 'docs/admission.md' &&
      /before(?:-| it | they )loads?\b/.test(readFileSync(join(ROOT, page), 'utf8')),
  );
  expect(promising).toEqual([]);
});
