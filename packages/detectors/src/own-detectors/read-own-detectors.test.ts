import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readOwnDetectors } from './read-own-detectors.ts';

const TESTS = [
  { text: 'PRJ-1234', expect: 'found' },
  { text: 'nothing here', expect: 'nothing' },
];
const GOOD = { name: 'project-number', level: 'block', pattern: String.raw`PRJ-\d{4}`, tests: TESTS };
const document = (...detectors: readonly object[]): string =>
  JSON.stringify({ apiVersion: 'sallyport/v1', kind: 'Detectors', detectors });
const whyOf = (text: string): string => {
  const read = readOwnDetectors('detectors.yaml', text);
  return read.ok ? 'accepted' : read.why;
};

test('a list is read from YAML as well as from JSON', () => {
  const yaml = `
apiVersion: sallyport/v1
kind: Detectors
detectors:
  - name: code-names
    description: what is not announced yet
    level: warn
    words: [Bluebird, Night Heron]
    near: {words: [launch], within: 40}
    tests:
      - {text: the launch of Bluebird, expect: found}
      - {text: a bluebird in the garden, expect: nothing}
`;
  expect(whyOf(yaml)).toBe('accepted');
  expect(whyOf(document(GOOD))).toBe('accepted');
  expect(whyOf(document())).toBe('accepted');
});

test('the example of the guide is accepted', () => {
  const guide = readFileSync('docs/detectors.md', 'utf8');
  const [, example = ''] = /```yaml\n(.*?)```/s.exec(guide) ?? [];
  expect(whyOf(example)).toBe('accepted');
  expect(example).toContain('near:');
});

describe('what is refused, and what to do next', () => {
  test.each([
    [
      'no tests',
      { ...GOOD, tests: undefined },
      /`project-number` has no test with `expect: found`; add a text/,
    ],
    ['no negative test', { ...GOOD, tests: TESTS.slice(0, 1) }, /no test with `expect: nothing`; add a text/],
    [
      'a test that finds nothing',
      { ...GOOD, pattern: 'QQQ' },
      /fails its test 1 \(`PRJ-1234`\): nothing is found; mend/,
    ],
    [
      'a test that finds something',
      { ...GOOD, pattern: 'PRJ|here' },
      /fails its test 2 .*: something is found/,
    ],
    [
      'a look ahead',
      { ...GOOD, pattern: 'PRJ(?=-)' },
      /`PRJ\(\?=-\)` looks ahead or behind.*say with `near`/,
    ],
    ['a look behind', { ...GOOD, pattern: '(?<!x)PRJ' }, /looks ahead or behind/],
    [
      'a back reference',
      { ...GOOD, pattern: String.raw`(P)RJ\1` },
      /refers back .*write the alternatives out/,
    ],
    ['a possessive repeat', { ...GOOD, pattern: 'PRJ-[0-9]++' }, /atomic or possessive/],
    ['what is no pattern', { ...GOOD, pattern: 'PRJ(' }, /`PRJ\(` can't be read: missing closing \)/],
    [
      'a large program',
      { ...GOOD, pattern: 'PRJ-(?:[0-9]{40}){25}' },
      /is too large \(\d+ steps, at most 1000\)/,
    ],
    ['a repeat beyond the engine', { ...GOOD, pattern: 'P{2000}' }, /can't be read: invalid repeat count/],
    ['an empty match', { ...GOOD, pattern: '(?:PRJ)*' }, /matches an empty text.*say what must be there/],
    ['an empty match at the edge of a word', { ...GOOD, pattern: String.raw`\b` }, /matches an empty text/],
    ['the name of a shipped rule', { ...GOOD, name: 'github-pat' }, /has the name of a rule that is shipped/],
    ['the name of personal data', { ...GOOD, name: 'email' }, /has the name of a rule that is shipped/],
    ['words and a pattern', { ...GOOD, words: ['PRJ'] }, /needs `words` or a `pattern`, and not both/],
    ['neither words nor a pattern', { ...GOOD, pattern: undefined }, /needs `words` or a `pattern`/],
    ['`wholeWord` beside a pattern', { ...GOOD, wholeWord: true }, /write `\\b` into the pattern instead/],
    [
      'a name with blanks',
      { ...GOOD, name: 'Project Number' },
      /`detectors\[0\]\.name`: must be small letters/,
    ],
    ['an unknown key', { ...GOOD, levl: 'warn' }, /unknown key `levl` in `detectors\[0\]`; see/],
  ])('%s', (_, detector, why) => {
    const said = whyOf(document(detector));
    expect(said).toMatch(/^detectors\.yaml(?::1)?: /);
    expect(said).toMatch(why);
  });

  test('two detectors of one name', () => {
    expect(whyOf(document(GOOD, GOOD))).toMatch(/is there twice; rename one of them/);
  });

  test('more than a list may hold', () => {
    const many = Array.from({ length: 101 }, (_, at) => ({ ...GOOD, name: `number-${at}` }));
    expect(whyOf(document(...many))).toMatch(/`detectors`: too big/);
    const large = { ...GOOD, pattern: 'PRJ-[0-9]{4}(?:[a-z]{20}){0,40}' };
    const all = Array.from({ length: 20 }, (_, at) => ({ ...large, name: `number-${at}` }));
    expect(whyOf(document(...all))).toMatch(/all patterns together are too large/);
    expect(whyOf(document(GOOD).padEnd(600_000))).toMatch(/is longer than/);
  });

  test('YAML that is broken or expands itself', () => {
    expect(whyOf('kind: [')).toMatch(/^detectors\.yaml:\d+: yaml: /);
    expect(whyOf('a: &a [1]\nb: *a\n')).toMatch(/aliases are not read/);
    expect(whyOf('')).toMatch(/the document/);
    expect(whyOf('apiVersion: sallyport/v1\nkind: Detectors\nwords: []\n')).toMatch(
      /`detectors` is missing; see/,
    );
    expect(whyOf('apiVersion: sallyport/v1\nkind: Detectors\ndetectors:\n  - {name: x}\n')).toMatch(
      /^detectors\.yaml:4: `detectors\[0\]\.level` is missing/,
    );
  });
});
