/*
 * Does a number in a JSON text mean the same to everybody who reads it? Readers differ: one holds every number as a
 * double, another reads integers of any length or decimals to the last digit. A number is kept when its text is what a
 * correct printer writes for its double with that many digits; whatever any reader takes it for is then that double.
 */

/** Short enough that a double holds all its digits, without an exponent that could leave the range. */
const SURE_LENGTH = 15;
/** More digits than `toPrecision` can give; nobody writes so many and means them. */
const MAX_DIGITS = 100;

/**
 * What a reader of doubles loses: digits or the sign of a zero (`rounded`), or the number itself, too large or too
 * small (`lost`); undefined when nothing. `text` follows the grammar of a JSON number.
 */
export const numberLoss = (text: string): 'rounded' | 'lost' | undefined => {
  const value = Number(text);
  // Half of the readers keep the sign of a zero.
  if (value === 0)
    return /^0(?:\.0*)?(?:[eE][+-]?\d+)?$/.test(text)
      ? undefined
      : /[1-9]/.test(text.split(/[eE]/)[0] ?? '')
        ? 'lost'
        : 'rounded';
  const hasExponent = /[eE]/.test(text);
  if (text.length <= SURE_LENGTH && !hasExponent) return undefined;
  if (!Number.isFinite(value)) return 'lost';
  // Without an exponent it is an integer to the readers that have long ones, and a double to the others.
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER && !hasExponent) return 'rounded';
  if (String(value) === text) return undefined;
  const digits = significantDigits(text);
  const isKept =
    digits.length <= MAX_DIGITS &&
    digits === significantDigits(value.toPrecision(Math.max(1, digits.length)));
  return isKept ? undefined : 'rounded';
};

/** All digits that count, without the zeros around them; of equal doubles they tell whether the texts are equal numbers. */
const significantDigits = (text: string): string => {
  const exponent = text.search(/[eE]/);
  const mantissa = (exponent < 0 ? text : text.slice(0, exponent)).replaceAll(/[-.]/g, '');
  let start = 0;
  let end = mantissa.length;
  while (start < end && mantissa.charCodeAt(start) === 48) start += 1;
  while (end > start && mantissa.charCodeAt(end - 1) === 48) end -= 1;
  return mantissa.slice(start, end);
};
