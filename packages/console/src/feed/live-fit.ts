import type { ActivityItem, StreamQuery } from '@sallyport/fleet-protocol';
import type { Filters } from '../activity/filters.ts';

/** The filters that the stream applies itself; for the others the page has to look. */
export const streamQuery = ({ q: _q, since: _since, until: _until, ...rest }: Filters): StreamQuery => rest;

/**
 * Does a live record belong in a filtered list? Full text is searched over fields that the short form doesn't
 * carry, so there only the control plane can tell: `ask`.
 */
export const liveFit = (filters: Filters, item: ActivityItem): 'yes' | 'no' | 'ask' => {
  if (filters.since !== undefined && item.at < filters.since) return 'no';
  // As the control plane has it: `until` is the first moment that is out.
  if (filters.until !== undefined && item.at >= filters.until) return 'no';
  return filters.q === undefined ? 'yes' : 'ask';
};
