import { createHmac, randomBytes } from 'node:crypto';
import type { CarriedValue } from '@sallyport/action-model';

/** What is kept of a value: enough to know it again, and nothing that it could be read from. */
export type KeptValue = CarriedValue & {
  /** Of what is compared: letters and digits alone, in lower case. */
  readonly length: number;
  /** Sixteen keyed bits of its last characters, by which a text is searched. */
  readonly anchor: number;
  /** HMAC-SHA-256 under the book's key, cut to 128 bits; hex. */
  readonly mac: string;
  /** Read from its end to its beginning, which is how some would carry it out. */
  readonly reversed?: boolean | undefined;
};

export type TakenValue = Omit<CarriedValue, 'name'> & { readonly value: string };

/** In characters of what is compared; what is shorter stands in too many texts by chance. */
const MIN_LENGTH = 8;
const MIN_BITS = 40;
const MAX_LENGTH = 4096;
const MAX_VALUES = 1000;
const MAX_NAMED = 100;
/** Of one search. A text with more places that look like a value is made to be slow. */
const MAX_TRIED = 20_000;

/**
 * The values that one session has taken in, by fingerprints under a random key of its own. INVARIANT: no value is kept.
 * Values are compared by their letters and digits in lower case, so that spaces, quotes, dashes and case hide nothing.
 * A search slides once over the text: a rolling hash of the last eight characters says where one may end, and the HMAC
 * of what stands there says whether it does.
 */
export class ValueBook {
  readonly key: Buffer;
  readonly #values = new Map<string, KeptValue>();
  /** By anchor: the lengths of the values that end so. */
  readonly #lengths = new Map<number, Set<number>>();
  readonly #factor: number;
  readonly #last: number;
  readonly #counts = new Map<string, number>();

  constructor(kept?: { readonly key: Buffer; readonly values: readonly KeptValue[] }) {
    this.key = kept?.key ?? randomBytes(32);
    this.#factor = this.key.readUInt32LE(0) | 1;
    let power = 1;
    for (let index = 0; index < MIN_LENGTH; index++) power = Math.imul(power, this.#factor);
    this.#last = power;
    for (const value of kept?.values ?? []) this.restore(value);
  }

  get size(): number {
    return this.#values.size;
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
      const count = (this.#counts.get(rest.detector) ?? 0) + 1;
      const name = `${rest.detector}#${count}`;
      const reversed = turned(text);
      added.push(this.#put(this.#keptOf(text, { ...rest, name })));
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
      let rolling = 0;
      for (let index = 0; index < text.length && tried < MAX_TRIED; index++) {
        rolling = Math.imul(rolling, this.#factor) + text.charCodeAt(index);
        if (index >= MIN_LENGTH) rolling -= Math.imul(text.charCodeAt(index - MIN_LENGTH), this.#last);
        rolling |= 0;
        if (index < MIN_LENGTH - 1) continue;
        const lengths = this.#lengths.get(rolling >>> 16);
        if (lengths === undefined) continue;
        for (const length of lengths) {
          if (length > index + 1) continue;
          tried++;
          const value = this.#values.get(this.#macOf(text.slice(index + 1 - length, index + 1)));
          if (value === undefined || found.size >= MAX_NAMED) continue;
          const { name, detector, rule, source } = value;
          found.set(name, { name, detector, rule, ...(source === undefined ? {} : { source }) });
        }
      }
    }
    return [...found.values()];
  }

  #put(value: KeptValue): KeptValue {
    this.#values.set(value.mac, value);
    const lengths = this.#lengths.get(value.anchor) ?? new Set();
    lengths.add(value.length);
    this.#lengths.set(value.anchor, lengths);
    const number = Number(value.name.slice(value.name.indexOf('#') + 1));
    this.#counts.set(value.detector, Math.max(this.#counts.get(value.detector) ?? 0, number));
    return value;
  }

  #keptOf(text: string, about: CarriedValue): KeptValue {
    let rolling = 0;
    for (const index of Array(MIN_LENGTH).keys())
      rolling = (Math.imul(rolling, this.#factor) + text.charCodeAt(text.length - MIN_LENGTH + index)) | 0;
    return { ...about, length: text.length, anchor: rolling >>> 16, mac: this.#macOf(text) };
  }

  #macOf(text: string): string {
    return createHmac('sha256', this.key).update(text).digest('hex').slice(0, 32);
  }
}

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
