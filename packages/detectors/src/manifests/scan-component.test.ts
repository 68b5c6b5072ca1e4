import { describe, expect, it } from 'vitest';
import { scanComponent } from './scan-component.ts';

describe('scanning a component', () => {
  it('says what kind of thing lies there and which components it holds', () => {
    const report = scanComponent([
      { path: '.claude-plugin/plugin.json', text: '{"name":"p"}' },
      { path: 'skills/tidy/SKILL.md', text: '---\nname: tidy\n---\n' },
    ]);
    expect(report.kind).toBe('plugin');
    expect(report.components).toContainEqual({ kind: 'skill', name: 'tidy', path: 'skills/tidy/SKILL.md' });
  });

  it('says which files it knows nothing about, and gives no top mark with them', () => {
    const report = scanComponent([
      { path: 'SKILL.md', text: '---\nname: a\ndescription: b\n---\n' },
      { path: 'bin/run', bytes: 9_000_000, unread: 'binary' },
    ]);
    expect(report.truncated).toEqual(['bin/run: binary']);
    expect(report.findings.map(({ rule }) => rule)).toEqual(['unread-binary']);
    expect(report.grade).toBe('B');
  });
});
