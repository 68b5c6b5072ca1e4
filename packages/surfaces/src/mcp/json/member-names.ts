/*
 * Readers that take the names of members in any case (Go's `encoding/json` does, and folds `ſ` and the Kelvin sign too)
 * read another message than was judged when two names differ in nothing else. So such names are refused
 * where a reader has fields of its own for them.
 */

const PLAIN = /^[a-z0-9_$./-]*$/;

const folded = (name: string): string => (PLAIN.test(name) ? name : name.toUpperCase().toLowerCase());

/** A member whose name is one of `known` but for its case. */
export const misspelt = (value: object, known: ReadonlySet<string>): string | undefined =>
  Object.keys(value).find((name) => !known.has(name) && known.has(folded(name)));

/** A member whose name differs from another one's in its case only; anywhere below. */
export const namedTwice = (value: unknown): string | undefined => {
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (!Array.isArray(next)) {
      const twin = twinIn(Object.keys(next));
      if (twin !== undefined) return twin;
    }
    for (const item of Object.values(next)) if (typeof item === 'object' && item !== null) waiting.push(item);
  }
  return undefined;
};

const twinIn = (names: readonly string[]): string | undefined => {
  if (names.every((name) => PLAIN.test(name))) return undefined;
  const seen = new Set<string>();
  for (const name of names) {
    const fold = folded(name);
    if (seen.has(fold)) return name;
    seen.add(fold);
  }
  return undefined;
};
