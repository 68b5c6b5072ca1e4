import { ActivityQuery } from '@sallyport/fleet-protocol';

/**
 * What the list shows, as the URL says it. The names are those of the API's query, so a link to the console can be
 * turned into a request by hand. A value the API would refuse is dropped: an old link shows more, never an error.
 */
export const FILTER_NAMES = [
  'q',
  'verdict',
  'kind',
  'agent',
  'type',
  'tool',
  'session',
  'device',
  'policy',
  'rule',
  'since',
  'until',
] as const;
export type FilterName = (typeof FILTER_NAMES)[number];
export type Filters = { readonly [Name in FilterName]?: NonNullable<ActivityQuery[Name]> };

/** Search parameters of the page: the filters, and the record that is open beside the list. */
export type ActivitySearch = Filters & { readonly record?: string };

const RECORD_ID = /^[^/]{1,200}\/[^/]{1,64}\/\d{1,15}$/;

export const readSearch = (raw: Readonly<Record<string, unknown>>): ActivitySearch => {
  // Each value is put in only when the schema of its own name has accepted it.
  const search: Record<string, string> = {};
  for (const name of FILTER_NAMES) {
    const parsed = ActivityQuery.shape[name].safeParse(raw[name]);
    if (parsed.success && parsed.data !== undefined && parsed.data !== '') search[name] = parsed.data;
  }
  const record = raw['record'];
  if (typeof record === 'string' && RECORD_ID.test(record)) search['record'] = record;
  return search;
};

export const filterParams = (filters: Filters): URLSearchParams => {
  const params = new URLSearchParams();
  for (const name of FILTER_NAMES) {
    const value = filters[name];
    if (value !== undefined && value !== '') params.set(name, value);
  }
  return params;
};

export const hasFilters = (filters: Filters): boolean => filterParams(filters).size > 0;

/** Plain `?a=b`, where the router's own form would put quotes round `q=123`. */
export const parseSearchText = (text: string): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(text));

export const searchText = (search: Readonly<Record<string, unknown>>): string => {
  const clean = readSearch(search);
  const params = filterParams(clean);
  if (clean.record !== undefined) params.set('record', clean.record);
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
};
