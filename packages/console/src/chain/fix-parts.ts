export type FixPart = { readonly kind: 'words' | 'command'; readonly text: string };

/** A fix is a sentence with commands in backticks, or nothing but the command. */
export const fixParts = (fix: string): readonly FixPart[] => {
  if (/^sallyport [^`.;,]+$/.test(fix)) return [{ kind: 'command', text: fix }];
  return fix
    .split('`')
    .map((text, index): FixPart => ({ kind: index % 2 === 1 ? 'command' : 'words', text }))
    .filter((part) => part.text !== '');
};
