import { isMonthAndDay, luhnHolds, mod1110Holds, weightedSum } from './checksums.ts';
import { numberAt, type NationalId } from './national-id.ts';

const CONTROL_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE';
const isSpanish = (eight: string, letter: string | undefined): boolean =>
  CONTROL_LETTERS[Number(eight) % 23] === letter;

const nhsHolds = (digits: string): boolean => {
  const check = 11 - (weightedSum(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return (check === 11 ? 0 : check) === Number(digits[9]) && !/^(\d)\1*$/.test(digits);
};

/** One digit of the first ten appears two or three times, the others once at most; the first is no zero. */
const isGermanTaxId = (digits: string): boolean => {
  const times = [...new Set(digits.slice(0, 10))].map((digit) => digits.slice(0, 10).split(digit).length - 1);
  const repeated = times.filter((count) => count > 1);
  return digits[0] !== '0' && repeated.length === 1 && (repeated[0] ?? 9) <= 3 && mod1110Holds(digits);
};

const inseeHolds = (written: string): boolean => {
  // Corsica's departments have a letter, and count as 19 and 18.
  const body = written.slice(0, 13).replace('2A', '19').replace('2B', '18');
  return 97 - (Number(body) % 97) === numberAt(written, 13, 15);
};

const ITALIAN_ODD = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];
const codiceFiscaleHolds = (written: string): boolean => {
  let sum = 0;
  for (let at = 0; at < 15; at += 1) {
    const sign = written.charCodeAt(at);
    const value = sign < 58 ? sign - 48 : sign - 65;
    sum += at % 2 === 0 ? (ITALIAN_ODD[value] ?? 0) : value;
  }
  return String.fromCharCode(65 + (sum % 26)) === written[15];
};

const belgianHolds = (digits: string): boolean =>
  isMonthAndDay(numberAt(digits, 2, 4), numberAt(digits, 4, 6)) &&
  // People born from 2000 on have a 2 put before the nine digits.
  [digits.slice(0, 9), `2${digits.slice(0, 9)}`].some(
    (body) => 97 - (Number(body) % 97) === numberAt(digits, 9, 11),
  );

const norwegianHolds = (digits: string): boolean =>
  isMonthAndDay(numberAt(digits, 2, 4), numberAt(digits, 0, 2)) &&
  weightedSum(digits, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 === 0 &&
  weightedSum(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0;

const HETU_CHECK = '0123456789ABCDEFHJKLMNPRSTUVWXY';
const hetuHolds = (written: string): boolean =>
  isMonthAndDay(numberAt(written, 2, 4), numberAt(written, 0, 2)) &&
  HETU_CHECK[Number(written.slice(0, 6) + written.slice(-4, -1)) % 31] === written.at(-1);

const portugueseHolds = (digits: string): boolean => {
  const check = 11 - (weightedSum(digits, [9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return (check > 9 ? 0 : check) === Number(digits[8]);
};

/** 0 stands for W, and a second letter counts nine times its place in the alphabet. */
const IRISH_LETTERS = 'WABCDEFGHIJKLMNOPQRSTUV';
const irishHolds = (written: string): boolean => {
  const second = written[8] === undefined || written[8] === 'W' ? 0 : written.charCodeAt(8) - 64;
  return IRISH_LETTERS[(weightedSum(written, [8, 7, 6, 5, 4, 3, 2]) + second * 9) % 23] === written[7];
};

/** Women have 50 added to the month; 20 and 70 mark a day on which the numbers ran out. */
const czechHolds = (digits: string): boolean =>
  isMonthAndDay((numberAt(digits, 2, 4) % 50) % 20, numberAt(digits, 4, 6)) && Number(digits) % 11 === 0;

const romanianHolds = (digits: string): boolean => {
  const rest = weightedSum(digits, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
  return (
    isMonthAndDay(numberAt(digits, 3, 5), numberAt(digits, 5, 7)) &&
    (rest === 10 ? 1 : rest) === Number(digits[12])
  );
};

const balticHolds = (digits: string): boolean => {
  if (!isMonthAndDay(numberAt(digits, 3, 5), numberAt(digits, 5, 7))) return false;
  const first = weightedSum(digits, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
  const second = weightedSum(digits, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11;
  return (first < 10 ? first : second % 10) === Number(digits[10]);
};

const austrianHolds = (digits: string): boolean =>
  isMonthAndDay(numberAt(digits, 6, 8), numberAt(digits, 4, 6)) &&
  weightedSum(digits, [3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11 === Number(digits[3]);

const turkishHolds = (digits: string): boolean => {
  const tenth = weightedSum(digits, [7, -1, 7, -1, 7, -1, 7, -1, 7]) % 10;
  return (
    (tenth + 10) % 10 === Number(digits[9]) &&
    weightedSum(digits, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]) % 10 === Number(digits[10])
  );
};

const snilsHolds = (digits: string): boolean =>
  (weightedSum(digits, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101) % 100 === numberAt(digits, 9, 11);

const innHolds = (digits: string): boolean =>
  (weightedSum(digits, [7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10 === Number(digits[10]) &&
  (weightedSum(digits, [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10 === Number(digits[11]);

const amkaHolds = (digits: string): boolean =>
  isMonthAndDay(numberAt(digits, 2, 4), numberAt(digits, 0, 2)) && luhnHolds(digits);

export const NATIONAL_IDS_OF_EUROPE: readonly NationalId[] = [
  {
    rule: 'uk-nino',
    shape:
      /(?<![\w-])(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![\w-])/g,
    isValid: () => true,
    context: /national insurance|\bni ?(?:no|number|n\b)|\bnino\b/i,
    standsAlone: true,
  },
  {
    rule: 'uk-nhs',
    shape: /(?<![\w.+-])\d{3}([- ]?)\d{3}\1\d{4}(?![\w-])/g,
    isValid: nhsHolds,
    context: /\bnhs\b|nhs_/i,
    standsAlone: false,
  },
  {
    rule: 'de-tax-id',
    shape: /(?<![\w.+-])\d{2} ?\d{3} ?\d{3} ?\d{3}(?![\w-])/g,
    isValid: isGermanTaxId,
    context: /steuer|\bid-?nr|\btin\b|tax[ _-]?(?:id|number)|identifikationsnummer/i,
    standsAlone: false,
  },
  {
    // With a month of the calendar accidents are few; the others are for people whose birth month nobody knows.
    rule: 'fr-insee',
    shape: /(?<![\w.+-])[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?![\w-])/g,
    isValid: inseeHolds,
    context: /insee|s[ée]curit[ée] sociale|\bnir\b|num[ée]ro de s[ée]cu/i,
    standsAlone: true,
  },
  {
    rule: 'fr-insee',
    shape:
      /(?<![\w.+-])[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?![\w-])/g,
    isValid: inseeHolds,
    context: /insee|s[ée]curit[ée] sociale|\bnir\b|num[ée]ro de s[ée]cu/i,
    standsAlone: false,
  },
  {
    rule: 'es-dni',
    shape: /(?<![\w.+-])\d{8}[ -]?[A-Z](?![\w-])/gi,
    isValid: (written) => isSpanish(written.slice(0, 8), written[8]),
    context: /\bd\.?n\.?i\b|\bnif\b|documento nacional|_dni|dni_/i,
    standsAlone: false,
  },
  {
    rule: 'es-nie',
    shape: /(?<![\w.+-])[XYZ][ -]?\d{7}[ -]?[A-Z](?![\w-])/gi,
    isValid: (written) => isSpanish(`${'XYZ'.indexOf(written[0] ?? '')}${written.slice(1, 8)}`, written[8]),
    context: /\bn\.?i\.?e\b|extranjero|_nie|nie_/i,
    standsAlone: false,
  },
  {
    rule: 'it-codice-fiscale',
    shape:
      /(?<![\w-])[A-Z]{6}[\dLMNPQRSTUV]{2}[A-EHLMPRST][\dLMNPQRSTUV]{2}[A-Z][\dLMNPQRSTUV]{3}[A-Z](?![\w-])/gi,
    isValid: codiceFiscaleHolds,
    context: /codice fiscale|\bcod\.? ?fisc|\bcf\b|fiscal/i,
    standsAlone: true,
  },
  {
    rule: 'nl-bsn',
    shape: /(?<![\w.+-])\d{3}[. ]?\d{3}[. ]?\d{3}(?![\w-])/g,
    isValid: (digits) => Number(digits) > 0 && weightedSum(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0,
    context: /\bbsn\b|burgerservice|sofi-?nummer|_bsn|bsn_/i,
    standsAlone: false,
  },
  {
    rule: 'be-national-number',
    shape: /(?<![\w.+-])\d{2}\.?\d{2}\.?\d{2}[- ]?\d{3}[.-]?\d{2}(?![\w-])/g,
    isValid: belgianHolds,
    context: /rijksregister|registre national|\binsz\b|\bniss\b|national (?:number|register)/i,
    standsAlone: false,
  },
  {
    rule: 'pl-pesel',
    shape: /(?<![\w.+-])\d{11}(?![\w-])/g,
    isValid: (digits) =>
      isMonthAndDay(numberAt(digits, 2, 4) % 20, numberAt(digits, 4, 6)) &&
      weightedSum(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0,
    context: /pesel/i,
    standsAlone: false,
  },
  {
    rule: 'se-personnummer',
    shape: /(?<![\w.+-])(?:19|20)?\d{6}[-+]?\d{4}(?![\w-])/g,
    isValid: (digits) => {
      const ten = digits.slice(-10);
      // From 61 on the day is that of a co-ordination number.
      return isMonthAndDay(numberAt(ten, 2, 4), numberAt(ten, 4, 6) % 60) && luhnHolds(ten);
    },
    context: /person(?:al)?[ -]?(?:nummer|number|nr)|samordningsnummer|swedish/i,
    standsAlone: false,
  },
  {
    rule: 'fi-hetu',
    shape: /(?<![\w.+-])\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y](?![\w-])/g,
    isValid: hetuHolds,
    context: /hetu|henkil[öo]tunnus|finnish/i,
    standsAlone: true,
  },
  {
    rule: 'ch-ahv',
    shape: /(?<![\w.+-])756([. ]?)\d{4}\1\d{4}\1\d{2}(?![\w-])/g,
    isValid: (digits) => weightedSum(digits, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 === 0,
    context: /\bahv|\bavs\b|sozialversicherung/i,
    standsAlone: true,
  },
  {
    rule: 'no-fodselsnummer',
    shape: /(?<![\w.+-])\d{6} ?\d{5}(?![\w-])/g,
    isValid: norwegianHolds,
    context: /f[øo]dselsnummer|personnummer|\bfnr\b/i,
    standsAlone: false,
  },
  {
    rule: 'pt-nif',
    shape: /(?<![\w.+-])[1235689]\d{2} ?\d{3} ?\d{3}(?![\w-])/g,
    isValid: portugueseHolds,
    context: /\bnif\b|contribuinte|identifica[çc][ãa]o fiscal/i,
    standsAlone: false,
  },
  {
    rule: 'dk-cpr',
    shape: /(?<![\w.+-])\d{6}[- ]?\d{4}(?![\w-])/g,
    isValid: (digits) => isMonthAndDay(numberAt(digits, 2, 4), numberAt(digits, 0, 2)),
    context: /\bcpr\b|cpr-?nr|personnummer/i,
    standsAlone: false,
  },
  {
    rule: 'ie-pps',
    shape: /(?<![\w.+-])\d{7}[A-W][A-IW]?(?![\w-])/gi,
    isValid: irishHolds,
    context: /\bppsn?\b|personal public service/i,
    standsAlone: false,
  },
  {
    rule: 'cz-rodne-cislo',
    shape: /(?<![\w./+-])\d{6}\/\d{4}(?![\w/-])/g,
    isValid: czechHolds,
    context: /rodn[ée]|r\. ?[čc]\./i,
    standsAlone: false,
  },
  {
    rule: 'ro-cnp',
    shape: /(?<![\w.+-])[1-8]\d{12}(?![\w-])/g,
    isValid: romanianHolds,
    context: /\bcnp\b|cod numeric/i,
    standsAlone: false,
  },
  {
    rule: 'ee-lt-personal-code',
    shape: /(?<![\w.+-])[1-6]\d{10}(?![\w-])/g,
    isValid: balticHolds,
    context: /isikukood|asmens kod/i,
    standsAlone: false,
  },
  {
    rule: 'hr-oib',
    shape: /(?<![\w.+-])\d{11}(?![\w-])/g,
    isValid: mod1110Holds,
    context: /\boib\b/i,
    standsAlone: false,
  },
  {
    rule: 'at-svnr',
    shape: /(?<![\w.+-])[1-9]\d{3} ?\d{6}(?![\w-])/g,
    isValid: austrianHolds,
    context: /sv-?nr|svnr|sozialversicherung|versicherungsnummer/i,
    standsAlone: false,
  },
  {
    rule: 'ru-snils',
    shape: /(?<![\w.+-])\d{3}-\d{3}-\d{3} \d{2}(?![\w-])/g,
    isValid: snilsHolds,
    context: /снилс|snils/i,
    standsAlone: true,
  },
  {
    rule: 'ru-inn',
    shape: /(?<![\w.+-])\d{12}(?![\w-])/g,
    isValid: innHolds,
    context: /(?<!\p{L})инн(?!\p{L})|\binn\b/iu,
    standsAlone: false,
  },
  {
    rule: 'gr-amka',
    shape: /(?<![\w.+-])\d{11}(?![\w-])/g,
    isValid: amkaHolds,
    context: /αμκα|\bamka\b/i,
    standsAlone: false,
  },
  {
    rule: 'tr-kimlik',
    shape: /(?<![\w.+-])[1-9]\d{10}(?![\w-])/g,
    isValid: turkishHolds,
    context: /kimlik|\btckn\b|\bt\.?c\.? ?no/i,
    standsAlone: false,
  },
];
