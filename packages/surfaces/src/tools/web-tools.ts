import { z } from 'zod';
import { draft, sample, samples, type ActionDraft } from '../actions/action-draft.ts';
import { urlUse } from '../actions/url-use.ts';
import { pathUse } from './path-uses.ts';
import { toolReader, type ToolPlace, type ToolReader } from './tool-reader.ts';

export const Url = z.string().min(1).max(8192);

/** Fetching a `file:` URL is reading a file, whatever the tool is called. */
export const fetchOf = (given: string, place: ToolPlace, prompt?: string): ActionDraft => {
  const { url, hosts, file } = urlUse(given, { direction: 'both', defaultScheme: 'https' });
  return file === undefined
    ? draft('web.fetch', { url }, { effects: ['external'], hosts, samples: samples(sample('query', prompt)) })
    : draft('file.read', {}, { paths: [pathUse(file, 'read', place)] });
};

const fetch = toolReader(
  ['web.fetch', 'file.read'],
  z.object({ url: Url, prompt: z.string().optional() }),
  ({ url, prompt }, place) => [fetchOf(url, place, prompt)],
);

const search = toolReader(['web.search'], z.object({ query: z.string().max(8192) }), ({ query }) => [
  draft('web.search', { query }, { effects: ['external'], samples: samples(sample('query', query)) }),
]);

export const webTools: Readonly<Record<string, ToolReader>> = {
  WebFetch: fetch,
  mcp__workspace__web_fetch: fetch,
  WebSearch: search,
};
