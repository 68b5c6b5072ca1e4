import type { Detection } from '../detection.ts';
import { mod97 } from './checksums.ts';
import { piiDetection } from './pii-detection.ts';

/** Country → length, from the SWIFT IBAN registry. */
const LENGTHS: Readonly<Record<string, number>> = {
  AD: 24, AE: 23, AL: 28, AT: 20, AZ: 28, BA: 20, BE: 16, BG: 22, BH: 22, BR: 29, BY: 28, CH: 21, CR: 22,
  CY: 28, CZ: 24, DE: 22, DK: 18, DO: 28, EE: 20, EG: 29, ES: 24, FI: 18, FO: 18, FR: 27, GB: 22, GE: 22,
  GI: 23, GL: 18, GR: 27, GT: 28, HR: 21, HU: 28, IE: 22, IL: 23, IQ: 23, IS: 26, IT: 27, JO: 30, KW: 30,
  KZ: 20, LB: 28, LC: 32, LI: 21, LT: 20, LU: 20, LV: 21, LY: 25, MC: 27, MD: 24, ME: 22, MK: 19, MR: 27,
  MT: 31, MU: 30, NL: 18, NO: 15, PK: 24, PL: 28, PS: 29, PT: 25, QA: 29, RO: 24, RS: 22, SA: 24, SC: 31,
  SD: 18, SE: 24, SI: 19, SK: 24, SM: 27, ST: 25, SV: 28, TL: 23, TN: 24, TR: 26, UA: 29, VA: 22, VG: 24,
  XK: 20,
}; // prettier-ignore

/** The fields of examples in the registry and in every manual; real enough to pass, nobody's in truth. */
const PUBLISHED: ReadonlySet<string> = new Set([
  'GB82WEST12345698765432', 'GB29NWBK60161331926819', 'DE89370400440532013000', 'FR1420041010050500013M02606',
  'NL91ABNA0417164300', 'ES9121000418450200051332', 'CH9300762011623852957', 'BE68539007547034',
]); // prettier-ignore

const IBAN = /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}/gi;

/** Bank accounts: the country's length and mod 97; one chance in 97, and the length, against an accident. */
export const findIbans = (text: string): readonly Detection[] => {
  const found: Detection[] = [];
  for (const match of text.matchAll(IBAN)) {
    const length = LENGTHS[match[0].slice(0, 2).toUpperCase()];
    if (length === undefined) continue;
    // With groups, the words after the number may have been read on: count only as many signs as the country has.
    let end = 0;
    for (let signs = 0; end < match[0].length && signs < length; end += 1) {
      if (/[A-Z0-9]/i.test(match[0][end] ?? '')) signs += 1;
    }
    const written = match[0].slice(0, end);
    const compact = written.replace(/[ -]/g, '').toUpperCase();
    const next = text[match.index + end] ?? '';
    if (compact.length !== length || /[A-Z0-9]/i.test(next)) continue;
    if (mod97(compact.slice(4) + compact.slice(0, 4)) !== 1) continue;
    found.push(piiDetection('iban', match.index, match.index + end, PUBLISHED.has(compact) ? 0.4 : 0.97));
  }
  return found;
};
