import type { TakePair } from './read-data.ts';

const FEWEST_LINES = 2;
/** A line of a mapping: indentation, dashes of lists, key, value. */
const LINE =
  /^([ \t]{0,200})((?:-[ ]+){0,8})("[^"\n]{1,128}"|'[^'\n]{1,128}'|[\w./@$-][\w ./@$-]{0,127}):(?:[ \t]+|$)/;
const ITEM = /^([ \t]{0,200})-[ ]+/;
const IGNORED = /^\s*(?:#|$|---|\.\.\.)/;
const LONGEST_PATH = 256;

/**
 * The lines of YAML that say `key: value` or `- value`, by indentation. This is not a YAML parser: block scalars, flow
 * collections, anchors and tags are not understood; their lines are passed over or given as they stand.
 */
export function yamlPairs(source: string, take: TakePair): boolean {
  const lines = source.split('\n');
  const known = lines.filter((line) => LINE.test(line) || ITEM.test(line) || IGNORED.test(line)).length;
  const keyed = lines.filter((line) => LINE.test(line)).length;
  if (keyed < FEWEST_LINES || known < lines.length * 0.8) return false;
  const parents: { indent: number; path: string; index: number }[] = [{ indent: -1, path: '', index: -1 }];
  let lineStart = 0;
  for (const line of lines) {
    if (!IGNORED.test(line)) {
      const pair = LINE.exec(line);
      const match = pair ?? ITEM.exec(line);
      if (match && !readLine(line, match, pair !== null)) return true;
    }
    lineStart += line.length + 1;
  }
  return true;

  function readLine(line: string, match: RegExpExecArray, keyed: boolean): boolean {
    const isItem = !keyed || (match[2] ?? '') !== '';
    const indent = match[1]?.length ?? 0;
    // An item may stand as far left as the key of its list.
    while (parents.length > 1 && (parents.at(-1)?.indent ?? -1) >= indent + (isItem ? 1 : 0)) parents.pop();
    const parent = parents.at(-1);
    let path = parent?.path ?? '';
    if (isItem && parent) path = `${path}[${++parent.index}]`;
    if (keyed) {
      if (isItem) parents.push({ indent: indent + 1, path, index: -1 });
      const key = (match[3] ?? '').replace(/^(["'])(.*)\1$/, '$2');
      path = (path === '' ? key : `${path}.${key}`).slice(0, LONGEST_PATH);
      parents.push({ indent: indent + (match[2]?.length ?? 0), path, index: -1 });
    }
    const rest = line.slice(match[0].length).trimEnd();
    const quoted = /^(["'])(.*)\1$/.exec(rest);
    const value = quoted ? (quoted[2] ?? '') : rest.replace(/ #.*$/, '').trimEnd();
    if (value === '') return true;
    const start = lineStart + match[0].length + (quoted ? 1 : 0);
    return take(path, value, start, start + value.length);
  }
}
