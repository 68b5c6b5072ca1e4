import { describe, expect, it } from 'vitest';
import { sessionCoverage, type SessionSigns } from './session-coverage.ts';

const proven: SessionSigns = { started: true, decisions: 1, blind: null, doubt: null };

describe('sessionCoverage', () => {
  it('confirms a session whose start and a decision were both seen', () => {
    expect(sessionCoverage(proven)).toEqual({ coverage: 'confirmed', coverageReason: null });
  });

  it.each([
    [{ started: false }, 'unverified'],
    [{ decisions: 0 }, 'unverified'],
    [{ doubt: 'settings changed' }, 'unverified'],
    [{ blind: 'ran with --bare' }, 'blind'],
    [{ blind: 'ran with --bare', doubt: 'settings changed' }, 'blind'],
  ] as const)('with %j is %s, and says why', (signs, coverage) => {
    const result = sessionCoverage({ ...proven, ...signs });
    expect(result.coverage).toBe(coverage);
    expect(result.coverageReason).toMatch(/\w/);
  });
});
