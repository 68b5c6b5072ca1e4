/**
 * Characters that make a person read another command than the one that runs: controls other than tab, line feed and
 * carriage return at a line's end, bidirectional overrides, zero-width and other invisible characters, tags.
 */
const HIDDEN =
  // The class is the point of this file: these are the characters that must not pass unseen.
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|\r(?!\n|$)|[\u{e0000}-\u{e007f}]/u;

/** U+200C and U+200D join letters and emoji in honest text; inside a run of ASCII they only hide. */
const JOINER_IN_ASCII = /[!-~][\u200c\u200d]|[\u200c\u200d][!-~]/u;

// Plain text, which nearly every command is, is told at once.
const NOT_PLAIN = /[^\t\n -~]/;

export function hasHiddenCharacters(text: string): boolean {
  if (!NOT_PLAIN.test(text)) return false;
  return HIDDEN.test(text) || JOINER_IN_ASCII.test(text);
}
