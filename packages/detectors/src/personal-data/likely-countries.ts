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

/** How the words of a text give away where its telephone numbers belong: the language's own words for them, or its script. */
const WORDS: readonly (readonly [RegExp, readonly CountryCode[]])[] = [
  [/\p{Script=Hiragana}|\p{Script=Katakana}/u, ['JP']],
  [/手机|电话|联系|手機/, ['CN', 'TW']],
  [/\p{Script=Hangul}/u, ['KR']],
  [/\p{Script=Cyrillic}/u, ['RU', 'UA']],
  [/\p{Script=Greek}/u, ['GR']],
  [/\p{Script=Devanagari}/u, ['IN']],
  [/rufnummer|handynummer|rückruf|telefonnummer|durchwahl|bitte|mobilnummer|festnetz/i, ['DE', 'AT', 'CH']],
  [/téléphone|portable|appel(?:er|ez)|rappel|numéro|joindre/i, ['FR', 'BE', 'CH']],
  [/teléfono|móvil|llám|contáct|núm(?:ero)?\b/i, ['ES', 'MX', 'AR']],
  [/cellulare|chiam(?:a|are|i)\b|telefonare|recapito/i, ['IT']],
  [/telefone|telemóvel|ligar|ligue|celular/i, ['BR', 'PT']],
  [/telefoon|mobiel|bellen|bereikbaar/i, ['NL', 'BE']],
  [/telefonu|komórk|zadzwoń/i, ['PL']],
  [/telefonnr|mobilnr|\bring (?:meg|mig|på)|puhelin/i, ['SE', 'NO', 'DK', 'FI']],
  [/telefonu|cep tel|arayın/i, ['TR']],
];

/** A text that names more countries than this speaks of the world, not of its reader's place. */
const MAX_COUNTRIES = 4;
const READ_AT_MOST = 20_000;

/** The plans that a number without a country's prefix is tried on, likeliest first. */
export const likelyCountries = (text: string): readonly CountryCode[] => {
  const head = text.slice(0, READ_AT_MOST);
  const named = NAMES.filter(([name]) => name.test(head)).map(([, country]) => country);
  const spoken = WORDS.flatMap(([words, countries]) => (words.test(head) ? countries : []));
  return [
    ...new Set<CountryCode>([
      ...named.slice(0, MAX_COUNTRIES),
      ...spoken.slice(0, MAX_COUNTRIES),
      'US',
      'GB',
    ]),
  ];
};
