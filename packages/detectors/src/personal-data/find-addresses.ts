import type { Detection } from '../detection.ts';
import { contextNear } from './context-near.ts';
import { isFirmsAddress } from './firm-address.ts';
import { piiDetection } from './pii-detection.ts';

const STREET_WORD =
  '(?:street|str|st|road|rd|avenue|ave|av|boulevard|blvd|lane|ln|drive|dr|court|ct|crescent|terrace|close|place|pl|square|sq|way|parkway|pkwy|highway|hwy|route|trail|circle|cir|grove|gardens|mews|hill|row|quay|wharf|walk|loop|alley|plaza|streets|squares|roads|drives|avenues)';
const NAME = "[\\p{L}\\d][\\p{L}\\d.'’-]{0,24}";
const HOUSE = '\\d{1,6}[a-z]?(?:[ -]\\d{1,5}[a-z]?)?';

const SHAPES: readonly RegExp[] = [
  // 12 High Street
  new RegExp(`(?<![\\p{L}\\d.])${HOUSE},? (?:${NAME} ){1,4}?${STREET_WORD}(?![\\p{L}\\d])\\.?`, 'giu'),
  // Hauptstraße 12, Storgata 3
  new RegExp(
    `(?<![\\p{L}\\d])(?:${NAME} ){0,2}\\p{L}[\\p{L}-]{1,24}(?:straße|strasse|str\\.|gasse|weg|platz|allee|gatan|gata|vägen|vej|veien|gade|straat|laan|plein|katu|tie|utca|útja)[ ]\\d{1,5}[a-z]?(?![\\p{L}\\d])`,
    'giu',
  ),
  // 5, rue de la Paix / Via Roma 12 / Calle Mayor, 3
  new RegExp(
    `(?<![\\p{L}\\d])\\d{1,5}(?: ?bis| ?ter)?,? (?:rue|avenue|boulevard|chemin|place|allée|impasse|quai) (?:${NAME} ?){1,5}`,
    'giu',
  ),
  new RegExp(
    `(?<![\\p{L}\\d])(?:via|viale|piazza|corso|largo|strada|vicolo|calle|carrer|camino|ronda|c/|avenida|av\\.|plaza|paseo|rua|travessa|praça|estrada|alameda|ul\\.|ulica|aleja|al\\.|улица|проспект|пр\\.|ул\\.) (?:${NAME} ){0,4}${NAME},? ?(?:n[.°º] ?)?\\d{1,5}(?![\\p{L}\\d])`,
    'giu',
  ),
  // 丽泽路12号, 神南1-2-3, 테헤란로 123: the sign for a road or a house is enough of a form by itself
  /[\u4e00-\u9fff]{2,24}(?:路|街|道|巷|弄|大道)\d{1,5}(?:号|號)/gu,
  /[\u4e00-\u9fff]{1,4}(?:都|道|府|県)[\u3040-\u30ff\u4e00-\u9fff]{1,24}[\d０-９]{1,4}(?:[-－丁][\d０-９]{1,4}){1,2}/gu,
  /[\uac00-\ud7a3]{1,6}(?:시|도|구|군)(?: [\uac00-\ud7a3]{1,10}){1,3}(?:로|길)(?: ?\d{1,4}번길)? \d{1,4}/gu,
  // P.O. boxes and the post of armed forces
  /(?<![\p{L}\d])(?:p\.? ?o\.? ?box|postfach|psc \d{1,5},? box|unit \d{1,5},? box|cmr \d{1,5},? box) \d{1,6}/giu,
];

/** What may follow on the way to the end: flats, places, states, the code, the country. Cut at a sentence's end or an empty line. */
const REST =
  /^(?:(?:[ \t]*[,\n][ \t]*|[ \t]+)(?:[\p{Lu}\d][\p{L}\p{N}.()'’-]{0,24}|of|de|la|di|du)(?:[ ](?:[\p{Lu}\d][\p{L}\p{N}.()'’-]{0,24}|of|de|la|di|du)){0,5}){0,5}/u;
const POSTCODE =
  /(?<![\p{L}\d])(?:\d{5}(?:-\d{4})?|\d{4} ?[A-Z]{2}|\d{3} \d{2}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{4}|[A-Z]{1,2}-\d{4,5}|\d{2}-\d{3}|\d{5}-\d{3})(?![\p{L}\d])/gu;
const CONTEXT =
  /\b(?:address|adresse|direcci[óo]n|indirizzo|lives? (?:at|on|in)|living at|reside|residing|located at|based at|ship(?:ped|ping)? to|deliver(?:ed|y)? to|mail(?:ed)? to|send|sent|billing|home|moved to|offices? (?:at|in)|my house|wohnt|wohnhaft|anschrift|habite|domicili(?:é|ado|ée)|domicilio|vive en|abita|residente|mora (?:em|na)|endereço|morada|woont|adres|adresse|zam(?:ieszkała|ieszkały)|bor på)\b|street:|住址|地址|住所|주소|адрес|_address|address_/i;

/** Where the last code, or else the flat, of what follows ends: as far as the address is told for sure. */
const endOf = (text: string, from: number): { readonly end: number; readonly hasPostcode: boolean } => {
  const rest = REST.exec(text.slice(from, from + 120))?.[0] ?? '';
  let end = from;
  for (const code of rest.matchAll(POSTCODE)) end = from + code.index + code[0].length;
  return end > from ? { end, hasPostcode: true } : { end: from, hasPostcode: false };
};

/** Streets with a number. Such words alone are also headings and file names: a postcode behind or a word before has to agree. */
export const findAddresses = (text: string): readonly Detection[] => {
  if (!/\d/.test(text)) return [];
  const found: Detection[] = [];
  for (const shape of SHAPES) {
    for (const match of text.matchAll(shape)) {
      const start = match.index;
      const { end, hasPostcode } = endOf(text, start + match[0].length);
      const isNamed = contextNear(text, start, start, CONTEXT);
      // A street's name has a capital somewhere: `3 ways to close the place` has none.
      const hasCapital = /\p{Lu}|\p{Lo}/u.test(match[0]);
      const isFirm = isFirmsAddress(text, start);
      const confidence = isFirm
        ? 0.35
        : hasPostcode && hasCapital
          ? isNamed
            ? 0.9
            : 0.7
          : isNamed
            ? 0.65
            : 0.3;
      found.push(piiDetection('address', start, end, confidence));
    }
  }
  return found;
};
