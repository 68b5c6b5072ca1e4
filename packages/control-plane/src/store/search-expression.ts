import { hash } from 'node:crypto';
import type { ActivityItem, ActivityQuery } from '@sallyport/fleet-protocol';

const FILTERS = ['verdict', 'kind', 'agent', 'type', 'tool', 'session', 'device'] as const;
type Filters = Partial<Record<(typeof FILTERS)[number], string | null | undefined>>;
/** A record has as many of these as rules spoke. The pair is a tag of its own, so that `policy` and `rule` together mean one rule. */
type OtherTag = 'policy' | 'rule' | 'ruleofpolicy' | 'component';

const MAX_KNOWN_TAGS = 10_000;
const knownTags = new Map<string, string>();

/**
 * Stands before every tag. The tokenizer takes it for a letter, and it is of the private-use characters that neither a
 * record's text nor a person's search is let through with: no word can be a tag.
 */
const TAG_MARK = '\uE000';

/**
 * One term for a filter value, whatever the value is. 80 bits, so nobody can make two values meet. The values of a day
 * repeat, so their terms are kept; a flood of new ones only empties what is kept.
 */
const tag = (filter: (typeof FILTERS)[number] | OtherTag, value: string): string => {
  const name = `${filter} ${value}`;
  const known = knownTags.get(name);
  if (known !== undefined) return known;
  const made = `${TAG_MARK}${filter}${hash('sha256', value, 'hex').slice(0, 20)}`;
  if (knownTags.size >= MAX_KNOWN_TAGS) knownTags.clear();
  knownTags.set(name, made);
  return made;
};

const tagsOf = (filters: Filters): string[] =>
  FILTERS.flatMap((filter) => {
    const value = filters[filter];
    return value === null || value === undefined ? [] : [tag(filter, value)];
  });

// JSON, so that no name can hold what divides the two.
const pairTag = (policy: string, rule: string): string => tag('ruleofpolicy', JSON.stringify([policy, rule]));

const ruleTag = ({ policy, rule }: Partial<ActivityQuery>): string[] => {
  if (policy !== undefined && rule !== undefined) return [pairTag(policy, rule)];
  if (policy !== undefined) return [tag('policy', policy)];
  return rule === undefined ? [] : [tag('rule', rule)];
};

/** What is indexed of a record beside its words. */
export const recordTags = (item: ActivityItem): string => {
  const spoke = item.rules.flatMap(({ policy, rule }) => [
    tag('policy', policy),
    tag('rule', rule),
    pairTag(policy, rule),
  ]);
  const components = (item.components ?? []).map((sha256) => tag('component', sha256));
  return [...tagsOf(item), ...new Set(spoke), ...components].join(' ');
};

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
  const component = query.component === undefined ? [] : [tag('component', query.component)];
  const tags = [...tagsOf(query), ...ruleTag(query), ...component];
  // Tags first: they are single terms, which is what the search can begin with most cheaply.
  const parts = [...tags.map((term) => `"${term}"`), ...words];
  return parts.length === 0 ? null : parts.join(' AND ');
};
