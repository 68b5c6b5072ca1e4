import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalise } from '../normalise/normalise.ts';
import { pinDefinitions } from './definitions.ts';
import { findInManifest } from './find-in-manifest.ts';
import { ABILITIES, TEXT_RULES } from './rules/all-rules.ts';
import { scanComponent } from './scan-component.ts';

const PATHS = [
  'SKILL.md',
  '.claude-plugin/plugin.json',
  '.mcp.json',
  'hooks/hooks.json',
  'tools.json',
  'a.py',
  'a.sh',
  'package.json',
  'marketplace.json',
  '',
];
const WORDS = [...TEXT_RULES, ...ABILITIES].flatMap(({ finds, words }) => [...finds, ...words]);
const SHAPES = [
  '---\n',
  '{"mcpServers":{"a":',
  '}',
  '[',
  '"',
  '\\',
  '\n',
  '<!--',
  '-->',
  '```',
  '\u200b',
  '\u{e0041}',
  '\u202e',
  '&a [',
  '*a',
  '__proto__',
  '"+"',
  "' + '",
  'é',
  '\ud800',
];

const pieces = fc.array(
  fc.oneof(fc.constantFrom(...WORDS), fc.constantFrom(...SHAPES), fc.string({ maxLength: 12 })),
  { maxLength: 40 },
);
const texts = pieces.map((all) => all.join(''));
const files = fc.array(fc.record({ path: fc.constantFrom(...PATHS), text: texts }), { maxLength: 4 });

describe('hostile components', () => {
  it('never make the scan throw, and every place lies in its file', () => {
    fc.assert(
      fc.property(files, (given) => {
        const { findings } = scanComponent(given);
        for (const { path, start, end, line, column } of findings) {
          const longest = Math.max(
            ...given.filter((file) => file.path === path).map(({ text }) => text.length),
          );
          expect(start).toBeLessThanOrEqual(end);
          expect(end).toBeLessThanOrEqual(longest);
          expect(line).toBeGreaterThan(0);
          expect(column).toBeGreaterThan(0);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('give the same report again, and pins that change nothing', () => {
    fc.assert(
      fc.property(files, (given) => {
        const unique = given.filter(
          ({ path }, index) => given.findIndex((one) => one.path === path) === index,
        );
        expect(scanComponent(unique)).toEqual(scanComponent(unique));
        const pinned = pinDefinitions(unique).map((one) => ({ ...one, sha256: '' }));
        const changed = scanComponent(unique, { pinned }).findings.filter(
          ({ rule }) => rule === 'definition-gone',
        );
        expect(changed).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it.for(WORDS.map((word) => [word] as const))(
    'of nothing but %j end, and say what was left out',
    ([word]) => {
      const text = `${word} `.repeat(Math.ceil(20_000 / word.length)).slice(0, 20_000);
      const { found, truncated } = findInManifest(normalise(text, { role: 'manifest' }), { text });
      expect(found.length).toBeLessThan(4000);
      expect(truncated.length).toBeLessThan(200);
    },
  );

  it('with too many findings say so', () => {
    const text = TEXT_RULES.map(({ finds }) => finds.join('\n'))
      .join('\n')
      .repeat(8);
    const report = scanComponent([{ path: 'SKILL.md', text }]);
    expect(report.grade).toBe('F');
    expect(report.truncated).toContain('SKILL.md: findings');
  });

  it('nested without end are one finding', () => {
    const deep = `{"mcpServers":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`;
    expect(scanComponent([{ path: '.mcp.json', text: deep }]).findings.map(({ rule }) => rule)).toContain(
      'json-too-deep',
    );
    const hidden = `/* " */ ${'['.repeat(200_000)}`;
    expect(() => scanComponent([{ path: '.mcp.json', text: hidden }])).not.toThrow();
    const bomb = `---\na: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c,*c,*c]\ne: ${'['.repeat(300)}\n---\n`;
    expect(() => scanComponent([{ path: 'SKILL.md', text: bomb }])).not.toThrow();
  });
});
