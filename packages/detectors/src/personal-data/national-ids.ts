import { isMonthAndDay, luhnHolds, mod1110Holds, verhoeffHolds, weightedSum } from './checksums.ts';

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

const number = (at: string, from: number, to: number): number => Number(at.slice(from, to));
const CONTROL_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE';
const isSpanish = (eight: string, letter: string | undefined): boolean =>
  CONTROL_LETTERS[Number(eight) % 23] === letter;

const ssnIsGiven = (digits: string): boolean =>
  !/^(?:000|666|9)/.test(digits) &&
  !/^\d{3}00|0000$/.test(digits) &&
  // Printed on cards in shop wallets and in the authority's own leaflets.
  !['078051120', '219099999', '123456789', '111111111', '987654321'].includes(digits);

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
  return 97 - (Number(body) % 97) === number(written, 13, 15);
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
  isMonthAndDay(number(digits, 2, 4), number(digits, 4, 6)) &&
  // People born from 2000 on have a 2 put before the nine digits.
  [digits.slice(0, 9), `2${digits.slice(0, 9)}`].some(
    (body) => 97 - (Number(body) % 97) === number(digits, 9, 11),
  );

const cpfHolds = (digits: string): boolean => {
  const check = (count: number): number => {
    let sum = 0;
    for (let at = 0; at < count; at += 1) sum += Number(digits[at]) * (count + 1 - at);
    return ((sum * 10) % 11) % 10;
  };
  return !/^(\d)\1*$/.test(digits) && check(9) === Number(digits[9]) && check(10) === Number(digits[10]);
};

const norwegianHolds = (digits: string): boolean =>
  isMonthAndDay(number(digits, 2, 4), number(digits, 0, 2)) &&
  weightedSum(digits, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 === 0 &&
  weightedSum(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0;

const HETU_CHECK = '0123456789ABCDEFHJKLMNPRSTUVWXY';
const hetuHolds = (written: string): boolean =>
  isMonthAndDay(number(written, 2, 4), number(written, 0, 2)) &&
  HETU_CHECK[Number(written.slice(0, 6) + written.slice(-4, -1)) % 31] === written.at(-1);

export const NATIONAL_IDS: readonly NationalId[] = [
  {
    rule: 'us-ssn',
    shape: /(?<![\w.-])\d{3}([- ]?)\d{2}\1\d{4}(?![\w-])(?!\.\d)/g,
    isValid: ssnIsGiven,
    context: /\bssns?\b|ssn[_-]|_ssn|social[ _-]?sec/i,
    standsAlone: false,
  },
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
      isMonthAndDay(number(digits, 2, 4) % 20, number(digits, 4, 6)) &&
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
      return isMonthAndDay(number(ten, 2, 4), number(ten, 4, 6) % 60) && luhnHolds(ten);
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
    rule: 'in-aadhaar',
    shape: /(?<![\w.+-])(?<!\d )[2-9]\d{3}([ -]?)\d{4}\1\d{4}(?![\w-])(?! \d)/g,
    isValid: verhoeffHolds,
    context: /aadha?ar|\buidai\b|\buid\b/i,
    standsAlone: false,
  },
  {
    rule: 'br-cpf',
    shape: /(?<![\w.+-])\d{3}\.?\d{3}\.?\d{3}-?\d{2}(?![\w-])/g,
    isValid: cpfHolds,
    context: /\bcpf\b|cpf_|_cpf|cadastro de pessoas/i,
    standsAlone: false,
  },
  {
    rule: 'ca-sin',
    shape: /(?<![\w.+-])[1-79]\d{2}([- ]?)\d{3}\1\d{3}(?![\w-])/g,
    isValid: luhnHolds,
    context: /\bSIN\b|social insurance|assurance sociale|\bNAS\b|\bsin (?:number|no)\b/,
    standsAlone: false,
  },
  {
    rule: 'au-tfn',
    shape: /(?<![\w.+-])\d{3}([- ]?)\d{3}\1\d{3}(?![\w-])/g,
    isValid: (digits) => weightedSum(digits, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0,
    context: /\btfn\b|tax file/i,
    standsAlone: false,
  },
  {
    rule: 'no-fodselsnummer',
    shape: /(?<![\w.+-])\d{6} ?\d{5}(?![\w-])/g,
    isValid: norwegianHolds,
    context: /f[øo]dselsnummer|personnummer|\bfnr\b/i,
    standsAlone: false,
  },
];
