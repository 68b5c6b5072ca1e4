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

/** `keeps`: where evidence can be left. On a managed machine nobody but the guard writes any, and the table is not for people: all is closed. */
export function openWithoutGuard(server: string, home: StateHome, keeps = true): WithoutGuard {
  const gaps = new GapKeeper(server, (evidence) => {
    if (keeps) keepOfflineEvidence(home.offlineEvidence, evidence, new Date());
  });
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
