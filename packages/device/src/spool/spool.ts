import type { NewEvidence } from '@sallyport/action-model';
import { contentOf, linkBatch } from './batch.ts';
import type { Batch } from './batch.ts';
import type { CheckpointLog } from './checkpoint-log.ts';
import type { FileLayer, SpoolFailure } from './file-layer.ts';
import { detailOf, failureOf } from './file-layer.ts';
import { MAX_TEXT_BYTES } from './frame.ts';
import type { GapCause, PendingGap } from './gap-ledger.ts';
import { GapLedger } from './gap-ledger.ts';
import type { Journal, Opening } from './journal.ts';
import { SpoolRefusedError } from './journal.ts';
import type { Writer } from './link.ts';
import { namesHole } from './named-hole.ts';
import type { Claim, Lane, QuotaLimits } from './quota.ts';
import { Quota } from './quota.ts';
import { removeForgotten } from './retention.ts';
import type { StoredLine } from './segment-reader.ts';
import { SegmentReader } from './segment-reader.ts';
import type { Retention } from './spool-options.ts';

/** What became of one piece of evidence. `line` is the record as it is stored. */
export type AppendResult =
  | { readonly ok: true; readonly seq: number; readonly hash: string; readonly line: string }
  | { readonly ok: false; readonly failure: SpoolFailure; readonly detail: string };

type Failed = Extract<AppendResult, { ok: false }>;

export interface SpoolStatistics {
  readonly epoch: string;
  readonly lastSeq: number;
  /** Records that are not uploaded yet. */
  readonly pending: number;
  /** On disk, uploaded or not. */
  readonly bytes: number;
  readonly unsentBytes: number;
  /** Gap records of this epoch. */
  readonly gaps: number;
  /** Records counted as missing since the spool was opened, written down or not. */
  readonly missing: number;
  /** Why nothing could be written when it was last tried; null when all is well. */
  readonly failure: { readonly failure: SpoolFailure; readonly detail: string } | null;
  readonly checkpointFailures: number;
}

/** What `openSpool` puts together. */
export interface SpoolParts {
  readonly directory: string;
  readonly files: FileLayer;
  readonly writer: Writer;
  readonly quota: QuotaLimits;
  readonly retain: Retention;
  readonly gapIntervalMs: number;
  readonly retryMs: number;
  readonly batchBytes: number;
  readonly checkpoints: CheckpointLog | undefined;
  /** `known` is what this process has acknowledged; undefined the first time. */
  readonly openJournal: (known: Journal | undefined) => Promise<{ journal: Journal; opening: Opening }>;
  readonly release: () => Promise<void>;
  readonly now: () => Date;
}

interface Waiting {
  readonly content: string;
  readonly at: string;
  readonly claim: Claim;
  /** A refusal loses it. */
  readonly counts: boolean;
  /** Nobody waits for it, so it may wait for somebody. */
  readonly isPatient: boolean;
  readonly resolve: (result: AppendResult) => void;
}

/** Bytes behind the last record were cut off when the spool was opened. */
export const UNFINISHED_EVENT = 'unfinished-write-dropped';

/** How long an observation waits for a decision whose write and sync it can share. */
const OBSERVATION_WAITS_MS = 10;

/** What the link adds to a record at most. */
const LINK_BYTES = 600;

/**
 * The device's evidence log. It owns the order of records, the promise that an acknowledged record survives a power
 * cut, and the count of everything that could not be written. It must never acknowledge before `datasync` has
 * returned, never use a `seq` twice, never drop without counting, and never wait for the network or a signature.
 * Appends that arrive while the disk is busy share the next write and the next sync; an observation, which nobody waits
 * for, also waits a moment for a decision to share one with. What goes into a record is
 * none of its business: a new kind of evidence needs no change here.
 */
