import { isKnown, UNKNOWN } from '../field.ts';
import { decodeBase64, decodeHex } from '../text/decode.ts';

/** What methods of texts and paths make of a text that is known: `.format(…)`, `.joinpath(…)`, `[::-1]`. */
interface TextValue {
  readonly text: string;
  readonly list?: readonly string[];
}

export const turnRound = (text: string): string => Array.from(text).toReversed().join('');

/** `%s` and `{}` in their turn. */
export const fillPlaces = (format: string, values: readonly string[]): string => {
  let at = 0;
  return format.replaceAll(/%[-\d.]*[sd]|\{(\d*)\}/g, (_, place: string | undefined) => {
    const value = place === undefined || place === '' ? values[at++] : values[Number(place)];
    return value ?? UNKNOWN;
  });
};

/** The folder that a path lies in; `.` stands for the current one, as `os.getcwd()` and `__dirname` do. */
export function folderOf(path: string): string {
  if (/(?:^|\/)\.{1,2}$/.test(path)) return `${path}/..`;
  const slash = path.lastIndexOf('/');
  if (slash < 0) return isKnown(path) ? '.' : UNKNOWN;
  return slash === 0 ? '/' : path.slice(0, slash);
}

/** Parts put together as `join` of paths does: an absolute one starts anew. */
export const joinPath = (parts: readonly string[]): string =>
  parts.reduce((path, part) => (part.startsWith('/') || path === '' ? part : `${path}/${part}`), '');

export function changeText(
  method: string,
  value: TextValue,
  list: readonly string[],
  home: string,
): string | undefined {
  const [first = '', second = ''] = list;
  switch (method) {
    case 'replace':
    case 'gsub':
      return first === '' || value.text.length > 4096
        ? value.text
        : value.text.replaceAll(first, () => second);
    case 'homedir':
    case 'home':
      return home;
    case 'join':
      // `''.join([…])` in python joins the list; `[…].join('')` elsewhere joins itself.
      if (value.text === UNKNOWN)
        return list
          .map((part) => part.replace(/^\/+(?=.)/, ''))
          .join('/')
          .replace(/^(?!\/)/, list[0]?.startsWith('/') ? '/' : '');
      return value.list ? value.list.join(first) : first;
    case 'expanduser':
    case 'decode':
    case 'encode':
    case 'strip':
    case 'trim':
    case 'toString':
    case 'absolute':
      return value.text;
    case 'resolve':
    case 'normalize':
      // `require('path').resolve(a, b)`: a path's own method has no arguments.
      return value.text === UNKNOWN && list.length > 0 ? joinPath(list) : value.text;
    case 'joinpath':
      return joinPath([value.text, ...list]);
    case 'with_name':
      return joinPath([folderOf(value.text), first]);
    case 'dirname':
      return list.length > 0 ? folderOf(first) : undefined;
    case 'format':
      return fillPlaces(value.text, list);
    case 'b64decode':
    case 'urlsafe_b64decode':
    case 'decode64':
      return isKnown(first) ? decodeBase64(first) : UNKNOWN;
    case 'unhexlify':
    case 'fromhex':
      return isKnown(first) ? decodeHex(first) : UNKNOWN;
    case 'reverse':
      return Array.from(value.text).toReversed().join('');
    default:
      return undefined;
  }
}
