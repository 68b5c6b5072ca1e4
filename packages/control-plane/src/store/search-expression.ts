import { createHash } from 'node:crypto';
import type { ActivityItem, ActivityQuery } from '@sallyport/fleet-protocol';

const FILTERS = ['verdict', 'kind', 'agent', 'type', 'tool', 'session', 'device'] as const;
type Filters = Partial<Record<(typeof FILTERS)[number], string | null | undefined>>;

/** One alphanumeric term for a filter value, whatever the value is. 80 bits, so nobody can make two values meet. */
const tag = (filter: (typeof FILTERS)[number], value: string): string =>
  `${filter}${createHash('sha256').update(value).digest('hex').slice(0, 20)}`;

const tagsOf = (filters: Filters): string[] =>
  FILTERS.flatMap((filter) => {
    const value = filters[filter];
    return value === null || value === undefined ? [] : [tag(filter, value)];
  });

/** What the `tags` column of a record holds. */
export const recordTags = (item: ActivityItem): string => tagsOf(item).join(' ');

/**
 * A person's search as FTS5 terms. The text is hostile: every word becomes a quoted string (a quote inside is
 * doubled), so none of FTS5's operators can be reached. Words without a letter or digit have nothing to search for.
 * The last word matches as a prefix, because it may still be being typed.
 */
const wordTerms = (q: string): string[] => {
  const words = q
    .replace(/\p{C}+/gu, ' ')
    .split(/\s+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .slice(0, 32);
  return words.map((word, index) => {
    const quoted = `"${word.replaceAll('"', '""')}"`;
    return index === words.length - 1 ? `${quoted}*` : quoted;
  });
};

/** The MATCH expression of a query; null when nothing narrows it and the table itself is the answer. */
export const searchExpression = (query: Partial<ActivityQuery>): string | null => {
  const words = wordTerms(query.q ?? '');
  const tags = tagsOf(query);
  const parts = [
    ...(words.length === 0 ? [] : [`text:(${words.join(' ')})`]),
    ...(tags.length === 0 ? [] : [`tags:(${tags.join(' ')})`]),
  ];
  return parts.length === 0 ? null : parts.join(' AND ');
};
