import { base64OfText, textOfBase64 } from '../../results/base64-text.ts';

/** What is beyond it is not looked at, and said so where it claims to be a text. */
const MAX_BLOB = 8 * 1024 * 1024;
const MAX_BLOBS = 1000;
const PICTURES = /^(?:image|audio|video|font)\//i;
const TEXTS = /^(?:text\/|application\/(?:.*\+)?(?:json|xml|yaml|toml|javascript|x-sh|sql))/i;

/** Where the text stands in the meantime: no message has such a member, for a NUL in a name is refused. */
const TEXT = '\0text';

export interface BlobView {
  /** The value with the text of each such blob in its place. */
  readonly value: unknown;
  /** Those holders, with what stood there: one that did not change goes back as it came. */
  readonly blobs: ReadonlyMap<string, { readonly blob: string; readonly text: string }>;
  readonly cut: boolean;
}

type Holder = Readonly<Record<string, unknown>>;

/** Resources only: `blob` stands beside a `uri`, in the contents of a resource or in a resource in a result. */
export const withBlobTexts = (value: unknown): BlobView => {
  const blobs = new Map<string, { blob: string; text: string }>();
  let cut = false;
  const replace = (item: unknown, path: string): unknown => {
    if (!isHolder(item)) return item;
    const { blob, mimeType } = item;
    if (typeof blob !== 'string' || blob === '') return item;
    const type = typeof mimeType === 'string' ? mimeType : '';
    if (PICTURES.test(type) && !/svg/i.test(type)) return item;
    if (blob.length > MAX_BLOB || blobs.size >= MAX_BLOBS) {
      cut ||= TEXTS.test(type);
      return item;
    }
    const text = textOfBase64(blob);
    if (text === undefined || text === '') return item;
    blobs.set(path, { blob, text });
    return renamed(item, 'blob', TEXT, text);
  };
  return { value: mapHolders(value, replace), blobs, cut };
};

export const withoutBlobTexts = (value: unknown, { blobs }: BlobView): unknown =>
  blobs.size === 0
    ? value
    : mapHolders(value, (item, path) => {
        const before = blobs.get(path);
        const text = isHolder(item) ? item[TEXT] : undefined;
        if (before === undefined || !isHolder(item) || typeof text !== 'string') return item;
        return renamed(item, TEXT, 'blob', text === before.text ? before.blob : base64OfText(text));
      });

/** The same members in the same order, one of them under another name. */
const renamed = (holder: Holder, from: string, to: string, value: unknown): Holder =>
  Object.fromEntries(
    Object.entries(holder).map(([name, item]) => (name === from ? [to, value] : [name, item])),
  );

/** The places where MCP puts resources: `contents[]`, `content[].resource`, and the same within a task's `result`. */
const mapHolders = (value: unknown, change: (item: unknown, path: string) => unknown, at = ''): unknown => {
  if (!isHolder(value)) return value;
  let copy: Holder = value;
  const put = (name: string, changed: unknown): void => {
    if (changed !== copy[name]) copy = { ...copy, [name]: changed };
  };
  for (const name of ['contents', 'content'] as const) {
    const items = value[name];
    if (Array.isArray(items))
      put(
        name,
        mapList(items, (item, index) => mapItem(item, change, `${at}/${name}/${index}`)),
      );
    else if (isHolder(items)) put(name, mapItem(items, change, `${at}/${name}`));
  }
  const { messages } = value;
  if (Array.isArray(messages))
    put(
      'messages',
      mapList(messages, (item, index) => mapHolders(item, change, `${at}/messages/${index}`)),
    );
  if (isHolder(value['result'])) put('result', mapHolders(value['result'], change, `${at}/result`));
  return copy;
};

const mapItem = (item: unknown, change: (item: unknown, path: string) => unknown, path: string): unknown => {
  const changed = change(item, path);
  if (!isHolder(changed) || !isHolder(changed['resource'])) return changed;
  const resource = change(changed['resource'], `${path}/resource`);
  return resource === changed['resource'] ? changed : { ...changed, resource };
};

/** The very list where nothing in it changed. */
const mapList = (
  items: readonly unknown[],
  change: (item: unknown, index: number) => unknown,
): readonly unknown[] => {
  const changed = items.map(change);
  return changed.some((item, index) => item !== items[index]) ? changed : items;
};

const isHolder = (value: unknown): value is Holder =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
