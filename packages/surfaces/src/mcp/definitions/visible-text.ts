/** What a reader can't see, or takes for something else: controls, marks of direction and width, odd spaces, tags, private use. */
const HIDDEN =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}\p{Default_Ignorable_Code_Point}\u2800]|\p{Variation_Selector}/gu;

/** The text with all of these named, so that two texts that look the same are seen to differ: `a‹U+200B›b`. */
export const visibleText = (text: string): string =>
  text.replaceAll(HIDDEN, (character) => {
    if (character === ' ') return character;
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    return `‹U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`;
  });
