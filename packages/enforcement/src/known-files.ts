/** The client attaches a handful of the latest again; what was known before these is forgotten. */
const MAX_FILES = 64;

/**
 * Files that the client knows in one conversation, latest last, and of those whose content the model wrote itself a stamp
 * of how it left them. Bounded.
 */
export class KnownFiles {
  readonly #files = new Map<string, string | undefined>();

  /** Read, edited or attached just now. */
  know(path: string): void {
    this.#put(path, this.#files.get(path));
  }

  /** Written by the model, and left like this. */
  wrote(path: string, stamp: string): void {
    this.#put(path, stamp);
  }

  /** How the model left what it wrote; undefined for what it did not write. */
  stampOf(path: string): string | undefined {
    return this.#files.get(path);
  }

  /** The latest first. */
  latest(count: number): readonly string[] {
    return [...this.#files.keys()].toReversed().slice(0, count);
  }

  #put(path: string, stamp: string | undefined): void {
    this.#files.delete(path);
    this.#files.set(path, stamp);
    const [oldest] = this.#files.keys();
    if (this.#files.size > MAX_FILES && oldest !== undefined) this.#files.delete(oldest);
  }
}
