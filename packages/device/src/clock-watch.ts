import { readFileSync } from 'node:fs';
import { Timestamp, type NewEvidence } from '@sallyport/action-model';
import { z } from 'zod';
import { readBootClock } from './health/boot-clock.ts';
import { readLastProofs } from './health/last-proofs.ts';
import { readIfThere, writePrivateFile } from './private-file.ts';

/** A clock that is kept by the network is set in smaller steps. */
const CLOCK_TOLERANCE_MS = 120_000;
const INTERVAL_MS = 5_000;

/** A clock that nobody can set. `boot` goes on while the machine sleeps; `process` stops then. */
export type SteadyClock = { kind: 'boot' | 'process'; elapsedMs: () => number };

/** Where there is no `/proc`, a sleep of the machine looks like a jump forward, and the record says which clock said so. */
export function steadyClock(uptimeFile = '/proc/uptime'): SteadyClock {
  const bootMs = (): number => Number(readFileSync(uptimeFile, 'utf8').split(' ')[0]) * 1000;
  try {
    if (bootMs() > 0) return { kind: 'boot', elapsedMs: bootMs };
  } catch {
    // Not Linux.
  }
  return { kind: 'process', elapsedMs: () => performance.now() };
}

type ClockWatchOptions = {
  now: () => Date;
  steady: SteadyClock;
  jumped: (evidence: NewEvidence) => void;
  /** Whether policy is out of date, for who reads the record: a jump forward can make it so. */
  isStale: () => boolean;
};

/**
 * Sees when somebody sets the clock of the machine while the daemon runs, and says so in evidence: the times of all
 * records around it have to be read with that in mind. Their order is by number and does not depend on any clock.
 */
export class ClockWatch {
  readonly #options: ClockWatchOptions;
  /** Wall clock minus steady clock: the same as long as nobody sets the one. */
  #offsetMs: number;

  constructor(options: ClockWatchOptions) {
    this.#options = options;
    this.#offsetMs = this.#offset();
  }

  #offset(): number {
    return this.#options.now().getTime() - this.#options.steady.elapsedMs();
  }

  look(): void {
    const { now, steady, isStale } = this.#options;
    let movedMs: number;
    try {
      movedMs = this.#offset() - this.#offsetMs;
    } catch {
      // No file can be opened just now; the next look sees the same.
      return;
    }
    // Small steps are added up, so that many of them are noticed as one.
    if (Math.abs(movedMs) <= CLOCK_TOLERANCE_MS) return;
    this.#offsetMs += movedMs;
    const to = now();
    const from = new Date(to.getTime() - movedMs);
    this.#options.jumped(jumpOf(from, to, { by: steady.kind, policyStale: isStale() }));
  }

  /** Looks now and then. Returns how to stop. */
  start(): () => void {
    const timer = setInterval(() => this.look(), INTERVAL_MS);
    timer.unref();
    return () => clearInterval(timer);
  }
}

/** When the machine was started, by the clock that evidence was last written with. */
const Known = z.object({ bootId: z.string().max(100), bootedAt: Timestamp });

/**
 * What the last run left behind, against the clock of now: within one start of the machine it must not have been set,
 * and after another start it can't stand before the last record.
 */
export async function jumpSince(
  home: { clock: string; proofs: string },
  now: Date,
  procFolder = '/proc',
): Promise<NewEvidence | undefined> {
  const known = readKnown(home.clock);
  const boot = await readBootClock(procFolder, now);
  if (known !== undefined && boot !== null && known.bootId === boot.bootId) {
    const movedMs = Date.parse(boot.bootedAt) - Date.parse(known.bootedAt);
    if (Math.abs(movedMs) <= CLOCK_TOLERANCE_MS) return undefined;
    return jumpOf(new Date(now.getTime() - movedMs), now, { by: 'boot', whileStopped: true });
  }
  const read = await readLastProofs(home.proofs);
  const last = read.kind === 'proofs' ? read.proofs.stored?.at : undefined;
  if (last === undefined || Date.parse(last) - now.getTime() <= CLOCK_TOLERANCE_MS) return undefined;
  return jumpOf(new Date(last), now, { by: 'last-record', whileStopped: true });
}

/** Keeps what the next start compares with: at each start, and when a jump is on record. */
export async function keepClock(file: string, now: Date, procFolder = '/proc'): Promise<void> {
  const boot = await readBootClock(procFolder, now);
  if (boot !== null) writePrivateFile(file, `${JSON.stringify(boot)}\n`);
}

function readKnown(file: string): z.infer<typeof Known> | undefined {
  try {
    return Known.parse(JSON.parse(readIfThere(file) ?? ''));
  } catch {
    return undefined;
  }
}

const jumpOf = (from: Date, to: Date, more: Record<string, string | boolean>): NewEvidence => ({
  type: 'lifecycle',
  event: 'clock-jumped',
  detail: {
    from: from.toISOString(),
    to: to.toISOString(),
    seconds: Math.round((to.getTime() - from.getTime()) / 1000),
    ...more,
  },
});
