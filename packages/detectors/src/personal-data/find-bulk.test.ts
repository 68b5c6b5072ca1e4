import { describe, expect, it } from 'vitest';
import { BULK_LIMITS, findBulk } from './find-bulk.ts';

const FIRST = [
  'Ada',
  'Grace',
  'Alan',
  'Edsger',
  'Barbara',
  'Donald',
  'Tony',
  'Niklaus',
  'Ken',
  'Dennis',
  'Margaret',
  'Radia',
];
const people = Array.from({ length: 12 }, (_, at) => ({
  id: at,
  first_name: FIRST[at] ?? '',
  last_name: `Turing${'abcdefghijklmn'[at]}`,
  email: `p${at}@firma.de`,
}));
const rows = (delimiter: string) => people.map((one) => Object.values(one).join(delimiter)).join('\n');
const head = (delimiter: string) => Object.keys(people[0] ?? {}).join(delimiter);

const SHAPES: readonly (readonly [string, string])[] = [
  ['CSV', `${head(',')}\n${rows(',')}\n`],
  ['CSV with Windows line ends', `${head(';')}\n${rows(';')}\n`.replaceAll('\n', '\r\n')],
  [
    'TSV without a head',
    people.map((one) => `${one.id}\t${one.first_name} ${one.last_name}\t${one.email}`).join('\n'),
  ],
  ['a JSON list', JSON.stringify(people)],
  ['a JSON list in an answer', JSON.stringify({ ok: true, data: { users: people } }, null, 2)],
  ['a JSON list that was cut off', JSON.stringify(people).slice(0, -20)],
  ['one JSON object a line', people.map((one) => JSON.stringify(one)).join('\n')],
  [
    'a Markdown table',
    `| ${head(' | ')} |\n|---|---|---|---|\n${people.map((one) => `| ${Object.values(one).join(' | ')} |`).join('\n')}`,
  ],
  [
    'SQL with many tuples',
    `INSERT INTO users (id, first_name, last_name, email) VALUES ${people.map((one) => `(${one.id}, '${one.first_name}', '${one.last_name}', '${one.email}')`).join(',\n')};`,
  ],
  [
    'SQL, one statement a row',
    people
      .map(
        (one) =>
          `INSERT INTO users VALUES (${one.id}, '${one.first_name} ${one.last_name}', '${one.email}');`,
      )
      .join('\n'),
  ],
  [
    'a dump with COPY',
    `COPY public.users (id, first_name, last_name, email) FROM stdin;\n${rows('\t')}\n\\.\n`,
  ],
];

describe('findBulk', () => {
  it.for(SHAPES)('calls twelve people in %s customer data, once', ([, text]) => {
    const found = findBulk(`Here:\n${text}`);
    expect(found.map(({ rule, level }) => [rule, level])).toEqual([['bulk', 'block']]);
    const [bulk] = found;
    expect(`Here:\n${text}`.slice(bulk?.start, bulk?.end)).toContain('p5@firma.de');
  });

  it('counts persons and not rows', () => {
    const same = `${head(',')}\n${'1,Ada,Turing,ada@firma.de\n'.repeat(50)}`;
    expect(findBulk(same)).toEqual([]);
  });

  it('has its thresholds as parameters', () => {
    const [, csv] = SHAPES[0] ?? ['', ''];
    expect(findBulk(csv, { ...BULK_LIMITS, persons: 13 })).toEqual([]);
    expect(findBulk(csv, { ...BULK_LIMITS, columns: 3 })).toEqual([]);
    expect(findBulk(csv.split('\n').slice(0, 4).join('\n'), { persons: 3, columns: 2 })).toHaveLength(1);
  });

  it.for([
    [
      'packages',
      `name,version,address\n${Array.from({ length: 20 }, (_, at) => `left-pad-${at},1.${at}.0,10.0.0.${at}`).join('\n')}`,
    ],
    [
      'one personal column',
      `id,email\n${Array.from({ length: 20 }, (_, at) => `${at},p${at}@firma.de`).join('\n')}`,
    ],
    [
      'metrics',
      JSON.stringify(
        Array.from({ length: 30 }, (_, at) => ({ name: `cpu${at}`, value: at, time: 1732278535 + at })),
      ),
    ],
    ['code', 'const a = [1, 2, 3];\nconst b = [4, 5, 6];\n'.repeat(20)],
    ['nothing', ''],
  ] as const)('leaves %s alone', ([, text]) => expect(findBulk(text)).toEqual([]));

  it.for([
    '{"a":',
    '[',
    '"',
    "insert into t values ('",
    'a,b\n',
    '|',
    '"a,',
    'insert into t (a) values (1),',
    'copy t (a) from stdin\n',
    '}',
  ])('reads a long text of `%s` to its end', (piece) => expect(findBulk(piece.repeat(20_000))).toEqual([]));
});