export class Spool {
  readonly #parts: SpoolParts;
  readonly #quota: Quota;
  readonly #ledger: GapLedger;
  readonly #reader: SegmentReader;
  readonly #listeners = new Set<() => void>();
  #journal: Journal | undefined;
  /** The last one that could be opened: where to go on from, and what to tell while there is none. */
  #lastJournal: Journal | undefined;
  #queue: Waiting[] = [];
  #draining: Promise<void> | undefined;
  #gapTimer: NodeJS.Timeout | undefined;
  #observationTimer: NodeJS.Timeout | undefined;
  #failed: Failed | undefined;
  /** When a full disk was last tried again, or when it became full. Not the last refusal: calls that never pause refuse all the time. */
  #retriedAtMs = -Infinity;
  #openedAtMs = -Infinity;
  /** Records up to here are gone or belong to an older upload; the next one comes behind and says so. */
  #lostThrough = 0;
  #sentThrough = 0;
  #toldHoleBefore = 0;
  #closed = false;

  constructor(parts: SpoolParts) {
    this.#parts = parts;
    this.#quota = new Quota(parts.quota);
    this.#ledger = new GapLedger(parts.gapIntervalMs, () => performance.now());
    this.#reader = new SegmentReader(parts.files, parts.directory);
  }

  /** Takes over the chain on disk; `openSpool` calls it once. A broken disk is a state, not an error. */
  async start(): Promise<void> {
    try {
      await this.#open();
    } catch (error) {
      if (error instanceof SpoolRefusedError) throw error;
      this.#note(error);
    }
    for (const { last, bytes } of this.#journal?.segments() ?? []) this.#quota.keep(last, bytes);
    this.#wake();
  }

  /**
   * Resolves `ok` only when a datasync that covers the record has returned. `kept`: the caller has it on disk and
   * comes again, so a refusal is not counted as a loss.
   */
  append(
    evidence: NewEvidence,
    options: { readonly session?: string | undefined; readonly lane?: Lane; readonly kept?: boolean } = {},
  ): Promise<AppendResult> {
    if (this.#closed) {
      return Promise.resolve({ ok: false, failure: 'spool-failed', detail: 'the spool is closed' });
    }
    const counts = options.kept !== true;
    const content = contentOf(evidence);
    const bytes = Buffer.byteLength(content) + LINK_BYTES;
    if (bytes > MAX_TEXT_BYTES) {
      const detail = `a record of ${bytes} bytes is over the limit of ${MAX_TEXT_BYTES}`;
      return Promise.resolve(this.#refuse('quota', detail, counts));
    }
    const claim: Claim = { lane: options.lane ?? 'decision', session: options.session, bytes };
    const admission = this.#quota.admit(claim);
    if (!admission.ok) return Promise.resolve(this.#refuse(admission.cause, admission.detail, counts));
    return new Promise((resolve) => {
      // What was kept elsewhere is brought one by one, by somebody who waits for each.
      const isPatient = claim.lane === 'observation' && counts;
      this.#queue.push({ content, at: this.#parts.now().toISOString(), claim, counts, isPatient, resolve });
      if (isPatient) this.#wakeSoon();
      else this.#wake();
    });
  }

  /** Notes that evidence is missing; written with the next batch, or soon without one. */
  gap(cause: GapCause, count?: number, detail?: string): void {
    this.#ledger.count({
      cause,
      ...(count === undefined ? {} : { count }),
      ...(detail === undefined ? {} : { detail: detail.slice(0, 2000) }),
    });
    this.#wake();
  }

  statistics(): SpoolStatistics {
    const journal = this.#journal ?? this.#lastJournal;
    const lastSeq = journal?.head.seq ?? 0;
    const failed = this.#failed;
    return {
      epoch: journal?.epoch ?? '',
      lastSeq,
      pending: Math.max(0, lastSeq - this.#sentThrough),
      bytes: (journal?.segments() ?? []).reduce((sum, segment) => sum + segment.bytes, 0),
      unsentBytes: this.#quota.unsentBytes,
      gaps: journal?.gaps ?? 0,
      missing: this.#ledger.missing,
      failure: failed === undefined ? null : { failure: failed.failure, detail: failed.detail },
      checkpointFailures: this.#parts.checkpoints?.failures ?? 0,
    };
  }

  /** Durable records in order, without a hole among them, from the first one at or behind `seq`. */
  async readFrom(seq: number, limit: number, maxBytes = MAX_TEXT_BYTES): Promise<readonly StoredLine[]> {
    const journal = this.#journal ?? this.#lastJournal;
    if (journal === undefined) return [];
    const lines = await this.#reader.read(journal.segments(), seq, journal.head.seq, limit, maxBytes);
    const [first] = lines;
    const missing = first === undefined ? 0 : first.seq - seq;
    // A hole that no gap record names: a stored segment was damaged after it was written.
    if (first !== undefined && missing > 0 && seq > this.#toldHoleBefore && !namesHole(first.text, missing)) {
      this.#toldHoleBefore = first.seq;
      this.gap('corrupt-tail', missing, `stored records ${seq} to ${first.seq - 1} cannot be read any more`);
    }
    return lines;
  }

  /** Calls `listener` whenever records have become durable; returns how to stop that. */
  onDurable(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Everything up to `seq` is stored elsewhere: it gives its quota back, and old segments may go. A `seq` that was
   * never written here means that this directory is older than what was uploaded from it.
   */
  async forgetThrough(seq: number): Promise<void> {
    if (!Number.isSafeInteger(seq) || seq <= this.#sentThrough) return;
    this.#sentThrough = seq;
    this.#quota.sent(seq);
    const journal = this.#journal;
    if (journal === undefined) return;
    if (seq > Math.max(journal.head.seq, this.#lostThrough)) {
      this.#lostThrough = seq;
      this.#wake();
      return;
    }
    await removeForgotten(journal, this.#parts, seq, (evidence) => this.append(evidence));
  }

  /** Writes what waits, signs the head and lets go of the directory. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#gapTimer);
    if (this.#queue.length > 0) this.#wake();
    while (this.#draining !== undefined) await this.#draining;
    if (this.#ledger.dueInMs() !== undefined) await this.#writeBatch(true);
    await this.#parts.checkpoints?.close().catch(() => undefined);
    // A broken disk cannot be sealed; what was acknowledged is on it, and there is nothing left to promise.
    await this.#journal?.close().catch(() => undefined);
    await this.#parts.release();
  }

  #refuse(cause: GapCause, detail: string, counts: boolean): Failed {
    if (counts) this.gap(cause, 1, detail);
    return { ok: false, failure: 'spool-full', detail };
  }

  #wake(): void {
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = undefined;
      // An append can come in between the last look at the queue and here.
      if (this.#isWaitedFor()) this.#wake();
      else if (this.#queue.length > 0) this.#wakeSoon();
      else if (!this.#closed) this.#armGapTimer();
    });
  }

  #wakeSoon(): void {
    if (this.#closed) this.#wake();
    if (this.#draining !== undefined) return;
    this.#observationTimer ??= setTimeout(() => this.#wake(), OBSERVATION_WAITS_MS);
  }

  /** Somebody's decision is in the queue; whatever stands before it goes with it. */
  #isWaitedFor(): boolean {
    return this.#queue.some(({ isPatient }) => !isPatient);
  }

  #armGapTimer(): void {
    clearTimeout(this.#gapTimer);
    const hasHole = this.#lostThrough > (this.#lastJournal?.head.seq ?? Infinity);
    const dueInMs = hasHole ? 0 : this.#ledger.dueInMs();
    if (dueInMs === undefined) return;
    const waitMs = Math.max(dueInMs, this.#failed === undefined ? 0 : this.#parts.retryMs);
    this.#gapTimer = setTimeout(() => this.#wake(), waitMs).unref();
  }

  async #drain(): Promise<void> {
    clearTimeout(this.#observationTimer);
    this.#observationTimer = undefined;
    do {
      // One turn of the event loop: whoever arrives with the same poll shares the first sync too.
      await new Promise((resolve) => void setImmediate(resolve));
      await this.#writeBatch(false);
    } while (this.#isWaitedFor() || (this.#closed && this.#queue.length > 0));
  }

  async #writeBatch(everything: boolean): Promise<void> {
    const items = this.#takeItems();
    const gaps = this.#ledger.take(everything);
    try {
      await this.#write(items, gaps);
    } catch (error) {
      await this.#refuseBatch(items, gaps, error, everything);
    }
  }

  #takeItems(): readonly Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const { claim } of this.#queue) {
      bytes += claim.bytes;
      if (count > 0 && bytes > this.#parts.batchBytes) break;
      count += 1;
    }
    return this.#queue.splice(0, count);
  }

  /** Writes one batch and acknowledges it, or rejects without having acknowledged anything. */
  async #write(items: readonly Waiting[], gaps: readonly PendingGap[]): Promise<void> {
    const journal = await this.#usableJournal();
    if (items.length + gaps.length === 0 && this.#lostThrough <= journal.head.seq) return;
    const { now, writer, checkpoints } = this.#parts;
    const batch = linkBatch(journal.head, this.#lostThrough, gaps, items, now().toISOString(), writer);
    await journal.write(batch.records, batch.gapRecords);
    this.#ledger.written(gaps);
    if (items.length > 0) this.#failed = undefined;
    const segment = journal.activeName();
    if (segment !== undefined) checkpoints?.durable({ head: journal.head, epoch: journal.epoch, segment });
    this.#acknowledge(items, batch);
    for (const listener of this.#listeners) listener();
  }

  #acknowledge(items: readonly Waiting[], { records, own }: Batch): void {
    for (const [index, { seq, hash, text }] of records.entries()) {
      const item = items[index - own];
      if (item === undefined) {
        this.#quota.keep(seq, text.length);
      } else {
        this.#quota.settle(item.claim, seq, Buffer.byteLength(text));
        item.resolve({ ok: true, seq, hash, line: text });
      }
    }
  }

  /** Nothing of the batch counts as written: tells the callers, counts it, and gets the disk ready again. */
  async #refuseBatch(
    items: readonly Waiting[],
    gaps: readonly PendingGap[],
    error: unknown,
    everything: boolean,
  ): Promise<void> {
    const failed = this.#note(error);
    this.#ledger.restore(gaps);
    const lost = items.filter(({ counts }) => counts).length;
    if (lost > 0) {
      const cause = failed.failure === 'spool-full' ? 'disk-full' : 'disk-failed';
      this.#ledger.count({ cause, count: lost, detail: failed.detail.slice(0, 2000) });
    }
    const journal = this.#journal;
    try {
      if (journal?.broken === true) {
        this.#journal = undefined;
        await journal.abandon();
        await this.#usableJournal();
      }
      await this.#writeGapsToReserve(everything);
    } catch (again) {
      this.#note(again);
    }
    for (const { claim, resolve } of items) {
      this.#quota.release(claim);
      resolve(failed);
    }
  }

  async #writeGapsToReserve(everything: boolean): Promise<void> {
    const journal = this.#journal;
    const gaps = this.#ledger.take(everything);
    if (journal === undefined || gaps.length === 0) return this.#ledger.restore(gaps);
    try {
      await journal.useReserve();
      await this.#write([], gaps);
    } catch (error) {
      this.#ledger.restore(gaps);
      throw error;
    }
  }

  #note(error: unknown): Failed {
    if (this.#failed === undefined) this.#retriedAtMs = performance.now();
    this.#failed = { ok: false, failure: failureOf(error), detail: detailOf(error) };
    return this.#failed;
  }

  async #usableJournal(): Promise<Journal> {
    const nowMs = performance.now();
    if (this.#journal !== undefined) {
      if (this.#failed !== undefined && nowMs - this.#retriedAtMs >= this.#parts.retryMs) {
        this.#retriedAtMs = nowMs;
        await this.#journal.renewSpare();
      }
      return this.#journal;
    }
    if (nowMs - this.#openedAtMs < this.#parts.retryMs) {
      throw new Error(this.#failed?.detail ?? 'the spool could not be opened');
    }
    return await this.#open();
  }

  async #open(): Promise<Journal> {
    this.#openedAtMs = performance.now();
    const known = this.#lastJournal;
    const { journal, opening } = await this.#parts.openJournal(known);
    this.#journal = journal;
    this.#lastJournal = journal;
    this.#lostThrough = Math.max(this.#lostThrough, opening.lostThrough);
    // Nobody was promised these bytes, so they are no gap; but somebody may wonder what they were.
    if (known === undefined && opening.cutBytes > 0 && opening.lostThrough <= journal.head.seq) {
      void this.append({ type: 'lifecycle', event: UNFINISHED_EVENT, detail: { bytes: opening.cutBytes } });
    }
    if (opening.chainLost)
      this.gap('corrupt-tail', undefined, 'an earlier chain was here and cannot be read');
    return journal;
  }
}
