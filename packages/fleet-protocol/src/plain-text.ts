// Control, format (bidirectional marks, zero width), private-use, unassigned and lone surrogate characters: what can make
// a person read something else than what is there, or a terminal do something. Line breaks become spaces first.
const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/gu;
const UNSEEN = /[\p{C}\u115F\u1160\u3164\uFFA0]/gu;

/**
 * Hostile text made fit for one line on a screen: no control, bidirectional or invisible characters, at most
 * `maxLength` characters, cut with an ellipsis. Markup is left as it is: whoever renders it must never use HTML.
 */
export const plainText = (text: string, maxLength: number): string => {
  // A bound before the replacement, so that a megabyte of zero-width characters costs no more than a line.
  const bounded = text.slice(0, maxLength * 4);
  const clean = bounded.replace(BREAKS, ' ').replace(UNSEEN, '');
  if (clean.length <= maxLength && bounded.length === text.length) return clean;
  const cut = clean.slice(0, maxLength - 1);
  // Half a surrogate pair at the cut would be shown as a replacement character.
  return `${/[\uD800-\uDBFF]$/u.test(cut) ? cut.slice(0, -1) : cut}…`;
};
