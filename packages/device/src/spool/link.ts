import { hash as digest } from 'node:crypto';

/** Where a chain stands: its last record. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

export interface Linked extends Head {
  /** The record's line, as it is stored, uploaded and verified. */
  readonly text: string;
}

/** What every record of one spool says of its writer. */
export interface Writer {
  readonly device: string;
  readonly tier: string;
}

/** The `prev` of the first record of an epoch. */
export const GENESIS = '0'.repeat(64);

// The one definition of the chain: SHA-256 over the 64 hex digits of `prev` and the record's text without `hash`.
const hashOf = (prev: string, body: string): string => digest('sha256', prev + body, 'hex');

/**
 * Puts a record behind `head`. `content` is the JSON text of the evidence; the link is added as text, so that a
 * record is turned into JSON once.
 */
export function linkAfter(head: Head, content: string, at: string, writer: Writer): Linked {
  const seq = head.seq + 1;
  const opened = `{"v":1,"seq":${seq},"at":"${at}","device":${JSON.stringify(writer.device)},"tier":"${writer.tier}",`;
  const body = `${opened}${content.slice(1, -1)},"prev":"${head.hash}"`;
  const hash = hashOf(head.hash, `${body}}`);
  return { seq, hash, text: `${body},"hash":"${hash}"}` };
}

const OPENING = /^\{"v":1,"seq":(\d{1,15}),/;
const CLOSING = /,"prev":"([0-9a-f]{64})","hash":"([0-9a-f]{64})"\}$/;
const CLOSING_LENGTH = 149;
const HASH_LENGTH = 75;

export interface ReadLink extends Head {
  readonly prev: string;
  /** The text hashes to the `hash` it carries. */
  readonly holds: boolean;
}

/** The link a line claims; undefined when the text is not shaped like a record of ours. */
export function readLink(text: string): ReadLink | undefined {
  const opening = OPENING.exec(text);
  const closing = CLOSING.exec(text.slice(-CLOSING_LENGTH));
  if (opening?.[1] === undefined || closing?.[1] === undefined || closing[2] === undefined) return undefined;
  const body = `${text.slice(0, -HASH_LENGTH)}}`;
  return {
    seq: Number(opening[1]),
    prev: closing[1],
    hash: closing[2],
    holds: hashOf(closing[1], body) === closing[2],
  };
}
