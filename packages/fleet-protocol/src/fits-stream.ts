import type { ActivityItem } from './activity.ts';
import type { StreamQuery } from './stream.ts';

const OWN_FIELDS = ['verdict', 'kind', 'agent', 'type', 'tool', 'session', 'device'] as const;

/**
 * Does a record belong to a filtered stream? The same question that the list's index answers, from the short form
 * alone, for whoever has no index. `policy` and `rule` together mean one rule that is both.
 */
export const fitsStream = (item: ActivityItem, query: StreamQuery): boolean =>
  OWN_FIELDS.every((name) => query[name] === undefined || query[name] === item[name]) &&
  ((query.policy === undefined && query.rule === undefined) ||
    item.rules.some(
      ({ policy, rule }) =>
        (query.policy === undefined || query.policy === policy) &&
        (query.rule === undefined || query.rule === rule),
    ));
