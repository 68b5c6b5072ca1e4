import type { HostUse, PathUse } from '@sallyport/action-model';
import { draft, sample, samples, type ActionDraft } from '../action-draft.ts';
import { canonicalJson } from '../canonical-json.ts';
import { urlUse } from '../url-use.ts';
import { looksLikePath, mentionedPath } from './file-tools.ts';
import type { ToolPlace } from './tool-reader.ts';

const MAX_STRINGS = 2000;
const PATH_KEY =
  /^(?:path|paths|file|files|file_?path|file_?name|dir|directory|folder|source|destination|uri)$/i;

interface NamedString {
  readonly key: string;
  readonly text: string;
}

/** Every string in the arguments with the key it stands under, in order; bounded, breadth without recursion. */
const stringsOf = (input: unknown): readonly NamedString[] => {
  const found: NamedString[] = [];
  const queue: { key: string; value: unknown }[] = [{ key: '', value: input }];
  for (let next = queue.shift(); next && found.length < MAX_STRINGS; next = queue.shift()) {
    const { key, value } = next;
    if (typeof value === 'string') found.push({ key, text: value });
    else if (Array.isArray(value))
      queue.push(...value.slice(0, MAX_STRINGS).map((item) => ({ key, value: item })));
    else if (typeof value === 'object' && value !== null) {
      queue.push(...Object.entries(value).map(([name, item]) => ({ key: name, value: item })));
    }
  }
  return found;
};

const isUrl = (text: string): boolean => /^\s*[a-z][a-z0-9+.-]*:[\\/]{2}/i.test(text) && text.length <= 8192;

/**
 * A tool whose meaning nobody declared: a `tool.call` with the paths and hosts that its arguments name, so that
 * rules on places hold for it too.
 */
export const toolCallOf = (
  input: unknown,
  place: ToolPlace,
  effects: ActionDraft['effects'] = [],
): ActionDraft => {
  const paths: PathUse[] = [];
  const hosts: HostUse[] = [];
  for (const { key, text } of stringsOf(input)) {
    const url = isUrl(text) ? urlUse(text, { direction: 'both' }) : undefined;
    if (url) hosts.push(...url.hosts);
    const file = url ? url.file : looksLikePath(text) || PATH_KEY.test(key) ? text : undefined;
    if (file !== undefined && file !== '' && file.length <= 4096) paths.push(mentionedPath(file, place));
  }
  return draft(
    'tool.call',
    {},
    {
      effects,
      paths: paths.slice(0, MAX_STRINGS),
      hosts: hosts.slice(0, 1000),
      samples: samples(sample('arguments', canonicalJson(input))),
    },
  );
};
