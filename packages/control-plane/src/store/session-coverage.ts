import type { Session } from '@sallyport/fleet-protocol';

/** What evidence said about one session. */
export type SessionSigns = {
  /** Its start was seen, so the hooks were there from the first action on. */
  readonly started: boolean;
  readonly decisions: number;
  /** Why part of it ran without being seen. */
  readonly blind: string | null;
  /** Why its hooks may not be what they seem. */
  readonly doubt: string | null;
};

/** The strictest sign wins, and only both proofs together confirm: coverage is proved, not claimed. */
export const sessionCoverage = (signs: SessionSigns): Pick<Session, 'coverage' | 'coverageReason'> => {
  if (signs.blind !== null) return { coverage: 'blind', coverageReason: signs.blind };
  if (signs.doubt !== null) return { coverage: 'unverified', coverageReason: signs.doubt };
  if (!signs.started)
    return {
      coverage: 'unverified',
      coverageReason:
        'the start of the session was not seen, so what came before its first decision is unknown',
    };
  if (signs.decisions === 0)
    return { coverage: 'unverified', coverageReason: 'no action of the session was decided yet' };
  return { coverage: 'confirmed', coverageReason: null };
};
