/**
 * One kind of number that a state gives to a person. To add one: a shape with bounded repeats only, what makes it valid, the
 * words people put beside it, and whether it may stand without them (only when shape and checksum leave few accidents).
 */
export type NationalId = {
  readonly rule: string;
  readonly shape: RegExp;
  /** Gets the number without separators, in capitals. */
  readonly isValid: (compact: string) => boolean;
  readonly context: RegExp;
  readonly standsAlone: boolean;
};

/** A part of a number as a number; `NaN` where a letter stands. */
export const numberAt = (written: string, from: number, to: number): number =>
  Number(written.slice(from, to));

/** A number without the separators that people put into it, in capitals. */
export const compact = (written: string): string => written.replace(/[ .+/()-]/g, '').toUpperCase();
