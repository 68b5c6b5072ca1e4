/** Nesting beyond this is no tool's input; refusing it keeps the walk below off the end of the stack. */
const MAX_DEPTH = 256;

/**
 * One text for one value, whatever order its keys came in: keys by UTF-16 code units, no spaces, numbers and
 * strings as ECMAScript writes them (the rules of RFC 8785; a lone surrogate is escaped instead of refused).
 * `undefined` when the value is nested too deep.
 */
export const canonicalJson = (value: unknown, depth = 0): string | undefined => {
  if (depth > MAX_DEPTH) return undefined;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  return Array.isArray(value) ? listText(value, depth) : objectText(value, depth);
};

const listText = (items: readonly unknown[], depth: number): string | undefined => {
  let out = '[';
  for (const item of items) {
    const text = canonicalJson(item, depth + 1);
    if (text === undefined) return undefined;
    out += out === '[' ? text : `,${text}`;
  }
  return `${out}]`;
};

const objectText = (value: object, depth: number): string | undefined => {
  // Without a comparison of its own `sort` goes by UTF-16 code units, and several times as fast.
  const names = Object.keys(value).sort();
  let out = '{';
  for (const name of names) {
    // Own members only, as `Object.keys` named them.
    const text = canonicalJson((value as Readonly<Record<string, unknown>>)[name], depth + 1);
    if (text === undefined) return undefined;
    out += `${out === '{' ? '' : ','}${JSON.stringify(name)}:${text}`;
  }
  return `${out}}`;
};
