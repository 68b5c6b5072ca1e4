import { findCards } from './find-cards.ts';
import { findEmails } from './find-emails.ts';
import { findIbans } from './find-ibans.ts';
import { findPhones } from './find-phones.ts';
import { compact } from './national-id.ts';
import { NATIONAL_IDS } from './national-ids.ts';
import { looksLikeFullName } from './person-name.ts';
import type { Cell, Table } from './tables/table.ts';

export type ColumnKind =
  | 'email'
  | 'phone'
  | 'card'
  | 'iban'
  | 'national-id'
  | 'name'
  | 'address'
  | 'postcode'
  | 'date-of-birth'
  | 'health'
  | 'pay';

export type PersonalColumn = { readonly at: number; readonly kind: ColumnKind; readonly isHeaded: boolean };

const words = (header: string): string =>
  header
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, '_')
    .replace(/^_|_$/g, '');

const NAMED = /^\p{L}[\p{L} .,'’-]{0,60}$/u;

/** Nine or ten digits pass some state's checksum by accident too often. */
const LONG = 11;
const isLongStateNumber = (text: string): boolean => {
  const given = compact(text);
  return (
    given.length >= LONG &&
    given.length <= 20 &&
    NATIONAL_IDS.some(({ shape, isValid }) => text.match(shape)?.[0] === text && isValid(given))
  );
};

/**
 * What a head says, and what a value under it must look like: `name` also heads packages, `address` also machines. A head alone
 * never makes a column personal.
 */
const HEADS: readonly (readonly [RegExp, ColumnKind, (text: string) => boolean])[] = [
  [/(?:^|_)e?_?mail(?:_?address|_?addr)?(?:_|$)/, 'email', (text) => text.includes('@')],
  [
    /(?:^|_)(?:phone|mobile|tel|telephone|cell|fax|handy|telefon|telefono)(?:_?(?:number|no|num))?(?:_|$)/,
    'phone',
    (text) => text.replace(/\D/g, '').length >= 6,
  ],
  [
    /(?:^|_)(?:card|cc|credit_card|card_?num(?:ber)?|pan)(?:_?(?:number|no|num))?$/,
    'card',
    (text) => findCards(text).length > 0,
  ],
  [/(?:^|_)iban(?:_|$)/, 'iban', (text) => findIbans(text).length > 0],
  [
    /(?:^|_)(?:ssn|social_security(?:_number)?|nino|nhs(?:_number)?|dni|nie|bsn|pesel|cpf|aadhaar|tax_?id|personnummer|codice_fiscale|national_?id|id_?number|identity_?(?:number|no)|personal_?(?:id|number|code)|citizen_?id|curp|nric|passport(?:_(?:no|number))?)$/,
    'national-id',
    (text) => text.replace(/\D/g, '').length >= 5,
  ],
  [/^(?:id|ident|identity|person_?id|nr|no|number)$/, 'national-id', isLongStateNumber],
  [
    /^(?:(?:customer|patient|client|user|contact|employee|member|billing|shipping)_)?(?:first|last|given|family|sur|middle|fore|f|l)_?name$|^(?:vorname|nachname|prenom|apellidos?|cognome)$/,
    'name',
    (text) => NAMED.test(text),
  ],
  [
    /^(?:full_?name|name|(?:customer|patient|client|contact|employee|member|cardholder|account_?holder|holder|beneficiary|insured|passenger|taxpayer|recipient|person)(?:_?name)?)$/,
    'name',
    looksLikeFullName,
  ],
  [
    /(?:^|_)(?:street|address|addr|strasse|adresse|direccion|indirizzo)(?:_?(?:line)?_?(?:one|address|name)?)?$/,
    'address',
    (text) => /\p{L}{2}/u.test(text) && /\d/.test(text) && /[ ,]/.test(text.trim()) && !/[/@{}=]/.test(text),
  ],
  [
    /(?:^|_)(?:zip|zip_?code|post_?code|postal_?code|plz)$/,
    'postcode',
    (text) => /\d/.test(text) && text.length <= 10,
  ],
  [
    /(?:^|_)(?:dob|birth_?da(?:te|y)|date_of_birth|born|geburtsdatum)$/,
    'date-of-birth',
    (text) => /\d{1,4}\D{1,3}\w{1,9}\D{1,3}\d{2,4}/.test(text),
  ],
  [
    /(?:^|_)(?:diagnosis|icd(?:_code)?|medication|blood_type|allergies|mrn|medical_record)(?:_|$)/,
    'health',
    (text) => text.length > 0,
  ],
  [
    /(?:^|_)(?:salary|wage|annual_income|compensation|net_pay|gross_pay)(?:_|$)/,
    'pay',
    (text) => /\d{3}/.test(text),
  ],
];

/** Values that say themselves what they are, whatever stands above them. */
const BY_VALUE: readonly (readonly [ColumnKind, (text: string) => boolean])[] = [
  ['email', (text) => text.includes('@') && findEmails(text).length > 0],
  ['card', (text) => findCards(text).some(({ confidence }) => confidence >= 0.3)],
  ['iban', (text) => findIbans(text).length > 0],
  [
    'national-id',
    (text) =>
      /^\d{3}-\d{2}-\d{4}$/.test(text) ||
      NATIONAL_IDS.some(
        ({ standsAlone, shape, isValid }) =>
          standsAlone && text.match(shape)?.[0] === text && isValid(compact(text)),
      ),
  ],
  ['phone', (text) => /[ +()-]/.test(text) && findPhones(text).some(({ confidence }) => confidence >= 0.7)],
  ['name', looksLikeFullName],
];

/** So many values of a column are looked at, spread over it, and so large a part of them has to agree. */
const SAMPLE = 40;
const AGREE = 0.6;
const MAX_VALUE = 200;

const agree = (cells: readonly Cell[], looksRight: (text: string) => boolean): boolean =>
  cells.length > 0 && cells.filter(({ text }) => looksRight(text)).length >= cells.length * AGREE;

/** Which columns of a table hold something about people. */
export const personalColumns = ({ headers, rows }: Table): readonly PersonalColumn[] => {
  const step = Math.max(1, Math.floor(rows.length / SAMPLE));
  const sample = rows.filter((_, row) => row % step === 0).slice(0, SAMPLE);
  const columns: PersonalColumn[] = [];
  for (const [at, header] of headers.entries()) {
    const cells = sample.flatMap((row) => {
      const cell = row[at];
      return cell === undefined ||
        cell.text === '' ||
        /^null$/i.test(cell.text) ||
        cell.text.length > MAX_VALUE
        ? []
        : [cell];
    });
    const head = words(header.slice(0, 60));
    const headed = HEADS.find(([name, , looksRight]) => name.test(head) && agree(cells, looksRight))?.[1];
    const kind = headed ?? BY_VALUE.find(([, looksRight]) => agree(cells, looksRight))?.[0];
    if (kind !== undefined) columns.push({ at, kind, isHeaded: headed !== undefined });
  }
  return columns;
};
