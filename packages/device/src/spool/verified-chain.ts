import { EvidenceRecord } from '@sallyport/action-model';
import type { KeyObject } from 'node:crypto';
import type { ReadCheckpoint } from './checkpoint.ts';
import { isSignedBy } from './checkpoint.ts';
import type { SpoolFile } from './file-layer.ts';
import { CHAIN_BEGIN, readLink } from './link.ts';
import { namesHole } from './named-hole.ts';
import { FORGOTTEN_EVENT } from './retention.ts';
import type { SegmentHeader } from './segment-header.ts';
import { parseHeader } from './segment-header.ts';
import type { SegmentLine } from './segment-lines.ts';
import { mayBeginUnfinished, segmentLines } from './segment-lines.ts';
import { firstOf } from './segment-name.ts';
import type { Verification } from './verify-spool.ts';

export const BREAK_KINDS = [
  'unreadable',
  'damaged-line',
  'not-a-record',
  'wrong-hash',
  'wrong-link',
  'missing-records',
  'repeated-record',
  'wrong-device',
  'wrong-header',
  'wrong-signature',
  'wrong-checkpoint',
] as const;

export interface Break {
  /** The record at which it was noticed, where one can be named. */
  readonly seq: number | null;
  readonly file: string;
  readonly kind: (typeof BREAK_KINDS)[number];
  readonly detail: string;
}

export interface NamedGap {
  readonly seq: number;
  readonly at: string;
  readonly cause: string;
  readonly count: number | null;
  readonly detail: string | null;
}

/** A hostile file may hold any number of faults; the first ones are what a person needs. */
const MAX_LISTED = 1000;

interface Mark {
  readonly state: ChainState;
  readonly breaks: number;
  readonly gaps: number;
}

interface ChainState {
  readonly records: number;
  readonly seq: number;
  readonly hash: string;
  readonly header: SegmentHeader | undefined;
  /** The first record that is here; everything before it was forgotten, if a record says so. */
  readonly first: number | undefined;
  readonly forgottenThrough: number;
  readonly anchoredTo: number;
  readonly unfinishedBytes: number;
}

const EMPTY: ChainState = {
  records: 0,
  seq: 0,
  hash: CHAIN_BEGIN.hash,
  header: undefined,
  first: undefined,
  forgottenThrough: 0,
  anchoredTo: 0,
  unfinishedBytes: 0,
};

/** The chain as far as it was read, and everything that did not hold. After a fault it goes on from what it found. */
export class VerifiedChain {
  readonly #key: KeyObject | undefined;
  #state = EMPTY;
  #breaks: Break[] = [];
  #gaps: NamedGap[] = [];

  constructor(key: KeyObject | undefined) {
    this.#key = key;
  }

  get isEmpty(): boolean {
    return this.#state.first === undefined;
  }

