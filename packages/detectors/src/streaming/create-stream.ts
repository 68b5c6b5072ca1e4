/**
 * A text in pieces, looked at as if it came whole: pieces in, the findings of the whole text out, in its offsets.
 * This file owns what is kept of the text and when it is looked at; it must never let the way in which a text was cut
 * change what is found, nor keep more than a window and a piece. Families know nothing of it: they are asked through
 * `detect`, for a window at a time, and what they need beyond a window is in the package's README.
 */
import { detect, type Detected } from '../detect.ts';
import type { Detection, TextRole } from '../detection.ts';
import type { OwnDetectors } from '../own-detectors/find-own.ts';
import { gravestFindings } from './gravest-findings.ts';
import { heldFrom, unfinishedFrom } from './hold-back.ts';
import { joinWindows } from './join-windows.ts';
import { homeOf, STRIDE_UNITS, WINDOW_UNITS, windowStart } from './window-grid.ts';

export type StreamOptions = {
  readonly role: TextRole;
  /**
   * Look for secrets each time so much has come, instead of only when a window is full: for whoever lets the text go on
   * while it comes. Each look is at some 5,000 units.
   */
  readonly earlyUnits?: number;
  /** An admin's own detectors, asked beside the shipped ones. */
  readonly own?: OwnDetectors | undefined;
};

export interface DetectorStream {
  /** Takes a piece, cut anywhere; what is known since the last one. */
  push(piece: string): readonly Detection[];
  /** All findings of the whole text, those that were told before among them. Nothing may be pushed afterwards. */
  end(): Detected;
  /** What stands before this offset may be let go: a secret in it has been told. */
  readonly settledUpTo: number;
}

export const createStream = (options: StreamOptions): DetectorStream => new TextStream(options);

/** How far before what is new an early look begins: a rule's word and its value. */
const CONTEXT_UNITS = 4096;
const HELD_SHARE = 8;
/** More than this is cut to the gravest, at the latest when twice as many are kept. */
const MAX_FOUND = 32_768;

class TextStream implements DetectorStream {
  readonly #role: TextRole;
  readonly #earlyUnits: number;
  readonly #own: OwnDetectors | undefined;
  #text = '';
  /** Where `#text` stands in the whole, which is the place of window `#index` in the grid. */
  #base = 0;
  #index = 0;
  #known: readonly Detection[] = [];
  #told: readonly Detection[] = [];
  #truncated = new Set<string>();
  #settled = 0;
  #lookedUpTo = 0;
  #ended = false;

  constructor({ role, earlyUnits, own }: StreamOptions) {
    this.#own = own;
    this.#role = role;
    this.#earlyUnits = earlyUnits ?? Infinity;
  }

  get settledUpTo(): number {
    return this.#settled;
  }

  push(piece: string): readonly Detection[] {
    if (this.#ended) throw new Error('this stream has ended; a text needs a stream of its own');
    this.#text += piece;
    const news: Detection[] = [];
    while (this.#text.length > WINDOW_UNITS) {
      news.push(...this.#lookAtWindow(this.#text.slice(0, WINDOW_UNITS)));
      this.#text = this.#text.slice(STRIDE_UNITS);
      this.#base += STRIDE_UNITS;
      this.#index++;
      // Behind the next window's home that one sees more.
      this.#settled = Math.max(this.#settled, homeOf(this.#index));
    }
    const length = this.#base + this.#text.length;
    // The more is held back the more a look costs, and the rarer it is: all looks together stay linear.
    const leastUnits = Math.max(this.#earlyUnits, (length - this.#settled) / HELD_SHARE);
    if (length - this.#lookedUpTo >= leastUnits) {
      this.#lookedUpTo = length;
      news.push(...this.#lookEarly());
    }
    return news;
  }

  end(): Detected {
    this.#ended = true;
    this.#lookAtWindow(this.#text);
    this.#settled = this.#base + this.#text.length;
    this.#text = '';
    return {
      found: this.#known.toSorted((a, b) => a.start - b.start || a.end - b.end),
      truncated: [...this.#truncated],
    };
  }

  #lookAtWindow(window: string): readonly Detection[] {
    const { skip, clean } = windowStart(window, this.#index);
    if (!clean) this.#truncated.add('window-seam');
    const { found, truncated } = detect({ text: window.slice(skip), role: this.#role }, { own: this.#own });
    for (const what of truncated) this.#truncated.add(what);
    const moved = skip + this.#base === 0 ? found : found.map((one) => movedBy(one, this.#base + skip));
    const joined =
      this.#index === 0
        ? moved
        : joinWindows(
            this.#known.filter(({ start }) => start < homeOf(this.#index)),
            moved,
            homeOf(this.#index),
          );
    const limited =
      this.#index > 0 && joined.length > 2 * MAX_FOUND
        ? gravestFindings({ found: joined, truncated: [] }, MAX_FOUND)
        : { found: joined, truncated: [] };
    for (const what of limited.truncated) this.#truncated.add(what);
    this.#known = limited.found;
    return this.#tell(moved.filter(({ start }) => start < homeOf(this.#index + 1)));
  }

  #lookEarly(): readonly Detection[] {
    const settled = this.#settled - this.#base;
    const from = Math.max(0, settled - CONTEXT_UNITS);
    const tail = this.#text.slice(from);
    const unfinished = unfinishedFrom(tail);
    const found = detect({ text: tail, role: this.#role }, { own: this.#own, only: 'secret' }).found.filter(
      ({ detector, start, end }) => detector === 'secret' && start + from >= settled && end <= unfinished,
    );
    const offset = this.#base + from;
    const news = this.#tell(found.map((one) => movedBy(one, offset)));
    const here = this.#told.map((one) => movedBy(one, -offset));
    this.#settled = Math.max(this.#settled, offset + heldFrom(tail, here));
    return news;
  }

  /** Those that were not told yet; what lies far behind can't come again and is forgotten. */
  #tell(found: readonly Detection[]): readonly Detection[] {
    const isTold = new Set(this.#told.map(placeOf));
    const news = found.filter((one) => !isTold.has(placeOf(one)));
    this.#told = [...this.#told, ...news].filter(({ end }) => end > this.#base);
    return news;
  }
}

const movedBy = (detection: Detection, units: number): Detection => ({
  ...detection,
  start: detection.start + units,
  end: detection.end + units,
});

const placeOf = ({ detector, rule, start, end }: Detection): string => `${detector} ${rule} ${start} ${end}`;
