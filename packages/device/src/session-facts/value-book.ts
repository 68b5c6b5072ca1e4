import { createHmac, randomBytes } from 'node:crypto';
import type { CarriedValue } from '@sallyport/action-model';

/** What is kept of a value: enough to know it again, and nothing that it could be read from. */
export type KeptValue = CarriedValue & {
  /** Of what is compared: letters and digits alone, in lower case. */
  readonly length: number;
  /** Sixteen keyed bits of its last characters, by which a text is searched. */
  readonly anchor: number;
  /** Sixteen keyed bits of all of it, so that what only ends like it costs nothing. */
  readonly sum: number;
  /** HMAC-SHA-256 under the book's key, cut to 128 bits; hex. */
  readonly mac: string;
  /** Read from its end to its beginning, which is how some would carry it out. */
  readonly reversed?: boolean | undefined;
  /** HMAC of the value to the letter, by which its mark is known again. */
  readonly exact?: string | undefined;
};

/** The number of a value that was taken out of something, and what it was called then. */
export type KeptMark = {
  readonly number: number;
  readonly kind: string;
  /** As in `KeptValue`; absent where the value could be guessed from it. Its number is not given again all the same. */
  readonly exact?: string | undefined;
};

export type TakenValue = Omit<CarriedValue, 'name'> & { readonly value: string };

/** In characters of what is compared; what is shorter stands in too many texts by chance. */
const MIN_LENGTH = 8;
const MIN_BITS = 40;
const MAX_LENGTH = 4096;
const MAX_VALUES = 1000;
const MAX_NAMED = 100;
/** Of one session; what is taken out beyond that has marks without numbers. */
const MAX_MARKS = 5000;
/** Of one search. A text with more places that look like a value is made to be slow. */
const MAX_TRIED = 20_000;

/**
 * The values that one session has taken in, by fingerprints under a random key of its own. INVARIANT: no value is kept.
 * Values are compared by their letters and digits in lower case, so that spaces, quotes, dashes and case hide nothing.
 * A search slides once over the text: keyed sums of the last eight characters and of the whole length say where one may
 * stand, in constant time a place, and the HMAC of what stands there says whether it does. Each value has a number, which no
 * other has; its mark says the number and what the value was called first, and nothing else of it.
 */
export class ValueBook {
  readonly key: Buffer;
  readonly #values = new Map<string, KeptValue>();
  /** By anchor: the lengths and sums of the values that end so. */
  readonly #ends = new Map<number, Map<string, Pick<KeptValue, 'length' | 'sum'>>>();
  readonly #factor: number;
  /** Powers of the factor, by length. */
  readonly #powers = new Map<number, number>();
  readonly #marks = new Map<string, KeptMark>();
  #count = 0;

  constructor(kept?: { readonly key: Buffer; readonly values: readonly KeptValue[] }) {
    this.key = kept?.key ?? randomBytes(32);
    this.#factor = this.key.readUInt32LE(0) | 1;
    for (const value of kept?.values ?? []) this.restore(value);
  }

  get size(): number {
    return this.#values.size;
  }

  get isEmpty(): boolean {
    return this.#values.size === 0 && this.#count === 0;
  }

