/** Nesting beyond this is no tool's input; refusing it keeps the walk below off the end of the stack. */
const MAX_DEPTH = 256;

/**
 * One text for one value, whatever order its keys came in: keys by UTF-16 code units, no spaces, numbers and
 * strings as ECMAScript writes them (the rules of RFC 8785; a lone surrogate is escaped instead of refused).
 * `undefined` when the value is nested too deep.
 */
export const canonicalJson = (value: unknown, depth = 0): string | undefined => {
  if (depth > MAX_DEPTH) return undefined;
  if (Array.isArray(value)) return join(value, '[', ']', (item) => canonicalJson(item, depth + 1));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return join(entries, '{', '}', ([key, item]) => {
      const text = canonicalJson(item, depth + 1);
      return text === undefined ? undefined : `${JSON.stringify(key)}:${text}`;
    });
  }
  return JSON.stringify(value) ?? 'null';
};

const join = <Item>(
  items: readonly Item[],
  open: string,
  close: string,
  write: (item: Item) => string | undefined,
): string | undefined => {
  const parts: string[] = [];
  for (const item of items) {
    const part = write(item);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return open + parts.join(',') + close;
};
