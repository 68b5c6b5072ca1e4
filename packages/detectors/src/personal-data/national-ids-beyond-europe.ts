import { isMonthAndDay, luhnHolds, verhoeffHolds, weightedSum } from './checksums.ts';
import { numberAt, type NationalId } from './national-id.ts';

const ssnIsGiven = (digits: string): boolean =>
  !/^(?:000|666|9)/.test(digits) &&
  !/^\d{3}00|0000$/.test(digits) &&
  // Printed on cards in shop wallets and in the authority's own leaflets.
  !['078051120', '219099999', '123456789', '111111111', '987654321'].includes(digits);

const CPF = /\bcpf\b|cpf_|_cpf|cadastro de pessoas/i;
const cpfHolds = (digits: string): boolean => {
  const check = (count: number): number => {
    let sum = 0;
    for (let at = 0; at < count; at += 1) sum += Number(digits[at]) * (count + 1 - at);
    return ((sum * 10) % 11) % 10;
  };
  return !/^(\d)\1*$/.test(digits) && check(9) === Number(digits[9]) && check(10) === Number(digits[10]);
};

const CHINESE_CHECK = '10X98765432';
const chineseHolds = (written: string): boolean =>
  isMonthAndDay(numberAt(written, 10, 12), numberAt(written, 12, 14)) &&
  CHINESE_CHECK[weightedSum(written, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11] ===
    written[17];

const CURP_SIGNS = '0123456789ABCDEFGHIJKLMN\u00D1OPQRSTUVWXYZ';
const curpHolds = (written: string): boolean => {
  const sum = written
    .slice(0, 17)
    .split('')
    .reduce((all, sign, at) => all + CURP_SIGNS.indexOf(sign) * (18 - at), 0);
  return (10 - (sum % 10)) % 10 === Number(written[17]);
};

const koreanHolds = (digits: string): boolean =>
  isMonthAndDay(numberAt(digits, 2, 4), numberAt(digits, 4, 6)) &&
  (11 - (weightedSum(digits, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11)) % 10 === Number(digits[12]);

const japaneseHolds = (digits: string): boolean => {
  const rest = weightedSum(digits, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  return (rest < 2 ? 0 : 11 - rest) === Number(digits[11]);
};

const singaporeanHolds = (written: string): boolean => {
  const sum =
    weightedSum(written.slice(1), [2, 7, 6, 5, 4, 3, 2]) + ('TG'.includes(written[0] ?? '') ? 4 : 0);
  return ('ST'.includes(written[0] ?? '') ? 'JZIHGFEDCBA' : 'XWUTRQPNMLK')[sum % 11] === written[8];
};

const israeliHolds = (digits: string): boolean => luhnHolds(digits) && !/^(\d)\1*$/.test(digits);

const chileanHolds = (written: string): boolean => {
  const sum = written
    .slice(0, -1)
    .split('')
    .toReversed()
    .reduce((all, sign, at) => all + Number(sign) * (2 + (at % 6)), 0);
  return '0K987654321'[sum % 11] === written.at(-1);
};

const argentineHolds = (digits: string): boolean => {
  const check = 11 - (weightedSum(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11);
  return (check === 11 ? 0 : check) === Number(digits[10]);
};

const thaiHolds = (digits: string): boolean =>
  (11 - (weightedSum(digits, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 10 === Number(digits[12]);

/** The letter's own number, and then nine digits. */
const TAIWANESE_LETTERS = 'ABCDEFGHJKLMNPQRSTUVXYWZIO';
const taiwaneseHolds = (written: string): boolean => {
  const letter = 10 + TAIWANESE_LETTERS.indexOf(written[0] ?? '');
  const sum =
    Math.floor(letter / 10) + (letter % 10) * 9 + weightedSum(written.slice(1), [8, 7, 6, 5, 4, 3, 2, 1, 1]);
  return sum % 10 === 0;
};

const hongKongHolds = (written: string): boolean => {
  const letters = written.replace(/[^A-Z].*$/, '');
  const values = letters
    .padStart(2, ' ')
    .split('')
    .map((sign) => (sign === ' ' ? 36 : sign.charCodeAt(0) - 55));
  const digits = written.slice(letters.length, letters.length + 6);
  const sum = (values[0] ?? 0) * 9 + (values[1] ?? 0) * 8 + weightedSum(digits, [7, 6, 5, 4, 3, 2]);
  const check = (11 - (sum % 11)) % 11;
  return (check === 10 ? 'A' : String(check)) === written.at(-1);
};

const isBornSouthAfrican = (digits: string): boolean =>
  isMonthAndDay(numberAt(digits, 2, 4), numberAt(digits, 4, 6)) && luhnHolds(digits);

const isIndonesian = (digits: string): boolean =>
  isMonthAndDay(numberAt(digits, 8, 10), numberAt(digits, 6, 8) % 40);

export const NATIONAL_IDS_BEYOND_EUROPE: readonly NationalId[] = [
  {
    rule: 'us-ssn',
    shape: /(?<![\w.-])\d{3}([- ]?)\d{2}\1\d{4}(?![\w-])(?!\.\d)/g,
    isValid: ssnIsGiven,
    context: /\bssns?\b|ssn[_-]|_ssn|social[ _-]?sec|\bsocial(?:'s)?(?: is| no\b| number| #|[:#])|\bss ?#/i,
    standsAlone: false,
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
    shape: /(?<![\w.+-])\d{3}\.\d{3}\.\d{3}-\d{2}(?![\w-])/g,
    isValid: cpfHolds,
    context: CPF,
    standsAlone: true,
  },
  {
    rule: 'br-cpf',
    shape: /(?<![\w.+-])\d{9}-?\d{2}(?![\w-])/g,
    isValid: cpfHolds,
    context: CPF,
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
    rule: 'us-itin',
    shape: /(?<![\w.-])9\d{2}-[5-9]\d-\d{4}(?![\w-])/g,
    isValid: () => true,
    context: /\bitin\b|individual taxpayer/i,
    standsAlone: false,
  },
  {
    rule: 'cn-resident-id',
    shape: /(?<![\w.+-])[1-9]\d{5}(?:19|20)\d{9}[\dX](?![\w-])/gi,
    isValid: chineseHolds,
    context: /身份证|身分證|resident id|identity card|\bid ?card/i,
    standsAlone: true,
  },
  {
    rule: 'mx-curp',
    shape: /(?<![\w-])[A-Z][AEIOUX][A-Z]{2}\d{6}[HMX][A-Z]{5}[A-Z\d]\d(?![\w-])/g,
    isValid: curpHolds,
    context: /curp/i,
    standsAlone: true,
  },
  {
    rule: 'kr-rrn',
    shape: /(?<![\w.+-])\d{6}-?[1-8]\d{6}(?![\w-])/g,
    isValid: koreanHolds,
    context: /주민등록|주민번호|\brrn\b|resident registration/i,
    standsAlone: false,
  },
  {
    rule: 'jp-my-number',
    shape: /(?<![\w.+-])\d{4}[ -]?\d{4}[ -]?\d{4}(?![\w-])/g,
    isValid: japaneseHolds,
    context: /マイナンバー|個人番号|\bmy ?number\b/i,
    standsAlone: false,
  },
  {
    rule: 'sg-nric',
    shape: /(?<![\w.+-])[STFG]\d{7}[A-Z](?![\w-])/gi,
    isValid: singaporeanHolds,
    context: /\bnric\b|\bfin\b(?: no| number|[:#])|singapore/i,
    standsAlone: false,
  },
  {
    rule: 'za-id',
    shape: /(?<![\w.+-])\d{6} ?\d{4} ?[01][89]\d(?![\w-])/g,
    isValid: isBornSouthAfrican,
    context: /south african? id|\b(?:rsa|sa) id\b|\bid (?:no|number)|identity (?:no|number|doc)/i,
    standsAlone: false,
  },
  {
    rule: 'il-id',
    shape: /(?<![\w.+-])\d{8}-?\d(?![\w-])/g,
    isValid: israeliHolds,
    context: /teudat|תעודת|israeli? id/i,
    standsAlone: false,
  },
  {
    rule: 'cl-rut',
    shape: /(?<![\w.+-])\d{1,2}\.?\d{3}\.?\d{3}-[\dK](?![\w-])/gi,
    isValid: chileanHolds,
    context: /\brut\b|\brun\b(?=[ :#]{1,3}(?:n|\d|$))/i,
    standsAlone: false,
  },
  {
    rule: 'ar-cuit',
    shape: /(?<![\w.+-])(?:20|23|24|27)-?\d{8}-?\d(?![\w-])/g,
    isValid: argentineHolds,
    context: /\bcui[tl]\b/i,
    standsAlone: false,
  },
  {
    rule: 'th-id',
    shape: /(?<![\w.+-])[1-8]([ -]?)\d{4}\1\d{5}\1\d{2}\1\d(?![\w-])/g,
    isValid: thaiHolds,
    context: /ประชาชน|thai (?:national )?id/i,
    standsAlone: false,
  },
  {
    rule: 'tw-id',
    shape: /(?<![\w.+-])[A-Z][1289]\d{8}(?![\w-])/g,
    isValid: taiwaneseHolds,
    context: /身分證|taiwan|national id/i,
    standsAlone: false,
  },
  {
    rule: 'hk-hkid',
    shape: /(?<![\w.+-])[A-Z]{1,2}\d{6}\([\dA]\)(?!\w)/g,
    isValid: hongKongHolds,
    context: /hkid|香港身份|hong kong id/i,
    standsAlone: true,
  },
  {
    rule: 'my-nric',
    shape: /(?<![\w.+-])\d{6}-\d{2}-\d{4}(?![\w-])/g,
    isValid: (digits) => isMonthAndDay(numberAt(digits, 2, 4), numberAt(digits, 4, 6)),
    context: /mykad|\bnric\b|kad pengenalan|\bic (?:no|number)/i,
    standsAlone: false,
  },
  {
    rule: 'id-nik',
    shape: /(?<![\w.+-])[1-9]\d{15}(?![\w-])/g,
    isValid: isIndonesian,
    context: /\bnik\b|\bktp\b/i,
    standsAlone: false,
  },
  {
    rule: 'in-pan',
    shape: /(?<![\w-])[A-Z]{3}P[A-Z]\d{4}[A-Z](?![\w-])/g,
    isValid: () => true,
    context: /\bpan\b|permanent account/i,
    standsAlone: false,
  },
];
