import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectLine, TEXT_ROLES } from './detect-line.ts';

const MAIL = 'write to ada@lovelace-engines.com today';

describe('detectLine', () => {
  it('gives the id back, and each finding with its place in the text', () => {
    const answer = detectLine(JSON.stringify({ id: 'a', text: MAIL, role: 'tool-result' }), 'file');
    expect(answer).toMatchObject({
      id: 'a',
      findings: [{ detector: 'pii', rule: 'email', start: 9, end: 33 }],
      ms: expect.any(Number) as number,
    });
    expect(answer).not.toHaveProperty('truncated');
    // The contract's fields and no others.
    const [first] = 'findings' in answer ? answer.findings : [];
    expect(Object.keys(first ?? {})).toEqual(['detector', 'rule', 'level', 'start', 'end', 'confidence']);
  });

  it('counts in UTF-16 units', () => {
    expect(detectLine(JSON.stringify({ id: 1, text: `🙂${MAIL}` }), 'file')).toMatchObject({
      id: 1,
      findings: [{ start: 11, end: 35 }],
    });
  });

  it.each([
    ['', {}],
    ['nothing', {}],
    ['null', {}],
    ['[]', {}],
    ['{"id":"x"}', { id: 'x' }],
    ['{"id":7,"text":7}', { id: 7 }],
    ['{"id":"x","text":"","role":"letter"}', { id: 'x' }],
    ['{"id":{},"text":""}', {}],
  ])('answers the bad line %s with an error, and with its id if that can be read', (line, id) => {
    expect(detectLine(line, 'file')).toEqual({
      ...id,
      error: { message: expect.stringMatching(/^[^A-Z].*[^.]$/) as string },
    });
  });

  it('answers any text in any role', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...TEXT_ROLES), (text, role) => {
        const answer = detectLine(JSON.stringify({ text, role }), 'file');
        const findings = 'findings' in answer ? answer.findings : undefined;
        expect(findings).toBeDefined();
        const isInside = (findings ?? []).map(({ start, end }) => start < end && end <= text.length);
        expect(isInside).not.toContain(false);
      }),
    );
  });
});
