import type { CountryCode } from 'libphonenumber-js/max';

/** How a text gives away the country it speaks of: its name, or the end of a host. */
const NAMES: readonly (readonly [RegExp, CountryCode])[] = [
  [/\baustralia\b|\.com?\.au\b/i, 'AU'],
  [/\baustria\b|österreich|\.at\b/i, 'AT'],
  [/\bbelgi(?:um|que|ë)\b|\.be\b/i, 'BE'],
  [/\bbra[sz]il\b|\.com\.br\b/i, 'BR'],
  [/\bcanada\b|\.ca\b/i, 'CA'],
  [/\bczech|\.cz\b/i, 'CZ'],
  [/\bdenmark\b|danmark|\.dk\b/i, 'DK'],
  [/\bfinland\b|\bsuomi\b|\.fi\b/i, 'FI'],
  [/\bfrance\b|\.fr\b/i, 'FR'],
  [/\bgermany\b|deutschland|\.de\b/i, 'DE'],
  [/\bhungary\b|\.hu\b/i, 'HU'],
  [/\bindia\b|\.in\b/i, 'IN'],
  [/\bireland\b|\.ie\b/i, 'IE'],
  [/\bital(?:y|ia)\b|\.it\b/i, 'IT'],
  [/\bjapan\b|\.jp\b/i, 'JP'],
  [/\bmexico\b|méxico|\.mx\b/i, 'MX'],
  [/\bnetherlands\b|nederland|\.nl\b/i, 'NL'],
  [/\bnew zealand\b|\.nz\b/i, 'NZ'],
  [/\bnorway\b|norge|\.no\b/i, 'NO'],
  [/\bpoland\b|polska|\.pl\b/i, 'PL'],
  [/\bportugal\b|\.pt\b/i, 'PT'],
  [/\bspain\b|españa|\.es\b/i, 'ES'],
  [/\bsweden\b|sverige|\.se\b/i, 'SE'],
  [/\bswitzerland\b|schweiz|suisse|\.ch\b/i, 'CH'],
  [/\bsouth africa\b|\.za\b/i, 'ZA'],
];

/** A text that names more countries than this speaks of the world, not of its reader's place. */
const MAX_COUNTRIES = 4;
const READ_AT_MOST = 20_000;

/** The plans that a number without a country's prefix is tried on, likeliest first. */
export const likelyCountries = (text: string): readonly CountryCode[] => {
  const head = text.slice(0, READ_AT_MOST);
  const named = NAMES.filter(([name]) => name.test(head)).map(([, country]) => country);
  return [...new Set<CountryCode>([...named.slice(0, MAX_COUNTRIES), 'US', 'GB'])];
};
