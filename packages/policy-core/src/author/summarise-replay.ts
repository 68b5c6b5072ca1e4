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

/** Takes replayed records one after the other and keeps only what the summary needs of them. */
export interface ReplayTotals {
  readonly add: (record: ReplayedRecord) => void;
  readonly summary: () => ReplaySummary;
}

export const replayTotals = (): ReplayTotals => {
  let replayed = 0;
  let changed = 0;
  let altered = 0;
  const notReplayable = new Map<string, number>();
  const changedBy = { user: changedRows(), tool: changedRows(), path: changedRows() };
  const prompts = promptsByDay();
  return {
    add: (record) => {
      if (!isReplayed(record)) {
        notReplayable.set(record.notReplayable, (notReplayable.get(record.notReplayable) ?? 0) + 1);
        return;
      }
      replayed += 1;
      if (record.altered) altered += 1;
      prompts.add(record);
      if (!isChanged(record)) return;
      changed += 1;
      changedBy.user.add(record, [record.user ?? 'unknown']);
      changedBy.tool.add(record, [record.tool ?? 'none']);
      changedBy.path.add(record, record.paths);
    },
    summary: () => ({
      replayed,
      changed,
      changedBy: { user: changedBy.user.rows(), tool: changedBy.tool.rows(), path: changedBy.path.rows() },
      prompts: prompts.days(),
      notReplayable: {
        count: [...notReplayable.values()].reduce((sum, count) => sum + count, 0),
        why: [...notReplayable].map(([why, count]) => ({ why, count })).toSorted(mostFirst((row) => row.why)),
      },
      alteredByRedaction: altered,
    }),
  };
};

export const summarise = (records: readonly ReplayedRecord[]): ReplaySummary => {
  const totals = replayTotals();
  for (const record of records) totals.add(record);
  return totals.summary();
};

/** Names come from evidence, so there can be any number of them; what is beyond is counted under one name. */
const MAX_ROWS = 10_000;
const OTHERS = '(others)';

const changedRows = () => {
  const rows = new Map<string, { name: string; from: Verdict; to: Verdict; count: number }>();
  return {
    add: (record: Replayed, names: readonly string[]): void => {
      // A change that stages hide is one of what policy says.
      const isEnforced = record.before.enforced !== record.after.enforced;
      const from = isEnforced ? record.before.enforced : record.before.verdict;
      const to = isEnforced ? record.after.enforced : record.after.verdict;
      for (const given of names) {
        const isKnown = rows.size < MAX_ROWS || rows.has(JSON.stringify([given, from, to]));
        const name = isKnown ? given : OTHERS;
        const key = JSON.stringify([name, from, to]);
        const row = rows.get(key);
        if (row === undefined) rows.set(key, { name, from, to, count: 1 });
        else row.count += 1;
      }
    },
    rows: (): readonly ChangedRow[] =>
      [...rows.values()].toSorted(mostFirst((row) => `${row.name} ${row.from} ${row.to}`)),
  };
};

const mostFirst =
  <Row extends { readonly count: number }>(nameOf: (row: Row) => string) =>
  (left: Row, right: Row): number =>
    right.count - left.count || (nameOf(left) < nameOf(right) ? -1 : 1);

const promptsByDay = () => {
  const days = new Map<string, { readonly before: Set<string>; readonly after: Set<string> }>();
  return {
    add: ({ at, device, session, digest, before, after }: Replayed): void => {
      if (!before.asks && !after.asks) return;
      const day = at.slice(0, 10);
      const asked = days.get(day) ?? { before: new Set(), after: new Set() };
      days.set(day, asked);
      // The same deed, tried again once somebody has answered, is one question.
      const deed = JSON.stringify([device, session, digest]);
      if (before.asks) asked.before.add(deed);
      if (after.asks) asked.after.add(deed);
    },
    days: (): readonly PromptsOfDay[] =>
      [...days]
        .map(([day, asked]) => ({ day, before: asked.before.size, after: asked.after.size }))
        .toSorted((left, right) => (left.day < right.day ? -1 : 1)),
  };
};
