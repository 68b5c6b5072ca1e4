export type Lane = 'decision' | 'observation';

/** Bytes of evidence that wait for upload, except where another thing is said. */
export interface QuotaLimits {
  /** The decision lane is full here. */
  readonly totalBytes: number;
  /** The observation lane is full here; what lies between is kept for decisions. */
  readonly observationBytes: number;
  /** For one session, so that a flood in one cannot silence the others. */
  readonly sessionBytes: number;
  /** Waiting in memory for the disk. Observations may use half of it. */
  readonly queueBytes: number;
}

export const DEFAULT_QUOTA: QuotaLimits = {
  totalBytes: 536_870_912,
  observationBytes: 402_653_184,
  sessionBytes: 134_217_728,
  queueBytes: 33_554_432,
};

/** The wish of one append. */
export interface Claim {
  readonly lane: Lane;
  readonly session: string | undefined;
  readonly bytes: number;
}

export type Admission = { ok: true } | { ok: false; cause: 'quota' | 'queue-full'; detail: string };

/** A stretch of records with what it will give back once uploaded. */
interface Stretch {
  last: number;
  bytes: number;
  readonly sessions: Map<string, number>;
}

/** Stretches are this long, so that their number stays small however many records wait. */
const STRETCHES = 4096;

/**
 * Counts bytes from the moment an append is let in until its record is uploaded. Sessions are counted from the
 * opening of the spool: what an earlier process left behind counts for the total only.
 */
export class Quota {
  readonly #limits: QuotaLimits;
  readonly #sessions = new Map<string, number>();
  readonly #stretches: Stretch[] = [];
  unsentBytes = 0;
  #queuedBytes = 0;

  constructor(limits: QuotaLimits) {
    this.#limits = limits;
  }

  admit({ lane, session, bytes }: Claim): Admission {
    const { totalBytes, observationBytes, sessionBytes, queueBytes } = this.#limits;
    const isDecision = lane === 'decision';
    if (this.#queuedBytes + bytes > (isDecision ? queueBytes : queueBytes / 2)) {
      return { ok: false, cause: 'queue-full', detail: `the disk is slower than the ${lane}s that come in` };
    }
    const limit = isDecision ? totalBytes : observationBytes;
    if (this.unsentBytes + this.#queuedBytes + bytes > limit) {
      const detail = `evidence that waits for upload fills the quota of ${limit} bytes for ${lane}s; check the control plane`;
      return { ok: false, cause: 'quota', detail };
    }
    // A session's observations stop early for the same reason as everybody's.
    const share = isDecision ? sessionBytes : sessionBytes * (observationBytes / totalBytes);
    if (session !== undefined && (this.#sessions.get(session) ?? 0) + bytes > share) {
      const detail = `session \`${session}\` fills its quota of ${Math.floor(share)} bytes for ${lane}s`;
      return { ok: false, cause: 'quota', detail };
    }
    this.#queuedBytes += bytes;
    this.#addTo(session, bytes);
    return { ok: true };
  }

  /** An admitted append did not become a record. */
  release({ session, bytes }: Claim): void {
    this.#queuedBytes -= bytes;
    this.#addTo(session, -bytes);
  }

  /** An admitted append is durable as `seq`, and took `written` bytes of what it claimed. */
  settle({ session, bytes }: Claim, seq: number, written: number): void {
    this.#queuedBytes -= bytes;
    this.#addTo(session, written - bytes);
    this.keep(seq, written, session);
  }

  /** A record that nobody had to be let in for: gap records, and what was there at open. */
  keep(seq: number, bytes: number, session?: string): void {
    this.unsentBytes += bytes;
    const stretchBytes = this.#limits.totalBytes / STRETCHES;
    let stretch = this.#stretches.at(-1);
    if (stretch === undefined || stretch.bytes >= stretchBytes) {
      stretch = { last: seq, bytes: 0, sessions: new Map() };
      this.#stretches.push(stretch);
    }
    stretch.last = seq;
    stretch.bytes += bytes;
    if (session !== undefined) stretch.sessions.set(session, (stretch.sessions.get(session) ?? 0) + bytes);
  }

  /** Everything up to `seq` is uploaded. */
  sent(seq: number): void {
    for (let oldest = this.#stretches[0]; oldest !== undefined && oldest.last <= seq;) {
      this.unsentBytes -= oldest.bytes;
      for (const [session, bytes] of oldest.sessions) this.#addTo(session, -bytes);
      this.#stretches.shift();
      oldest = this.#stretches[0];
    }
  }

  #addTo(session: string | undefined, bytes: number): void {
    if (session === undefined) return;
    const total = (this.#sessions.get(session) ?? 0) + bytes;
    if (total > 0) this.#sessions.set(session, total);
    else this.#sessions.delete(session);
  }
}
