/** A run of digits and of what people put between them when they write a telephone number. */
export type PhoneCandidate = {
  readonly start: number;
  readonly end: number;
  /** As written, without the extension. */
  readonly written: string;
  readonly digits: string;
};

/**
 * Bounded at every step and never starting inside a word or a number. One separator between digits, or two when a bracket is one
 * of them; an extension may follow.
 */
const CANDIDATE =
  /(?<![\p{L}\p{N}_+#$€£¥%&^~*@\\])(?<!\d[.,:/-])(?<!\p{L}[-.])(?:\+ ?|00)?\(?\d(?:[ \u00A0.)(/-]{0,3}\d){5,16}(?:\s?(?:x|ext\.?|#)\s?\d{1,6})?(?![\p{L}\p{N}_%€£$])/giu;

/** Written like a day, an hour, a version, an address of a machine, a coordinate or a sum. */
const NO_PHONE: readonly RegExp[] = [
  /^(?:19|20)\d\d([-/. ])\d{1,2}\1\d{1,2}\b/,
  /^\d{1,2}([-/. ])\d{1,2}\1(?:19|20)\d\d\b/,
  /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/,
  /^\d{1,2}\.\d{1,2}\.\d{1,2}$/,
  /^\d+\.\d+$/,
  /^(?:19|20)\d\d ?- ?(?:19|20)\d\d$/,
  /^(\d)(?:\D*\1)+$/,
  /^\d{1,2}(?: \d{1,2})*$/,
];
/** French and Czech people write pairs and triples with blanks; everything else of one- and two-digit groups is a list. */
const PAIRS = /^0\d(?: \d\d){4}$|^\d\d(?: \d\d){3}$/;

export const phoneCandidates = function* (text: string): Generator<PhoneCandidate> {
  for (const match of text.matchAll(CANDIDATE)) {
    const extension = /\s?(?:x|ext\.?|#)\s?\d{1,6}$/i.exec(match[0]);
    const written = extension === null ? match[0] : match[0].slice(0, extension.index);
    const digits = written.replace(/\D/g, '');
    if (digits.length < 7 || digits.length > 15) continue;
    const end = match.index + match[0].length;
    // `12.5`, `10:30` and `3/4` go on: what stands here is a piece of something longer.
    if (
      /^(?:[.,:]\d|[-/][\p{L}\d])/u.test(text.slice(end, end + 2)) &&
      !/^-[OFMHW]/i.test(text.slice(end, end + 2))
    )
      continue;
    if (!PAIRS.test(written) && NO_PHONE.some((shape) => shape.test(written))) continue;
    yield { start: match.index, end, written, digits };
  }
};
