/** The way back from a derived text to the one it was made of. */
export interface OffsetMap {
  toSource(start: number, end: number): readonly [start: number, end: number];
}

/** A derived text, the way back, and what was found on the way; offsets of `features` are those of the source. */
export interface Derived {
  readonly text: string;
  readonly map: OffsetMap;
}

/** Two steps as one: `later` was made of the text that `earlier` maps. */
export const compose = (earlier: OffsetMap, later: OffsetMap): OffsetMap => ({
  toSource: (start, end) => earlier.toSource(...later.toSource(start, end)),
});

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/**
 * Builds a derived text from pieces of its source, in the source's order. `copy` keeps offsets unit by unit; of a
 * `replace`, every unit stands for the whole piece of source. Neighbouring copies become one run, so that a text that
 * is mostly copied costs almost nothing.
 */
// INVARIANT: pieces come in the source's order, so spans of the view are monotone in the source.
export class ViewWriter {
  readonly #source: string;
  readonly #parts: string[] = [];
  readonly #at: number[] = [];
  readonly #from: number[] = [];
  /** Where a replaced piece of source ends; -1 for a copy. */
  readonly #to: number[] = [];
  readonly #limit: number;
  #length = 0;
  #cut = false;

  constructor(source: string, limit: number) {
    this.#source = source;
    this.#limit = limit;
  }

  get length(): number {
    return this.#length;
  }

  /** Whether something did not fit. */
  get cut(): boolean {
    return this.#cut;
  }

  copy(from: number, to: number): void {
    const end = Math.min(to, from + this.#limit - this.#length);
    if (end < to) this.#cut = true;
    if (end <= from) return;
    const last = this.#at.length - 1;
    const joins =
      last >= 0 &&
      this.#to[last] === -1 &&
      from - (this.#from[last] ?? 0) === this.#length - (this.#at[last] ?? 0);
    if (!joins) this.#run(from, -1);
    this.#parts.push(this.#source.slice(from, end));
    this.#length += end - from;
  }

  replace(text: string, from: number, to: number): void {
    const fits = text.slice(0, Math.max(0, this.#limit - this.#length));
    if (fits.length < text.length) this.#cut = true;
    if (fits === '') return;
    this.#run(from, to);
    this.#parts.push(fits);
    this.#length += fits.length;
  }

  #run(from: number, to: number): void {
    this.#at.push(this.#length);
    this.#from.push(from);
    this.#to.push(to);
  }

  finish(): Derived {
    return { text: this.#parts.join(''), map: { toSource: (start, end) => this.#toSource(start, end) } };
  }

  #toSource(start: number, end: number): readonly [number, number] {
    if (this.#length === 0) return [0, 0];
    const first = clamp(start, 0, this.#length - 1);
    const from = this.#spanAt(first)[0];
    if (end <= start) return start >= this.#length ? [this.#end(), this.#end()] : [from, from];
    return [from, this.#spanAt(clamp(end, first + 1, this.#length) - 1)[1]];
  }

  #end(): number {
    return this.#spanAt(this.#length - 1)[1];
  }

  #spanAt(offset: number): readonly [number, number] {
    let low = 0;
    let high = this.#at.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#at[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    // A finished text that is not empty has a run, and the search ends inside the arrays.
    const from = this.#from[low]!;
    const to = this.#to[low]!;
    const linear = from + offset - this.#at[low]!;
    return to === -1 ? [linear, linear + 1] : [from, to];
  }
}

export const identity = (length: number): OffsetMap => ({
  toSource: (start, end) => {
    const from = clamp(start, 0, length);
    return [from, clamp(end, from, length)];
  },
});
