import { keepOfflineEvidence } from '../offline/offline-evidence.ts';
import type { StateHome } from '../state-home.ts';
import { decideWithoutGuard, type Outgoing } from './decide-without-guard.ts';
import { GapKeeper } from './gap-keeper.ts';
import type { Asked } from './guard-link.ts';

/** What stands in for the guard while nobody answers: it decides by the last resort, and puts on record that it did. */
export type WithoutGuard = {
  readonly decide: (asked: Asked) => readonly Outgoing[];
  readonly end: () => void;
};

export function openWithoutGuard(server: string, home: StateHome): WithoutGuard {
  const gaps = new GapKeeper(server, (evidence) =>
    keepOfflineEvidence(home.offlineEvidence, evidence, new Date()),
  );
  return {
    decide: (asked) => {
      const { out, gap } = decideWithoutGuard(asked, server, home.lastResort);
      // On record before it goes on.
      if (gap !== undefined) gaps.add(gap);
      return out;
    },
    end: () => gaps.flush(),
  };
}
