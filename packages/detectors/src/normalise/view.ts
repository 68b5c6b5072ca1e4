/** How a text was put out of a person's sight, or made to read differently from how it looks. */
export type HiddenBy =
  | 'zero-width'
  | 'soft-hyphen'
  | 'bidi-control'
  | 'tag-characters'
  | 'variation-selectors'
  | 'stacked-marks'
  | 'styled-letters'
  | 'homoglyph'
  | 'html-comment'
  | 'hidden-element'
  | 'collapsed'
  | 'attribute-text'
  | 'markdown-comment'
  | 'link-title'
  | 'image-alt'
  | Encoding;

export type Encoding = 'base64' | 'hex' | 'percent' | 'quoted-printable' | 'escapes' | 'entities';

/** One hidden piece. Offsets are those of the text as it was given; `count` is how many code units it hides. */
export interface Feature {
  readonly what: HiddenBy;
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

/**
 * `folded`: as it reads once look-alikes are plain and invisible characters gone. `shown`: what a terminal leaves of
 * lines that are written over. `smuggled`: text carried by
 * invisible characters. `visible` and `hidden`: what a person sees of a page, and what not. `decoded`: what stood
 * encoded, each piece with a little of its surroundings.
 */
export type ViewKind = 'original' | 'folded' | 'shown' | 'smuggled' | 'visible' | 'hidden' | 'decoded';

export interface View {
  readonly kind: ViewKind;
  readonly text: string;
  readonly features: readonly Feature[];
  /** The smallest span of the given text that holds this piece of the view. UTF-16 code units, end exclusive. */
  toOriginal(start: number, end: number): readonly [start: number, end: number];
}

/**
 * Where a piece of a view stands in a text of this length. What a view puts in between its pieces stands for nothing:
 * it has its neighbour's place, so that no place is empty and none lies outside.
 */
export const placeOf = (
  view: Pick<View, 'toOriginal'>,
  { start, end }: { readonly start: number; readonly end: number },
  length: number,
): readonly [start: number, end: number] => {
  const [from, to] = view.toOriginal(start, end);
  if (to > from) return [from, to];
  return from < length ? [from, from + 1] : [Math.max(0, length - 1), length];
};
