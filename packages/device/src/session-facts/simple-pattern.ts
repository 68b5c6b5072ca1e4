/**
 * Does a text match a pattern of an administrator's settings? Only plain ones are read: letters, escaped signs, `.*`, and
 * the two ends. The text is somebody else's, so an engine that goes back and forth over it is out of the question; of a
 * pattern that says more, nothing is known (undefined).
 */
export const matchesSimply = (pattern: string, text: string): boolean | undefined => {
  const [, start = '', body = '', end = ''] = /^(\^?)(.*?)((?<!\\)\$)?$/s.exec(pattern) ?? [];
  const parts: string[] = [start === '' ? '*' : ''];
  for (const [token] of body.matchAll(/\.\*|\\?[^]/g)) {
    if (token === '.*') parts.push('*');
    else if (/^\\[^A-Za-z0-9]$/.test(token)) parts.push(token.slice(1));
    else if (/^[\w\-/:@ ~%]$/.test(token)) parts.push(token);
    else return undefined;
  }
  if (end === '') parts.push('*');
  return matchesParts(parts.map((part) => (part === '*' ? '\0' : part)).join(''), text);
};

/** NUL stands for any text; in between, the first place that fits is as good as any other. */
const matchesParts = (parts: string, text: string): boolean => {
  const [first = '', ...others] = parts.split('\0');
  const last = others.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
    return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const part of others) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
};
