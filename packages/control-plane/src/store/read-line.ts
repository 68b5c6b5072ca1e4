import { hash } from 'node:crypto';
import { EvidenceRecord } from '@sallyport/action-model';
import { hashedText, unsealLine } from '@sallyport/fleet-protocol';

/** What an uploaded line says about itself, before it is compared with what is stored. */
export type ReadLine = {
  readonly line: string;
  /** The hash at the end of the line, null when it has none. */
  readonly hash: string | null;
  /** The record's own number and predecessor, if they could be read. */
  readonly seq: number | null;
  readonly prev: string | null;
  /** Null when the line is not a record that this version knows. */
  readonly record: EvidenceRecord | null;
};

const jsonOf = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

const member = (value: unknown, name: string): unknown =>
  // A JSON value that is an object has string keys; which ones is what is being asked.
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;

export const readLine = (line: string): ReadLine => {
  const parsed = jsonOf(line);
  const seq = member(parsed, 'seq');
  const prev = member(parsed, 'prev');
  return {
    line,
    hash: unsealLine(line)?.hash ?? null,
    seq: typeof seq === 'number' && Number.isSafeInteger(seq) && seq >= 1 ? seq : null,
    prev: typeof prev === 'string' ? prev : null,
    record: EvidenceRecord.safeParse(parsed).data ?? null,
  };
};

export type NumberedLine = ReadLine & { readonly seq: number };

/**
 * Gives a line that says no number the one of its place in the batch, so that the same batch sent again gives it the
 * same one. Null when no line says a number: then nothing could keep the lines from being stored twice.
 */
export const numberLines = (lines: readonly ReadLine[]): NumberedLine[] | null => {
  const anchor = lines.findIndex(({ seq }) => seq !== null);
  const anchorSeq = lines[anchor]?.seq ?? null;
  if (anchorSeq === null) return null;
  let expected = anchorSeq - anchor;
  return lines.map((line) => {
    const seq = line.seq ?? Math.max(1, expected);
    expected = seq + 1;
    return { ...line, seq };
  });
};

/** Is the line's hash the hash of its bytes behind `prev`? */
export const hashHolds = (line: string, prev: string): boolean => {
  const sealed = unsealLine(line);
  if (sealed === null) return false;
  return hash('sha256', hashedText(prev, sealed.body), 'hex') === sealed.hash;
};
