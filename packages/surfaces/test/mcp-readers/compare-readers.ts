/*
 * Every mutant, read by the product and by five others: what goes on must be read by all as it was judged, and what they
 * don't agree on must not go on at all.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { canonicalMessage, readMessageBytes, type McpReading } from '@sallyport/surfaces';
import { mutants } from './mutants.ts';
import { normalForm } from './normal-form.ts';
import { parseWith, type ParserHabits } from './own-parser.ts';

export interface Comparison {
  readonly mutants: number;
  readonly forwarded: number;
  /** Of the bytes as they came, read in two ways by two readers that both take them for JSON. */
  readonly ambiguous: number;
  readonly letThrough: readonly string[];
}

type Reader = (bytes: Uint8Array) => unknown;

/** As programs do that never heard of bad UTF-8: what is no UTF-8 becomes U+FFFD. */
const lossy = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
/** As programs do that keep bytes. */
const asBytes = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
};
const own =
  (habits: ParserHabits, text: (bytes: Uint8Array) => string = asBytes): Reader =>
  (bytes) =>
    parseWith(text(bytes), habits);

const same = (name: string): string => name;
const READERS: Readonly<Record<string, Reader>> = {
  node: (bytes) => JSON.parse(lossy(bytes)) as unknown,
  'first name wins': own({ name: same, wins: 'first' }),
  'names cut at a NUL': own({ name: (name) => name.split('\0')[0] ?? '', wins: 'last' }),
  'halves of pairs replaced': (bytes) => wellFormed(JSON.parse(lossy(bytes))),
};

const wellFormed = (value: unknown): unknown => {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name.toWellFormed(), wellFormed(item)]),
  );
};

/** Fields by name in any case, the last one wins: a reader with fields of its own, so only those are compared. */
const ANY_CASE: ParserHabits = { name: (name) => name.toUpperCase().toLowerCase(), wins: 'last' };
const EXACT: ParserHabits = { name: same, wins: 'last' };
const fieldsRead = (bytes: Uint8Array, habits: ParserHabits): readonly (readonly string[])[] | undefined => {
  try {
    return [parseWith(asBytes(bytes), habits)].flat().map((message) => fieldsOf(message).map(normalForm));
  } catch {
    return undefined;
  }
};
/** What a tool calls its own arguments is its business: `Path` alone is judged as a path, and only beside `path` is it a trick. */
const differInAnyCase = (bytes: Uint8Array): boolean => {
  const exact = fieldsRead(bytes, EXACT);
  const folded = fieldsRead(bytes, ANY_CASE);
  return (
    exact?.some((fields, message) =>
      fields.some(
        (field, index) =>
          folded?.[message]?.[index] !== field && (index < OF_THE_PROTOCOL || field !== 'undefined'),
      ),
    ) === true
  );
};
const at = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Object.getOwnPropertyDescriptor(value, name)?.value
    : undefined;
const fieldsOf = (message: unknown): readonly unknown[] => {
  const params = at(message, 'params');
  const args = at(params, 'arguments');
  return [
    at(message, 'method'),
    at(message, 'id'),
    at(params, 'name'),
    at(params, 'uri'),
    at(args, 'path'),
    at(args, 'query'),
  ];
};
const OF_THE_PROTOCOL = 4;

const readAs = (reader: Reader, bytes: Uint8Array): string | undefined => {
  try {
    return normalForm(reader(bytes));
  } catch {
    return undefined;
  }
};

interface PythonAnswer {
  readonly raw: string | null;
  readonly forwarded: string | null;
  readonly lines: number;
}

export const compareReaders = (): Comparison => {
  const all = mutants().map(({ what, bytes }) => {
    const reading = readMessageBytes(bytes);
    return {
      what,
      bytes,
      reading,
      forwarded: reading.kind === 'unreadable' ? null : canonicalMessage(reading),
    };
  });
  const python = askPython(all);
  const letThrough: string[] = [];
  let ambiguous = 0;
  for (const [index, { what, bytes, reading, forwarded }] of all.entries()) {
    const answer = python[index];
    // What only tells may lose digits on its way; it goes on as the double that it is.
    const seen = isAsked(bytes) ? (form: string) => form : rounded;
    const readings = new Set(
      [...Object.values(READERS).map((reader) => readAs(reader, bytes)), answer?.raw ?? undefined]
        .filter((one) => one !== undefined)
        .map(seen),
    );
    const isAmbiguous = readings.size > 1 || differInAnyCase(bytes);
    if (isAmbiguous) ambiguous += 1;
    if (forwarded === null || reading.kind === 'unreadable') continue;
    const wrong = isAmbiguous ? 'goes on though readers differ' : readWrongly(reading, forwarded, answer);
    if (wrong !== undefined) letThrough.push(`${what}: ${wrong}: ${forwarded.slice(0, 300)}`);
  }
  return {
    mutants: all.length,
    forwarded: all.filter(({ forwarded }) => forwarded !== null).length,
    ambiguous,
    letThrough,
  };
};

/** Of what anybody reads as a request, every digit counts. */
const isAsked = (bytes: Uint8Array): boolean =>
  /"method"/i.test(asBytes(bytes)) && /"id"/i.test(asBytes(bytes));

const rounded = (form: string): string =>
  form.replaceAll(/#-?\d+/g, (number) => normalForm(Number(number.slice(1)) + 0));

const readWrongly = (
  reading: Exclude<McpReading, { kind: 'unreadable' }>,
  forwarded: string,
  answer: PythonAnswer | undefined,
): string | undefined => {
  const judged = rounded(normalForm(reading.message));
  const bytes = new TextEncoder().encode(forwarded);
  for (const [name, reader] of Object.entries(READERS))
    if (readAs(reader, bytes) !== judged) return `${name} reads something else`;
  if (answer?.forwarded !== judged) return 'python reads something else';
  if (answer.lines !== 1) return 'it is more than one line';
  if (differInAnyCase(bytes)) return 'names in any case read something else';
  const again = readMessageBytes(bytes);
  return again.kind === 'unreadable' || canonicalMessage(again) !== forwarded
    ? 'it changes when read again'
    : undefined;
};

const askPython = (
  all: readonly { readonly bytes: Uint8Array; readonly forwarded: string | null }[],
): readonly PythonAnswer[] => {
  const input = all
    .map(({ bytes, forwarded }) => JSON.stringify({ raw: Buffer.from(bytes).toString('base64'), forwarded }))
    .join('\n');
  const { stdout, status, stderr } = spawnSync('python3', [join(import.meta.dirname, 'python-reader.py')], {
    input,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    timeout: 60_000,
  });
  if (status !== 0) throw new Error(`python3 failed: ${stderr}`);
  // Lines of our own program.
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as PythonAnswer);
};
