/**
 * A word after expansion. What can't be known stands in the text as one of two private-use characters, so that it
 * survives concatenation, slicing and printing: a command that is partly known is read as far as it is known.
 * A command that contains these characters itself is only read as less certain than it is.
 */
export const UNKNOWN = '\u{e000}';

/** A variable that nothing has set here: most likely empty, and that is how attackers use it (`c$x''at`). */
export const UNSET = '\u{e001}';

export interface Field {
  /** The value the program gets, with `UNKNOWN` and `UNSET` where it can't be known. */
  readonly text: string;
  /** As written, quotes and all. */
  readonly source: string;
  /** Holds an unquoted pattern that the shell expands. */
  readonly glob: boolean;
}

export const isKnown = (text: string): boolean => !text.includes(UNKNOWN) && !text.includes(UNSET);

/** The value if every unset variable is empty. */
export const withoutUnset = (text: string): string =>
  text.includes(UNSET) ? text.replaceAll(UNSET, '') : text;

export const literal = (text: string): Field => ({ text, source: text, glob: false });

/** A word taken out of another one, such as the value in `--file=value`. */
export const partOf = (field: Field, text: string): Field => ({ text, source: text, glob: field.glob });
