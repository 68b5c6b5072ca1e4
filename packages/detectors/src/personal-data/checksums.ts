/** Every function takes what is left when separators are gone; a character that is no digit makes the answer wrong, not a throw. */

/** The sum of digit × weight, position by position; digits beyond the weights do not count. */
export const weightedSum = (digits: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0);

export const luhnHolds = (digits: string): boolean => {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits[digits.length - 1 - at]);
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
};

/** ISO 7064 mod 97-10 over letters and digits; letters count as 10 … 35. */
export const mod97 = (alphanumeric: string): number => {
  let rest = 0;
  for (const sign of alphanumeric) {
    const value = Number.parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
};

/** ISO 7064 mod 11,10, as the German tax number uses it. */
export const mod1110Holds = (digits: string): boolean => {
  let product = 10;
  for (const sign of digits.slice(0, -1)) {
    const sum = (Number(sign) + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 === Number(digits.at(-1));
};

/** The dihedral group of order ten: rotations 0–4, reflections 5–9. */
const dihedral = (a: number, b: number): number => {
  if (a < 5) return b < 5 ? (a + b) % 5 : 5 + ((a + b) % 5);
  return b < 5 ? 5 + ((a - b + 5) % 5) : (a - b + 5) % 5;
};
const VERHOEFF_STEP = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

export const verhoeffHolds = (digits: string): boolean => {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    let value = Number(digits[digits.length - 1 - at]);
    for (let step = 0; step < at % 8; step += 1) value = VERHOEFF_STEP[value] ?? 0;
    sum = dihedral(sum, value);
  }
  return sum === 0;
};

/** A month and a day that may stand together; the year's leap days are given the benefit of the doubt. */
export const isMonthAndDay = (month: number, day: number): boolean =>
  month >= 1 &&
  month <= 12 &&
  day >= 1 &&
  day <= (month === 2 ? 29 : [4, 6, 9, 11].includes(month) ? 30 : 31);
