import { existsSync } from 'node:fs';
import type { NewEvidence } from '@sallyport/action-model';
import type { Spool } from '../spool/spool.ts';
import type { StateHome } from '../state-home.ts';
import { HookGaps } from './hook-gaps.ts';
import { Intake } from './intake.ts';
import { keptEvidence, takeOfflineEvidence } from './offline-evidence.ts';

export type Collected = { taken: number; bad: number };

/** Takes what hooks could only leave in files into the chain, one round at a time. */
export class KeptCollector {
  readonly #folder: string;
  readonly #note: string;
  readonly #gaps: HookGaps;
  readonly #intake: Intake;

  constructor(
    home: Pick<StateHome, 'offlineEvidence' | 'hookGaps' | 'intake' | 'spool'>,
    spool: Pick<Spool, 'append' | 'statistics'>,
    nowMs?: () => number,
  ) {
    this.#folder = home.offlineEvidence;
    this.#note = home.intake;
    this.#gaps = new HookGaps(home.hookGaps, nowMs);
    this.#intake = new Intake(home.intake, home.spool, spool);
  }

  /** `tookIn` is told of each decision that is in the chain now. */
  async round(tookIn: (evidence: NewEvidence) => void): Promise<Collected> {
    const gaps = this.#gaps.waiting();
    const nothing = { taken: 0, bad: 0 };
    // The note of a round that a kill ended goes too.
    if (gaps.length + keptEvidence(this.#folder).length === 0 && !existsSync(this.#note)) return nothing;
    if (!(await this.#intake.begin())) return nothing;
    const collected = await takeOfflineEvidence(this.#folder, async (name, evidence) => {
      const isTaken = await this.#intake.take(name, evidence);
      if (isTaken) tookIn(evidence);
      return isTaken;
    });
    let all = collected.all;
    for (const name of gaps) all = (await this.#gaps.take(name, this.#intake)) && all;
    if (all) this.#intake.end([this.#folder, this.#gaps.folder].filter((folder) => existsSync(folder)));
    return collected;
  }
}