  /** What stands for this value, and what is to be kept where it is new. */
  markOf(kind: string, given: string): { readonly mark: string; readonly added?: KeptMark } {
    const value = given.slice(0, MAX_MARKED);
    const exact = this.#exactOf(value);
    const known = this.#marks.get(exact);
    if (known !== undefined) return { mark: markOf(known) };
    if (this.#marks.size >= MAX_MARKS) return { mark: kind };
    const mark = { number: ++this.#count, kind };
    this.#marks.set(exact, mark);
    const canGuess = bitsOf(value.toLowerCase()) < MIN_BITS;
    return { mark: markOf(mark), added: canGuess ? mark : { ...mark, exact } };
  }

  restoreMark(mark: KeptMark): void {
    this.#count = Math.max(this.#count, mark.number);
    if (mark.exact !== undefined) this.#marks.set(mark.exact, mark);
  }

  /** One that was kept. */
  restore(value: KeptValue): void {
    this.#put(value);
  }

  /** What is new of these, to be kept: two of each, one for either direction. */
  take(given: readonly TakenValue[]): readonly KeptValue[] {
    const added: KeptValue[] = [];
    for (const { value, ...rest } of given) {
      const text = comparable(value.slice(0, MAX_LENGTH));
      if (text.length < MIN_LENGTH || this.#values.size >= 2 * MAX_VALUES) continue;
      if (rest.detector !== 'pii' && bitsOf(text) < MIN_BITS) continue;
      if (this.#values.has(this.#macOf(text))) continue;
      const exact = this.#exactOf(value.slice(0, MAX_MARKED));
      const number = this.#marks.get(exact)?.number ?? this.#count + 1;
      const name = `${rest.detector}#${number}`;
      const reversed = turned(text);
      added.push(this.#put({ ...this.#keptOf(text, { ...rest, name }), exact }));
      if (reversed !== text)
        added.push(this.#put({ ...this.#keptOf(reversed, { ...rest, name }), reversed: true }));
    }
    return added;
  }

  /** Those that stand in these texts, each once. */
  find(texts: readonly string[]): readonly CarriedValue[] {
    const found = new Map<string, CarriedValue>();
    if (this.#values.size === 0) return [];
    let tried = 0;
    for (const given of texts) {
      const text = comparable(given);
      const sums = this.#sumsOf(text);
      const done = new Set<object>();
      for (let end = MIN_LENGTH; end <= text.length && tried < MAX_TRIED; end++) {
        const ends = this.#ends.get(this.#sumOf(sums, end, MIN_LENGTH));
        if (ends === undefined) continue;
        for (const kept of ends.values()) {
          const { length, sum } = kept;
          if (length > end || done.has(kept) || this.#sumOf(sums, end, length) !== sum) continue;
          tried++;
          const value = this.#values.get(this.#macOf(text.slice(end - length, end)));
          if (value === undefined || found.size >= MAX_NAMED) continue;
          // The same again says nothing new.
          done.add(kept);
          const { name, detector, rule, source } = value;
          found.set(name, { name, detector, rule, ...(source === undefined ? {} : { source }) });
        }
      }
    }
    return [...found.values()];
  }

  #put(value: KeptValue): KeptValue {
    this.#values.set(value.mac, value);
    const { anchor, length, sum } = value;
    const ends = this.#ends.get(anchor) ?? new Map<string, Pick<KeptValue, 'length' | 'sum'>>();
    ends.set(`${length} ${sum}`, { length, sum });
    this.#ends.set(anchor, ends);
    const number = Number(value.name.slice(value.name.indexOf('#') + 1));
    if (value.exact === undefined || this.#marks.has(value.exact))
      this.#count = Math.max(this.#count, number);
    else this.restoreMark({ number, kind: value.rule, exact: value.exact });
    return value;
  }

  #keptOf(text: string, about: CarriedValue): KeptValue {
    const sums = this.#sumsOf(text);
    const { length } = text;
    return {
      ...about,
      length,
      anchor: this.#sumOf(sums, length, MIN_LENGTH),
      sum: this.#sumOf(sums, length, length),
      mac: this.#macOf(text),
    };
  }

  /** Of every beginning of the text. */
  #sumsOf(text: string): Int32Array {
    const sums = new Int32Array(text.length + 1);
    let sum = 0;
    for (let index = 0; index < text.length; index++)
      sums[index + 1] = sum = (Math.imul(sum, this.#factor) + text.charCodeAt(index)) | 0;
    return sums;
  }

  /** Of the last characters before `end`, whatever stands before them. */
  #sumOf(sums: Int32Array, end: number, length: number): number {
    let power = this.#powers.get(length);
    if (power === undefined) {
      power = 1;
      for (let index = 0; index < length; index++) power = Math.imul(power, this.#factor);
      this.#powers.set(length, power);
    }
    return ((sums[end] ?? 0) - Math.imul(sums[end - length] ?? 0, power)) >>> 16;
  }

  /** Another text than any that is compared. */
  #exactOf(value: string): string {
    return this.#macOf(`\0${value}`);
  }

  #macOf(text: string): string {
    return createHmac('sha256', this.key).update(text).digest('hex').slice(0, 32);
  }
}

/** Longer than any value that is looked for. */
const MAX_MARKED = 65_536;
/** In a mark, as the marks of redactions are written. */
const markOf = ({ kind, number }: KeptMark): string => `${kind}#${number}`;

const comparable = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

export const turned = (text: string): string => {
  let result = '';
  for (const character of text) result = character + result;
  return result;
};

/** A rough upper bound, by the kinds of characters and how many different ones there are. */
const bitsOf = (text: string): number => {
  const alphabet = /[a-z]/.test(text) ? (/\d/.test(text) ? 36 : 26) : 10;
  return text.length * Math.log2(Math.min(alphabet, new Set(text).size));
};
