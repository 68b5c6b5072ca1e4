import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { FileLayer, SpoolFile } from './file-layer.ts';
import { prepareFilledFile } from './filled-file.ts';
import { frame } from './frame.ts';
import type { Head, Linked } from './link.ts';
import { CHAIN_BEGIN } from './link.ts';
import type { KeptSegment } from './recover-directory.ts';
import { recoverDirectory } from './recover-directory.ts';
import { headerText } from './segment-header.ts';
import { segmentName } from './segment-name.ts';

export interface JournalOptions {
  readonly directory: string;
  readonly device: string;
  /** Used when the directory holds no chain yet; a chain that is there keeps its own. */
  readonly epoch?: string;
  readonly files: FileLayer;
  readonly segmentBytes: number;
  readonly reserveBytes: number;
  /** Highest `seq` of a valid checkpoint beside a segment, 0 without one. */
  readonly anchoredThrough: (segment: string) => Promise<number>;
}

/** What opening found out about the time before. */
export interface Opening {
  readonly lostThrough: number;
  readonly cutBytes: number;
  /** An earlier chain was there and nothing of it could be read. */
  readonly chainLost: boolean;
}

interface ActiveSegment {
  readonly name: string;
  readonly first: number;
  readonly file: SpoolFile;
  readonly kind: Prepared;
  /** Where the next batch goes; everything before it is durable. */
  offset: number;
}

type Prepared = 'spare' | 'reserve';
/** A header line is at most this long. */
const HEADER_BYTES = 1024;

/**
 * The chain on disk: appends batches to the newest segment, one write and one datasync each. An opened journal
 * never appends to a file it did not begin, so an unfinished write of an earlier process is cut off once, at open.
 * After a rejection it is `broken` unless only the next segment could not be had: close it and open another.
 */
export class Journal {
  readonly epoch: string;
  head: Head;
  gaps: number;
  broken = false;
  readonly #options: JournalOptions;
  readonly #sealed: KeptSegment[];
  #active: ActiveSegment | undefined;
  /** Resolves to why there is no spare, or to undefined when there is one. */
  #spare: Promise<unknown>;
  #reserve: Promise<unknown>;
  #reserveNext = false;

  private constructor(
    options: JournalOptions,
    epoch: string,
    head: Head,
    gaps: number,
    sealed: KeptSegment[],
  ) {
    this.#options = options;
    this.epoch = epoch;
    this.head = head;
    this.gaps = gaps;
    this.#sealed = sealed;
    // The reserve first: on a nearly full disk it is the one that matters.
    this.#reserve = this.#prepare('reserve');
    this.#spare = this.#reserve.then(() => this.#prepare('spare'));
  }

  static async open(
    options: JournalOptions,
    known?: Head & { readonly epoch: string },
  ): Promise<{ journal: Journal; opening: Opening }> {
    const { files, directory } = options;
    await files.makeDirectory(directory);
    const found = await recoverDirectory(files, directory, known, options.anchoredThrough);
    if (found.header !== undefined && found.header.device !== options.device) {
      const owner = found.header.device;
      throw new SpoolRefusedError(
        `the spool \`${directory}\` belongs to device \`${owner}\`; move it away to start a new one`,
      );
    }
    const epoch = found.header?.epoch ?? known?.epoch ?? options.epoch ?? randomUUID();
    const head = found.head ?? CHAIN_BEGIN;
    const journal = new Journal(options, epoch, head, found.gaps, [...found.segments]);
    const chainLost = found.head === undefined && found.lostThrough > 0;
    const lostThrough = chainLost && known === undefined ? 0 : found.lostThrough;
    return { journal, opening: { lostThrough, cutBytes: found.cutBytes, chainLost } };
  }

