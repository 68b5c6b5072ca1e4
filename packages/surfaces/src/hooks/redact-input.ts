/** A value that is not to go on, and what stands in its place. */
export interface TakenOut {
  readonly value: string;
  readonly kind: string;
}

/** No tool's input is nested deeper and still meant for a reader. */
const MAX_DEPTH = 32;

/**
 * A tool's input with these values taken out of all its strings; undefined when one of them stands in none, as it is when a detector
 * found it in another spelling. Names of fields are left as they are: they are the tool's.
 */
export const redactInput = (
  input: unknown,
  taken: readonly TakenOut[],
): Readonly<Record<string, unknown>> | undefined => {
  // The longest first: one may stand in another.
  const values = taken.toSorted((left, right) => right.value.length - left.value.length);
  const found = new Set<string>();
  const redacted = walk(input, 0, (text) =>
    values.reduce((left, { value, kind }) => {
      if (value === '' || !left.includes(value)) return left;
      found.add(value);
      return left.replaceAll(value, () => `[redacted:${kind}]`);
    }, text),
  );
  // One that stood only inside a longer one is gone with it.
  const isGone = ({ value }: TakenOut): boolean =>
    found.has(value) || [...found].some((longer) => longer.includes(value));
  const isObject = typeof redacted === 'object' && redacted !== null && !Array.isArray(redacted);
  return isObject && values.length > 0 && values.every(isGone)
    ? // Neither null nor a list: a record.
      (redacted as Record<string, unknown>)
    : undefined;
};

const walk = (value: unknown, depth: number, change: (text: string) => string): unknown => {
  if (typeof value === 'string') return change(value);
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) return value.map((item) => walk(item, depth + 1, change));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, walk(item, depth + 1, change)]),
  );
};
