/** A key's lines are full of base64 and nothing else, but for what sets a comment or a string apart. */
const LINE =
  /^[\s"'`#/*+,\\>|-]*(?:[A-Za-z0-9+/]{16,80}={0,2}|[A-Za-z0-9+/]{2,80}={1,2})(?:\\[nr]|[\s"'`#/*+,;\\-])*$/;
const MOST_LINES = 200;
const MOST_LINE = 160;

/** From a part of a key to the whole lines round it that could be its own. */
export const widenKeyLines = (text: string, start: number, end: number): readonly [number, number] => {
  let [from, to] = [start, end];
  // The line that the part stands in, where it is one of the key's.
  const first = lineStart(text, from);
  if (first !== undefined && /^[\sA-Za-z0-9+/"'`#*]*$/.test(text.slice(first, from))) from = first;
  for (let count = 0; count < MOST_LINES && from > 0; count++) {
    const above = lineStart(text, from - 1);
    if (above === undefined || !LINE.test(text.slice(above, from - 1))) break;
    from = above;
  }
  const last = lineEnd(text, to);
  if (last !== undefined && /^[\sA-Za-z0-9+/=]*(?:\\[nr])?[\s"'`+,;]*$/.test(text.slice(to, last))) to = last;
  for (let count = 0; count < MOST_LINES && to < text.length; count++) {
    const below = lineEnd(text, to + 1);
    if (below === undefined || !LINE.test(text.slice(to + 1, below))) break;
    to = below;
  }
  while (from < start && /\s/.test(text.charAt(from))) from++;
  while (to > end && /[\s"'`+,;]/.test(text.charAt(to - 1))) to--;
  return [from, to];
};

const lineStart = (text: string, at: number): number | undefined => {
  const before = text.slice(Math.max(0, at - MOST_LINE), at);
  const stop = before.lastIndexOf('\n');
  if (stop >= 0) return at - before.length + stop + 1;
  return at <= MOST_LINE ? 0 : undefined;
};

const lineEnd = (text: string, at: number): number | undefined => {
  const after = text.slice(at, at + MOST_LINE);
  const stop = after.indexOf('\n');
  if (stop >= 0) return at + stop;
  return at + MOST_LINE >= text.length ? text.length : undefined;
};
