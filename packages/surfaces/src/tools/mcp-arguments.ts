import type { HostUse, PathUse } from '@sallyport/action-model';
import { draft, sample, samples, type ActionDraft } from '../actions/action-draft.ts';
import { canonicalJson } from '../actions/canonical-json.ts';
import { urlUse } from '../actions/url-use.ts';
import { looksLikePath, mentionedPaths } from './file-tools.ts';
import { pathUse } from './path-uses.ts';
import type { ToolPlace } from './tool-reader.ts';

/** Below the model's own limits by the one entry that says "and more". */
const MAX_HOSTS = 1023;
const PATH_KEY =
  /^(?:path|paths|file|files|file_?path|file_?name|dir|directory|folder|source|destination|uri)$/i;

interface NamedString {
  readonly key: string;
  readonly text: string;
}

/** Every string in the arguments with the key it stands under; without recursion, for arguments nest as they like. */
const stringsOf = (input: unknown): readonly NamedString[] => {
  const found: NamedString[] = [];
  const queue: { key: string; value: unknown }[] = [{ key: '', value: input }];
  for (let next = queue.pop(); next; next = queue.pop()) {
    const { key, value } = next;
    if (typeof value === 'string') found.push({ key, text: value });
    else if (typeof value === 'object' && value !== null) {
      // An item of a list stands under the list's key.
      for (const [name, item] of Object.entries(value))
        if (typeof item === 'string' || typeof item === 'object')
          queue.push({ key: Array.isArray(value) ? key : name, value: item });
    }
  }
  return found.reverse();
};

const isUrl = (text: string): boolean => text.length <= 8192 && /^\s*[a-z][a-z0-9+.-]*:[\\/]{2}/i.test(text);

/** More than fits is not left out: it counts as anyone. */
const ANYONE: HostUse = { host: '?', registrableDomain: '?', direction: 'both', zone: 'public' };

const bounded = <Item>(items: Iterable<Item>, max: number, more: Item): Item[] => {
  const all = [...items];
  return all.length > max ? [...all.slice(0, max), more] : all;
};

/**
 * A tool whose meaning nobody declared: a `tool.call` with the paths and hosts that its arguments name, so that
 * rules on places hold for it too.
 */
export const toolCallOf = (
  input: unknown,
  place: ToolPlace,
  effects: ActionDraft['effects'] = [],
): ActionDraft => {
  const paths = new Map<string, readonly PathUse[]>();
  const hosts = new Map<string, HostUse>();
  for (const { key, text } of stringsOf(input)) {
    const url = isUrl(text) ? urlUse(text, { direction: 'both' }) : undefined;
    for (const host of url?.hosts ?? []) hosts.set(`${host.scheme}//${host.host}:${host.port}`, host);
    const file = url ? url.file : looksLikePath(text) || PATH_KEY.test(key) ? text : undefined;
    if (file !== undefined && file !== '' && file.length <= 4096)
      paths.set(file, url ? [pathUse(file, 'read', place)] : mentionedPaths(file, place));
  }
  return draft(
    'tool.call',
    {},
    {
      effects,
      paths: [...paths.values()].flat(),
      hosts: bounded(hosts.values(), MAX_HOSTS, ANYONE),
      samples: samples(sample('arguments', canonicalJson(input))),
    },
  );
};
