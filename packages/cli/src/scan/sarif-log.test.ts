import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sarifLog } from './sarif-log.ts';
import type { ScanFinding, ScanReport } from './scan-report.ts';

const schemaText = readFileSync(join(import.meta.dirname, 'fixtures/sarif-schema-2.1.0.json'), 'utf8')
  // References may be relative, which zod's check of this format does not know; the tests below look at each.
  .replaceAll(/"format": "uri-reference",?/g, '')
  .replaceAll(/,(\s*\})/g, '$1');
// Published by OASIS; zod takes it as it is.
const Sarif = z.fromJSONSchema(JSON.parse(schemaText) as Parameters<typeof z.fromJSONSchema>[0]);

const finding = (more: Partial<ScanFinding> = {}): ScanFinding => ({
  rule: 'pipe-to-shell',
  detector: 'manifest',
  level: 'block',
  path: 'docs/SKILL.md',
  line: 3,
  column: 5,
  start: 40,
  end: 52,
  title: 'Runs what it downloads',
  why: 'Nobody has seen it before.',
  fix: 'Download it first.',
  refs: ['https://cwe.mitre.org/data/definitions/494.html'],
  excerpt: { before: 'now ', found: 'curl x | sh', after: '' },
  ...more,
});

const report = (findings: readonly ScanFinding[], more: Partial<ScanReport> = {}): ScanReport => ({
  path: 'skills/a b',
  source: 'folder',
  kind: 'skill',
  name: 'a b',
  version: null,
  grade: 'F',
  counts: { block: 1, warn: 0, note: 0 },
  components: [],
  findings,
  files: { read: 1, bytes: 100 },
  unread: [],
  skipped: [],
  truncated: ['`x` after its first 4 of 9 bytes'],
  ms: 1,
  ...more,
});

type Result = {
  ruleId: string;
  ruleIndex: number;
  level: string;
  partialFingerprints: Record<string, string>;
  locations: { physicalLocation: { artifactLocation: { uri: string }; region?: { startLine: number } } }[];
};
type Log = { runs: { tool: { driver: { rules: { id: string; helpUri?: string }[] } }; results: Result[] }[] };
// The shape is what the schema test holds it to.
const log = (...reports: ScanReport[]): Log => sarifLog(reports, '1.2.3', '/work') as Log;
const firstOf = (made: Log): Result => {
  const found = made.runs[0]?.results[0];
  if (found === undefined) throw new Error('there is no result');
  return found;
};

const prints = (...findings: ScanFinding[]): (string | undefined)[] =>
  log(report(findings)).runs[0]?.results.map(
    ({ partialFingerprints }) => partialFingerprints['sallyportFinding/v1'],
  ) ?? [];

describe('sarifLog', () => {
  it('fits the published schema, with findings, without, and for several paths', () => {
    for (const made of [
      log(
        report([finding(), finding({ level: 'warn', excerpt: null, refs: [] }), finding({ level: 'note' })]),
      ),
      log(report([])),
      log(report([finding()]), report([finding()], { path: '/else/where.mcpb', source: 'bundle' })),
      log(),
    ])
      expect(Sarif.safeParse(made).error?.issues).toBeUndefined();
  });

  it.each([
    ['a level that does not exist', (made: Log) => void (firstOf(made).level = 'bad')],
    [
      'a line 0',
      (made: Log) =>
        void Object.assign(firstOf(made).locations[0]?.physicalLocation.region ?? {}, { startLine: 0 }),
    ],
    ['a field of our own', (made: Log) => void Object.assign(firstOf(made), { grade: 'A' })],
    ['a result without a message', (made: Log) => void Object.assign(firstOf(made), { message: undefined })],
    ['a run without a tool', (made: Log) => void Object.assign(made.runs[0] ?? {}, { tool: {} })],
  ])('is measured by a schema that refuses %s', (_, spoil) => {
    const made = log(report([finding()]));
    spoil(made);
    // As it would be written and read.
    expect(Sarif.safeParse(JSON.parse(JSON.stringify(made))).success).toBe(false);
  });

  it('declares each rule once, in the level of its findings, and refers to it', () => {
    const made = log(
      report([
        finding(),
        finding({ start: 60, end: 70, line: 4 }),
        finding({ rule: 'github-pat', detector: 'secret', level: 'warn', refs: [] }),
      ]),
    );
    const [run] = made.runs;
    expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual([
      'manifest/pipe-to-shell',
      'secret/github-pat',
    ]);
    expect(run?.results.map(({ ruleId, ruleIndex, level }) => [ruleId, ruleIndex, level])).toEqual([
      ['manifest/pipe-to-shell', 0, 'error'],
      ['manifest/pipe-to-shell', 0, 'error'],
      ['secret/github-pat', 1, 'warning'],
    ]);
  });

  it.each([
    ['skills/a b', 'folder', 'docs/SKILL.md', 'skills/a%20b/docs/SKILL.md'],
    ['.', 'folder', 'x#y%.md', 'x%23y%25.md'],
    ['/work/a', 'folder', 'b', 'a/b'],
    ['../out', 'folder', 'b', 'file:///out/b'],
    ['a/SKILL.md', 'file', 'SKILL.md', 'a/SKILL.md'],
    ['x.mcpb', 'bundle', 'manifest.json', 'x.mcpb/manifest.json'],
    ['x.mcpb', 'bundle', '../../etc/cron.d/x', 'x.mcpb'],
    ['x.mcpb', 'bundle', '/etc/passwd', 'x.mcpb/etc/passwd'],
  ] as const)('names a file of %s (%s) called %s as %s', (path, source, inside, uri) => {
    const made = log(report([finding({ path: inside })], { path, source }));
    expect(firstOf(made).locations[0]?.physicalLocation.artifactLocation.uri).toBe(uri);
  });

  it('keeps the print of a finding when lines are added above it, and tells two of a kind apart', () => {
    const [before] = prints(finding());
    expect(prints(finding({ line: 30, start: 400, end: 412 }))).toEqual([before]);
    const [first, second] = prints(finding(), finding({ line: 9, start: 90, end: 102 }));
    expect(first).toBe(before);
    expect(second).not.toBe(before);
  });

  it('leaves what was merely not read to the notifications, and says there what was cut', () => {
    const made = log(report([finding({ rule: 'unread-binary', level: 'note', excerpt: null })]));
    expect(made.runs[0]?.results).toEqual([]);
    expect(JSON.stringify(made)).toContain('not looked at to the end');
  });
});