  /** Resolves when all of `records` are durable; they must follow `head`. */
  async write(records: readonly Linked[], gapRecords: number): Promise<void> {
    const [first] = records;
    const last = records.at(-1);
    if (first === undefined || last === undefined) return;
    const durable = this.head.seq;
    const lines = Buffer.from(records.map(({ text }) => frame(text, durable)).join(''));
    const onlyGaps = gapRecords === records.length;
    const active = await this.#segmentFor(first.seq, lines.length, onlyGaps);
    this.broken = true;
    const bytes = active.offset === 0 ? Buffer.concat([this.#header(active.first), lines]) : lines;
    await active.file.write(bytes, active.offset);
    await active.file.datasync();
    active.offset += bytes.length;
    this.head = { seq: last.seq, hash: last.hash };
    this.gaps += gapRecords;
    this.broken = false;
  }

  /** Lets the next gap records go into the reserve when the disk has no room for a segment. */
  async useReserve(): Promise<void> {
    if (this.#active?.kind === 'reserve' || (await this.#spare) === undefined) return;
    const refused = await this.#reserve;
    if (refused !== undefined) throw refused;
    this.#reserveNext = true;
  }

  /** Tries again to get a spare, after it could not be had. */
  async renewSpare(): Promise<void> {
    if ((await this.#spare) === undefined) return;
    this.#spare = this.#prepare('spare');
    await this.#spare;
  }

  /** Oldest first, the one being written last. */
  segments(): readonly KeptSegment[] {
    const active = this.#active;
    if (active === undefined || active.offset === 0) return this.#sealed;
    const { name, first, offset } = active;
    return [
      ...this.#sealed,
      { name, first, last: this.head.seq, bytes: offset, modifiedMs: Number.MAX_VALUE },
    ];
  }

  activeName(): string | undefined {
    return this.#active?.name;
  }

  /** The oldest sealed segment leaves; its file is the caller's to remove. */
  forgetOldest(): KeptSegment | undefined {
    return this.#sealed.shift();
  }

  async close(): Promise<void> {
    await this.#settled();
    await this.#seal();
  }

  /** Lets go of the files as they are: what a failed write left behind is for the next `open` to cut off. */
  async abandon(): Promise<void> {
    await this.#settled();
    const active = this.#active;
    this.#active = undefined;
    await active?.file.close().catch(() => undefined);
  }

  async #settled(): Promise<void> {
    await this.#spare;
    await this.#reserve;
  }

  #header(first: number): Buffer {
    const { device } = this.#options;
    const text = headerText({ epoch: this.epoch, device, first, prev: this.head.hash, gaps: this.gaps });
    return Buffer.from(frame(text, this.head.seq));
  }

  async #segmentFor(first: number, bytes: number, onlyGaps: boolean): Promise<ActiveSegment> {
    const active = this.#active;
    const capacity = active?.kind === 'reserve' ? this.#options.reserveBytes : this.#options.segmentBytes;
    const fits = active !== undefined && active.offset + bytes <= capacity;
    // The reserve is for gap records; everything else waits for a real segment.
    if (fits && (active.kind === 'spare' || onlyGaps)) return active;
    const refused = await this.#spare;
    if (refused === undefined) return await this.#begin('spare', first);
    if (!onlyGaps || !this.#reserveNext) throw refused;
    return await this.#begin('reserve', first);
  }

  async #begin(kind: Prepared, first: number): Promise<ActiveSegment> {
    const { files, directory } = this.#options;
    this.broken = true;
    await this.#seal();
    const name = segmentName(first);
    await files.rename(join(directory, kind), join(directory, name));
    // Before the first record is acknowledged, the name has to survive a power cut as well.
    await files.syncDirectory(directory);
    const file = await files.open(join(directory, name), 'write');
    const active: ActiveSegment = { name, first, file, kind, offset: 0 };
    this.#active = active;
    this.broken = false;
    if (kind === 'spare') {
      this.#spare = this.#prepare('spare').then(async (refused) => {
        if (refused === undefined) this.#reserve = this.#prepare('reserve');
        await this.#reserve;
        return refused;
      });
    } else {
      this.#reserveNext = false;
      this.#reserve = Promise.resolve(new NoSpareError());
    }
    return active;
  }

  async #seal(): Promise<void> {
    const active = this.#active;
    this.#active = undefined;
    if (active === undefined) return;
    const { name, first, file, offset } = active;
    try {
      // Takes the fill away. If this is lost in a power cut, blank lines stay behind: they mean nothing.
      await file.truncate(offset);
      const { modifiedMs } = await file.stat();
      if (offset > 0) {
        this.#sealed.push({ name, first, last: this.head.seq, bytes: offset, modifiedMs });
      } else {
        await this.#options.files.remove(join(this.#options.directory, name));
      }
    } finally {
      await file.close();
    }
  }

  async #prepare(kind: Prepared): Promise<unknown> {
    const { files, directory, segmentBytes, reserveBytes } = this.#options;
    const bytes = kind === 'reserve' ? reserveBytes : segmentBytes + HEADER_BYTES;
    try {
      await prepareFilledFile(files, join(directory, kind), bytes);
      return undefined;
    } catch (error) {
      return error;
    }
  }
}

/** The disk had no room for a segment when last asked. */
class NoSpareError extends Error {
  readonly code = 'ENOSPC';
  constructor() {
    super('the disk had no room for another segment; free some space');
  }
}

/** The directory is somebody else's: another process writes it, or it holds another device's chain. */
export class SpoolRefusedError extends Error {}
