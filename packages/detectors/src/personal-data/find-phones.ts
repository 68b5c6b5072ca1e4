import { searchPhoneNumbersInText, type CountryCode } from 'libphonenumber-js/max';
import type { Detection } from '../detection.ts';

/** Written with a country's prefix: what it is does not hang on where the reader is. */
const INTERNATIONAL = 0.9;
const NATIONAL = 0.6;

/** Telephone numbers that exist by their country's plan; national ones as `country` writes them. */
export const findPhones = (text: string, country: CountryCode = 'US'): readonly Detection[] => {
  const found: Detection[] = [];
  for (const { number, startsAt, endsAt } of searchPhoneNumbersInText(text, country)) {
    if (!number.isValid()) continue;
    found.push({
      detector: 'pii',
      rule: 'phone',
      level: 'warn',
      start: startsAt,
      end: endsAt,
      confidence: text.startsWith('+', startsAt) ? INTERNATIONAL : NATIONAL,
    });
  }
  return found;
};