  mark(): Mark {
    return { state: this.#state, breaks: this.#breaks.length, gaps: this.#gaps.length };
  }

  isWorseThan(mark: Mark): boolean {
    return this.#breaks.length > mark.breaks;
  }

  reset(mark: Mark): void {
    this.#state = mark.state;
    this.#breaks = this.#breaks.slice(0, mark.breaks);
    this.#gaps = this.#gaps.slice(0, mark.gaps);
  }

  addBreak(seq: number | null, file: string, kind: Break['kind'], detail: string): void {
    if (this.#breaks.length < MAX_LISTED) this.#breaks.push({ seq, file, kind, detail });
  }

  async readSegment(
    name: string,
    file: SpoolFile,
    checkpoints: { readonly notes: readonly ReadCheckpoint[]; readonly damaged: boolean },
    isNewest: boolean,
  ): Promise<void> {
    const notes = this.#trusted(name, checkpoints.notes);
    if (checkpoints.damaged) this.addBreak(null, name, 'wrong-checkpoint', 'a checkpoint was changed');
    let begun = false;
    let end = 0;
    let isTail = false;
    for await (const line of segmentLines(file)) {
      isTail ||= isNewest && mayBeginUnfinished(line, end, this.#state.seq);
      if (isTail && this.#isUnfinished(line)) {
        this.#update({ unfinishedBytes: this.#state.unfinishedBytes + line.end - line.offset });
        continue;
      }
      end = line.end;
      if (line.kind === 'damage') {
        this.addBreak(null, name, 'damaged-line', `bytes ${line.offset} to ${line.end} fail their checksum`);
      } else if (begun) {
        this.#addRecord(name, line.text, notes);
      } else {
        this.#addHeader(name, line.text);
      }
      begun = true;
    }
    // An empty newest file is a segment about to be begun.
    if (!begun && !isNewest) this.addBreak(null, name, 'wrong-header', 'the segment is empty');
    for (const note of notes.values()) {
      if (note.seq > this.#state.seq) {
        const detail = `a checkpoint vouches for record ${note.seq}, the last one here is ${this.#state.seq}`;
        this.addBreak(note.seq, name, 'missing-records', detail);
      }
    }
  }

  result(): Verification {
    const { first, forgottenThrough, records, anchoredTo, unfinishedBytes } = this.#state;
    if (first !== undefined && first - 1 > forgottenThrough) {
      const detail = `the records before ${first} are not here, and no record says that they were uploaded and forgotten`;
      this.addBreak(first, '', 'missing-records', detail);
    }
    const [breaks, gaps] = [this.#breaks, this.#gaps];
    return {
      ok: breaks.length === 0,
      records,
      lastSeq: this.#state.seq,
      anchoredTo,
      signaturesChecked: this.#key !== undefined,
      gaps,
      breaks,
      unfinishedBytes,
    };
  }

  /** Written, never acknowledged: when its batch was begun, nothing behind the last good record was durable. */
  #isUnfinished(line: SegmentLine): boolean {
    return line.kind === 'damage' ? line.torn : line.durable <= this.#state.seq;
  }

  #update(change: Partial<ChainState>): void {
    this.#state = { ...this.#state, ...change };
  }

  /** The notes by the record they vouch for. Without a key they can contradict the chain, but not anchor it. */
  #trusted(name: string, notes: readonly ReadCheckpoint[]): Map<number, ReadCheckpoint> {
    const bySeq = new Map<number, ReadCheckpoint>();
    for (const note of notes) {
      if (this.#key === undefined || isSignedBy(note, this.#key)) bySeq.set(note.seq, note);
      else this.addBreak(note.seq, name, 'wrong-signature', 'a checkpoint is not signed by this device');
    }
    return bySeq;
  }

  #addHeader(name: string, text: string): void {
    const header = parseHeader(text);
    if (header === undefined) {
      this.addBreak(null, name, 'wrong-header', 'the segment does not begin with its header');
      return;
    }
    const before = this.#state.header;
    const fault = (kind: Break['kind'], detail: string): void =>
      this.addBreak(header.first, name, kind, detail);
    if (header.first !== firstOf(name)) fault('wrong-header', 'the header belongs to another file');
    if (before === undefined) {
      // The oldest segment here; whether it may be the oldest is judged at the end.
      this.#update({ seq: header.first - 1, hash: header.prev, first: header.first });
      if (header.first === 1 && header.prev !== CHAIN_BEGIN.hash)
        fault('wrong-link', 'the chain does not begin at its beginning');
    } else {
      if (header.epoch !== before.epoch) fault('wrong-header', 'the segment belongs to another epoch');
      if (header.device !== before.device) fault('wrong-device', 'the segment belongs to another device');
      if (header.prev !== this.#state.hash) fault('wrong-link', 'the segment does not follow the one before');
    }
    this.#update({ header });
  }

  #addRecord(name: string, text: string, notes: ReadonlyMap<number, ReadCheckpoint>): void {
    const link = readLink(text);
    const record = parseRecord(text);
    if (link === undefined || record === undefined) {
      this.addBreak(link?.seq ?? null, name, 'not-a-record', 'a line is not an evidence record');
      if (link === undefined) return;
    }
    const { seq, hash } = this.#state;
    const fault = (kind: Break['kind'], detail: string): void => this.addBreak(link.seq, name, kind, detail);
    const missing = link.seq - seq - 1;
    if (!link.holds) fault('wrong-hash', 'the record was changed after it was written');
    if (missing < 0) fault('repeated-record', `record ${link.seq} comes again, or out of order`);
    else if (missing > 0 && !namesHole(text, missing)) {
      fault('missing-records', `${missing} records before ${link.seq} are missing`);
    }
    if (link.prev !== hash) fault('wrong-link', 'the record does not follow the one before');
    if (record !== undefined && record.device !== this.#state.header?.device) {
      fault('wrong-device', 'the record belongs to another device');
    }
    const note = notes.get(link.seq);
    const isAnchor = note !== undefined && this.#matches(note, link.hash, name);
    this.#update({
      records: this.#state.records + 1,
      seq: link.seq,
      hash: link.hash,
      ...(isAnchor && this.#key !== undefined ? { anchoredTo: link.seq } : {}),
    });
    if (record !== undefined) this.#noteRecord(record);
  }

  #matches(note: ReadCheckpoint, hash: string, name: string): boolean {
    const { header } = this.#state;
    if (note.hash === hash && note.epoch === header?.epoch && note.device === header.device) return true;
    this.addBreak(
      note.seq,
      name,
      'wrong-checkpoint',
      `the checkpoint of record ${note.seq} vouches for another record`,
    );
    return false;
  }

  #noteRecord(record: EvidenceRecord): void {
    if (record.type === 'gap' && this.#gaps.length < MAX_LISTED) {
      const { seq, at, cause, count, detail } = record;
      this.#gaps.push({ seq, at, cause, count: count ?? null, detail: detail ?? null });
    }
    if (record.type === 'lifecycle' && record.event === FORGOTTEN_EVENT) {
      const through = record.detail['through'];
      if (typeof through === 'number') {
        this.#update({ forgottenThrough: Math.max(this.#state.forgottenThrough, through) });
      }
    }
  }
}

function parseRecord(text: string): EvidenceRecord | undefined {
  try {
    const parsed = EvidenceRecord.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
