import { globTokens, plainPieces } from '../path/glob.ts';

type RuleNumber = number;

/*
 * Finds patterns by three characters in a row that a matching text must hold: one look at each character of a text
 * says which of all patterns are worth trying. Case is ignored and only ASCII counts, so that a piece of a pattern
 * serves texts of every system.
 */

/** What tells texts apart: a sign more than a digit, and a digit more than a letter. */
const weightOf = (character: string): number =>
  /[a-z]/u.test(character) ? 1 : /[/. -]/u.test(character) ? 2 : /[0-9]/u.test(character) ? 3 : 4;

const gramsIn = (piece: string): readonly string[] =>
  Array.from({ length: Math.max(0, piece.length - 2) }, (_, at) => piece.slice(at, at + 3)).filter((gram) =>
    /^[ -~]{3}$/u.test(gram),
  );

const rarest = (pieces: readonly string[], mayServe = (_gram: string) => true): string | undefined => {
  let best: { readonly gram: string; readonly weight: number } | undefined;
  for (const gram of pieces.flatMap(gramsIn).filter(mayServe)) {
    const weight = gram.split('').reduce((sum, character) => sum + weightOf(character.toLowerCase()), 0);
    if (best === undefined || weight > best.weight) best = { gram: gram.toLowerCase(), weight };
  }
  return best?.gram;
};

/** Three characters that every text has which the glob matches; undefined when none can be named. */
export const gramOfText = (glob: string): string | undefined => rarest(plainPieces(globTokens(glob)));

/** The same for a text that is lowered first: lowering makes an `i` and a `k` of two letters beyond ASCII as well. */
export const gramOfLowered = (glob: string): string | undefined =>
  rarest(plainPieces(globTokens(glob)), (gram) => !/[ik]/iu.test(gram));

/** The same for one segment of a path pattern, when no system takes it for anything but what is written. */
export const gramOfSegment = (segment: string): string | undefined =>
  /^[ -9;-~]*$/u.test(segment) && !/[. ]$/u.test(segment) ? gramOfText(segment) : undefined;

const SLOTS = 4096;
const slotOf = (key: number): number => (key ^ (key >>> 9)) & (SLOTS - 1);

export class GramIndex {
  readonly #rules = new Map<number, RuleNumber[]>();
  /** Which slots any gram falls into: nearly every place of a text is passed by with this alone. */
  readonly #taken = new Uint8Array(SLOTS);

  get isEmpty(): boolean {
    return this.#rules.size === 0;
  }

  add(gram: string, rule: RuleNumber): void {
    let key = 0;
    for (let at = 0; at < gram.length; at++) key = (key << 7) | gram.charCodeAt(at);
    const known = this.#rules.get(key);
    if (known === undefined) this.#rules.set(key, [rule]);
    else known.push(rule);
    this.#taken[slotOf(key)] = 1;
  }

  find(text: string, take: (rule: RuleNumber) => void): void {
    let key = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      // Beyond ASCII is 0, which no gram holds.
      const folded = code > 0x7f ? 0 : code >= 0x41 && code <= 0x5a ? code | 0x20 : code;
      key = ((key << 7) | folded) & 0x1f_ffff;
      if (this.#taken[slotOf(key)] !== 1) continue;
      const rules = this.#rules.get(key);
      if (rules !== undefined) for (const rule of rules) take(rule);
    }
  }
}
