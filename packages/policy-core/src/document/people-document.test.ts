import { expect, test } from 'vitest';
import { readPeople } from './people-document.ts';

const head = 'apiVersion: sallyport/v1\nkind: People\n';
const read = (text: string) => readPeople('people.yaml', text);

test('a list of people is users with their groups, each once', () => {
  const outcome = read(`${head}people:
  - {user: ada, groups: [security, pilot, security]}
  - user: bob
    groups: []
`);
  expect(outcome).toEqual({
    ok: true,
    people: new Map([
      ['ada', ['security', 'pilot']],
      ['bob', []],
    ]),
  });
});

test.each([
  ['', /^people\.yaml: holds 0 documents instead of one$/],
  [`${head}people: []\n---\n${head}people: []`, /^people\.yaml: holds 2 documents instead of one$/],
  [`${head}people: [`, /^people\.yaml:\d: yaml: /],
  [`${head}persons: []`, /^people\.yaml:\d: /],
  [`${head}people:\n  - {user: ada, group: [x]}`, /people\.yaml:4: .*`people\[0\]\.groups` is missing/],
  [`${head}people:\n  - {user: ada, groups: security}`, /`people\[0\]\.groups` must be a list/],
  [`${head}people:\n  - {user: '', groups: []}`, /people\.yaml:4: /],
  [
    `${head}people:\n  - {user: ada, groups: []}\n  - {user: ada, groups: [x]}`,
    /^people\.yaml:5: user `ada` is listed twice; put all groups on one line$/,
  ],
  ['apiVersion: sallyport/v1\nkind: Policy\npeople: []', /kind/],
  [`${head}people: &a []\nx: *a`, /alias/],
])('%j is refused with a sentence that says where and what', (text, why) => {
  const outcome = read(text);
  if (outcome.ok) throw new Error('it was taken');
  expect(outcome.why).toMatch(why);
});
