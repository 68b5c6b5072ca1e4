import { CHAIN_START, hashedText, sealLine, unsealLine } from '@sallyport/fleet-protocol';
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

/** Where the chain of a new epoch begins. */
export const CHAIN_BEGIN: Head = { seq: 0, hash: CHAIN_START };

const hashOf = (prev: string, body: string): string => digest('sha256', hashedText(prev, body), 'hex');

/**
 * Puts a record behind `head`. `content` is the JSON text of the evidence; the link is added as text, so that a
 * record is turned into JSON once.
 */
export function linkAfter(head: Head, content: string, at: string, writer: Writer): Linked {
  const seq = head.seq + 1;
  const opened = `{"v":1,"seq":${seq},"at":"${at}","device":${JSON.stringify(writer.device)},"tier":"${writer.tier}",`;
  const body = `${opened}${content.slice(1, -1)},"prev":"${head.hash}"}`;
  const hash = hashOf(head.hash, body);
  return { seq, hash, text: sealLine(body, hash) };
}

const OPENING = /^\{"v":1,"seq":(\d{1,15}),/;
const PREVIOUS = /,"prev":"([0-9a-f]{64})"\}$/;
const PREVIOUS_LENGTH = 76;

export interface ReadLink extends Head {
  readonly prev: string;
  /** The text hashes to the `hash` it carries. */
  readonly holds: boolean;
}

/** The link a line claims; undefined when the text is not shaped like a record of ours. */
export function readLink(text: string): ReadLink | undefined {
  const seq = OPENING.exec(text)?.[1];
  const sealed = unsealLine(text);
  const prev = PREVIOUS.exec(sealed?.body.slice(-PREVIOUS_LENGTH) ?? '')?.[1];
  if (seq === undefined || sealed === null || prev === undefined) return undefined;
  return { seq: Number(seq), prev, hash: sealed.hash, holds: hashOf(prev, sealed.body) === sealed.hash };
}
