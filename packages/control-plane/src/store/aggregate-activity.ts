import type { ActivityAggregate, AggregateQuery } from '@sallyport/fleet-protocol';
import type { StatementSync } from 'node:sqlite';
import { dayOf } from './day-segment.ts';
import { allRows, integer, text } from './sqlite.ts';

export const READ_HOURS = 'SELECT * FROM hourly';

const MAX_TOOLS = 50;
const FILTERS = ['verdict', 'kind', 'agent', 'type', 'tool', 'device'] as const;

const add = (counts: Map<string, number>, key: string, count: number): void => {
  counts.set(key, (counts.get(key) ?? 0) + count);
};

/** Counts from the hourly rollups, so whole hours: an hour is counted when any part of it lies between the moments. */
export const aggregateActivity = (
  query: AggregateQuery,
  days: readonly string[],
  hoursOf: (day: string) => StatementSync,
): ActivityAggregate => {
  const verdicts = new Map<string, number>();
  const tools = new Map<string, number>();
  const hours = new Map<string, { count: number; blocked: number }>();
  const firstHour = query.since?.slice(0, 13) ?? '';
  let total = 0;
  for (const day of days) {
    if (query.since !== undefined && day < dayOf(query.since)) continue;
    if (query.until !== undefined && day > dayOf(query.until)) continue;
    for (const row of allRows(hoursOf(day))) {
      const hour = `${day}T${String(integer(row, 'hour')).padStart(2, '0')}`;
      const start = `${hour}:00:00.000Z`;
      if (hour < firstHour || (query.until !== undefined && start >= query.until)) continue;
      if (FILTERS.some((name) => query[name] !== undefined && query[name] !== text(row, name))) continue;
      const count = integer(row, 'count');
      const verdict = text(row, 'verdict');
      const tool = text(row, 'tool');
      total += count;
      if (verdict !== '') add(verdicts, verdict, count);
      if (tool !== '') add(tools, tool, count);
      const known = hours.get(start) ?? { count: 0, blocked: 0 };
      known.count += count;
      known.blocked += text(row, 'enforced') === 'block' ? count : 0;
      hours.set(start, known);
    }
  }
  return {
    total,
    verdicts: Object.fromEntries(verdicts),
    tools: [...tools]
      .map(([tool, count]) => ({ tool, count }))
      .sort((left, right) => right.count - left.count || left.tool.localeCompare(right.tool))
      .slice(0, MAX_TOOLS),
    hours: [...hours]
      .map(([hour, counts]) => ({ hour, ...counts }))
      .sort((left, right) => left.hour.localeCompare(right.hour)),
  };
};
