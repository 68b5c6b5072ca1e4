import type { Verdict } from '@sallyport/action-model';
import type { ReplayedRecord } from './replay.ts';

/** Changed decisions that have something in common. */
export interface ChangedRow {
  readonly name: string;
  readonly from: Verdict;
  readonly to: Verdict;
  readonly count: number;
}

export interface PromptsOfDay {
  /** In UTC. */
  readonly day: string;
  readonly before: number;
  readonly after: number;
}

export interface ReplaySummary {
  readonly replayed: number;
  readonly changed: number;
  /** Only changed ones, by what was enforced; most first. */
  readonly changedBy: {
    readonly user: readonly ChangedRow[];
    readonly tool: readonly ChangedRow[];
    readonly path: readonly ChangedRow[];
  };
  /** How often people were asked, and would have been: one deed of a session once a day. */
  readonly prompts: readonly PromptsOfDay[];
  readonly notReplayable: {
    readonly count: number;
    readonly why: readonly { readonly why: string; readonly count: number }[];
  };
  /** Of those replayed: redaction took out something that conditions see, so they may differ by that alone. */
  readonly alteredByRedaction: number;
}

type Replayed = Extract<ReplayedRecord, { readonly after: unknown }>;

const isReplayed = (record: ReplayedRecord): record is Replayed => 'after' in record;

export const isChanged = (record: ReplayedRecord): record is Replayed =>
  isReplayed(record) &&
  (record.after.verdict !== record.before.verdict || record.after.enforced !== record.before.enforced);

export const summarise = (records: readonly ReplayedRecord[]): ReplaySummary => {
  const replayed = records.filter(isReplayed);
  const changed = records.filter(isChanged);
  const left = records.flatMap((record) => ('notReplayable' in record ? [record.notReplayable] : []));
  return {
    replayed: replayed.length,
    changed: changed.length,
    changedBy: {
      user: rowsOf(changed, ({ user }) => [user ?? 'unknown']),
      tool: rowsOf(changed, ({ tool }) => [tool ?? 'none']),
      path: rowsOf(changed, ({ paths }) => paths),
    },
    prompts: promptsOf(replayed),
    notReplayable: {
      count: left.length,
      why: [...countsOf(left)].map(([why, count]) => ({ why, count })).toSorted(mostFirst((row) => row.why)),
    },
    alteredByRedaction: replayed.filter(({ altered }) => altered).length,
  };
};

const rowsOf = (
  changed: readonly Replayed[],
  namesOf: (record: Replayed) => readonly string[],
): readonly ChangedRow[] => {
  const rows = new Map<string, { name: string; from: Verdict; to: Verdict; count: number }>();
  for (const record of changed) {
    // A change that stages hide is one of what policy says.
    const isEnforced = record.before.enforced !== record.after.enforced;
    const from = isEnforced ? record.before.enforced : record.before.verdict;
    const to = isEnforced ? record.after.enforced : record.after.verdict;
    for (const name of namesOf(record)) {
      const key = JSON.stringify([name, from, to]);
      const row = rows.get(key);
      if (row === undefined) rows.set(key, { name, from, to, count: 1 });
      else row.count += 1;
    }
  }
  return [...rows.values()].toSorted(mostFirst((row) => `${row.name} ${row.from} ${row.to}`));
};

const mostFirst =
  <Row extends { readonly count: number }>(nameOf: (row: Row) => string) =>
  (left: Row, right: Row): number =>
    right.count - left.count || (nameOf(left) < nameOf(right) ? -1 : 1);

const countsOf = (names: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
};

const promptsOf = (replayed: readonly Replayed[]): readonly PromptsOfDay[] => {
  const days = new Map<string, { readonly before: Set<string>; readonly after: Set<string> }>();
  for (const { at, device, session, digest, before, after } of replayed) {
    if (!before.asks && !after.asks) continue;
    const day = at.slice(0, 10);
    const asked = days.get(day) ?? { before: new Set(), after: new Set() };
    days.set(day, asked);
    // The same deed, tried again once somebody has answered, is one question.
    const deed = JSON.stringify([device, session, digest]);
    if (before.asks) asked.before.add(deed);
    if (after.asks) asked.after.add(deed);
  }
  return [...days]
    .map(([day, asked]) => ({ day, before: asked.before.size, after: asked.after.size }))
    .toSorted((left, right) => (left.day < right.day ? -1 : 1));
};
