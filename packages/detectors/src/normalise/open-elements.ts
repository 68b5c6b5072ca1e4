import type { HiddenBy } from './view.ts';

interface Element {
  readonly name: string;
  readonly hides: HiddenBy | undefined;
  /** Seen although the element around it is not. */
  readonly shows: boolean;
  readonly background: boolean;
}

interface Open {
  readonly name: string;
  readonly hiddenBy: HiddenBy | undefined;
  readonly onBackground: boolean;
}

const DEEPEST = 512;
const CLOSED_BY_THE_NEXT = new Set(['p', 'li', 'td', 'th', 'tr', 'dt', 'dd', 'option']);
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));

/** The elements open at one place of a page: what hides a text there. Closing one costs no search that finds nothing. */
export class OpenElements {
  readonly #stack: Open[] = [];
  readonly #count = new Map<string, number>();

  get hiddenBy(): HiddenBy | undefined {
    return this.#stack.at(-1)?.hiddenBy;
  }

  /** Whether an element here brought a background: white letters may be seen. */
  get onBackground(): boolean {
    return this.#stack.at(-1)?.onBackground ?? false;
  }

  open({ name, hides, shows, background }: Element): void {
    if (VOID.has(name)) return;
    if (CLOSED_BY_THE_NEXT.has(name) && this.#stack.at(-1)?.name === name) this.#pop();
    if (this.#stack.length >= DEEPEST) return;
    this.#stack.push({
      name,
      hiddenBy: shows ? undefined : (this.hiddenBy ?? hides),
      onBackground: background || this.onBackground,
    });
    this.#count.set(name, (this.#count.get(name) ?? 0) + 1);
  }

  close(name: string): void {
    if ((this.#count.get(name) ?? 0) === 0) return;
    while (this.#stack.length > 0 && this.#pop() !== name);
  }

  #pop(): string | undefined {
    const name = this.#stack.pop()?.name;
    if (name !== undefined) this.#count.set(name, (this.#count.get(name) ?? 1) - 1);
    return name;
  }
}
