import type { Detected } from '@sallyport/detectors';

/** A digest, the map's own needs, and each finding as an object of six fields: rounded up. */
const ENTRY_BYTES = 200;
const FINDING_BYTES = 120;

/** What was found in texts that were looked at lately, by their digest. The longest unused goes first. */
export class ResultCache {
  readonly #maxBytes: number;
  readonly #entries = new Map<string, Detected>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get(digest: string): Detected | undefined {
    const found = this.#entries.get(digest);
    if (found === undefined) return undefined;
    // A map keeps the order of insertion: what is used goes to its end.
    this.#entries.delete(digest);
    this.#entries.set(digest, found);
    return found;
  }

  set(digest: string, detected: Detected): void {
    const known = this.#entries.get(digest);
    if (known !== undefined) this.#bytes -= bytesOf(known);
    this.#entries.delete(digest);
    this.#entries.set(digest, detected);
    this.#bytes += bytesOf(detected);
    for (const [oldest, old] of this.#entries) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#entries.delete(oldest);
      this.#bytes -= bytesOf(old);
    }
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }
}

const bytesOf = ({ found, truncated }: Detected): number =>
  ENTRY_BYTES + FINDING_BYTES * (found.length + truncated.length);
