import type { ResultMark } from '../../results/rewrite-result.ts';

/** Where a client may read what was taken out of a result: no part of what the server said. */
export const REDACTIONS_KEY = 'sallyport/redactions';

const MAX_NOTES = 100;
/** Names in a result are its server's, and one of them may be of any length. */
const MAX_POINTER_CHARACTERS = 500;

/** One mark in a result: the string that holds it, and the place of the mark in it. */
interface RedactionNote {
  /** JSON Pointer from the result. */
  readonly pointer: string;
  /** In UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  /** The mark's own words, as in `[redacted:github-token#2]`. */
  readonly kind: string;
}

/** The first marks of a result; `total` tells of more than are named. */
export const redactionNotes = (
  marks: readonly ResultMark[],
): { readonly total: number; readonly marks: readonly RedactionNote[] } => ({
  total: marks.length,
  marks: marks.slice(0, MAX_NOTES).flatMap(({ path, ...mark }) => {
    const pointer = path.map((key) => `/${escaped(key)}`).join('');
    return pointer.length > MAX_POINTER_CHARACTERS ? [] : [{ pointer, ...mark }];
  }),
});

/** RFC 6901, section 3. */
const escaped = (key: string | number): string =>
  String(key).slice(0, MAX_POINTER_CHARACTERS).replaceAll('~', '~0').replaceAll('/', '~1');

/** The same result with this under our key of `_meta`, or with nothing there: what stood there is not its server's to say. */
export const withNotes = (result: unknown, notes: unknown): unknown => {
  if (!isRecord(result)) return result;
  const given = result['_meta'];
  if (given === undefined)
    return notes === undefined ? result : { ...result, _meta: { [REDACTIONS_KEY]: notes } };
  if (!isRecord(given) || (notes === undefined && !Object.hasOwn(given, REDACTIONS_KEY))) return result;
  const { [REDACTIONS_KEY]: _claimed, ...meta } = given;
  return { ...result, _meta: notes === undefined ? meta : { ...meta, [REDACTIONS_KEY]: notes } };
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
