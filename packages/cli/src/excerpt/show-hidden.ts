/**
 * Hostile text as a person may see it: everything that moves a cursor, turns a direction or isn't seen at all is named in
 * its place. Unlike `plain`, which writes what JSON can read back, this is for eyes.
 */
const HIDDEN =
  // oxlint-disable-next-line no-misleading-character-class -- single characters that join others are what is looked for
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0e\uffa0\u{e0000}-\u{e0fff}]+/gu;

const MAX_NAMED = 3;

export const showHidden = (text: string): string =>
  text.replaceAll('\t', '  ').replaceAll(HIDDEN, (run) => {
    const tagged = Array.from(run).map(tagOf).join('');
    // Tag characters repeat ASCII where nobody sees it: what they say is the news.
    if (tagged !== '') return `⟨hidden: ${tagged}⟩`;
    const names = Array.from(run).map(
      (one) => `U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
    );
    const more = names.length - MAX_NAMED;
    return `⟨${names.slice(0, MAX_NAMED).join(' ')}${more > 0 ? ` +${more} more` : ''}⟩`;
  });

const tagOf = (character: string): string => {
  const code = (character.codePointAt(0) ?? 0) - 0xe_00_00;
  return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '';
};
