import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';
import type { Detection } from '../detection.ts';
import { contextNear } from './context-near.ts';
import { likelyCountries } from './likely-countries.ts';
import { phoneCandidates, type PhoneCandidate } from './phone-candidates.ts';
import { piiDetection } from './pii-detection.ts';

/** Words that stand beside a telephone number, in the languages of the plans we try. */
const CONTEXT =
  /(?:^|[^\p{L}])(?:tele?(?:phone|fon(?:nummer)?|fono|fax)?s?|tél(?:éphone)?|phones?|mobiles?|cell(?:phone|ular)?|handy|m[óo]vil|fax|whatsapp|signal|sms|text(?:ed)? me|call(?:ed|ing|s)?|reach(?: me| us)?|dial|ring|contact(?: me| us)?|hotline|helpline|desk|direct|landline|answering|voicemail|ph|mob|cel|celular|numbers?|messages?|registered|rufnummer|handynummer|telefonnummer|mobilnummer|durchwahl|telefonnr|mobilnr|telefoon(?:nummer)?|mobiel|portable|cellulare|recapito|telefone|telemóvel|komórka|puhelin|cep|numéro|тел|телефон|моб|мобильный|τηλ|κινητό|फ़ोन|मोबाइल|هاتف|جوال)(?![\p{L}])|手机|手機|电话|電話|携帯|连絡先|联系方式|연락처|전화|휴대폰|_(?:phone|mobile|tel|fax)|(?:phone|mobile)_/iu;
/** After the number: `… office`, `…-Fax`. */
const AFTER = /^[\s\\(-]{0,4}(?:\(?(?:office|fax|mobile|home|work|cell|tel|desk|direct)\b)/i;
/** Said just before the digits, these make another kind of number out of them. */
const OTHER_NUMBER =
  /(?:order|invoice|ticket|case|issue|pr|id|ref(?:erence)?|account|acct|card|iban|bsn|ssn|version|build|serial|tracking|part|model|isbn|issn|doi|port|pid|uid|gid|size|bytes|zip|licen[cs]e|passport|tax|nhs|routing|sort code|policy|member|customer|timestamp|epoch|row|line|page|year|lat|lon|commit|rev(?:ision)?)(?:\s?(?:number|no|num|nr|id|code|is|#))*\.?["']?\s?[:=#]{0,2}\s?["']?$/i;

/** The word is a label, and the number is what it labels. */
const DIRECT =
  /(?:tel(?:efon|ephone)?|phone|mobile|cell|fax|desk|call(?: me)?(?: on| at)?)["']?\s?[:.=]?\s?["']?$/i;

/** How often the plans are asked for one text. A text stuffed with numbers is judged by shape and words from then on. */
const MAX_LOOKUPS = 4000;

/** By words or by shape, without a plan that knows it. */
const UNPROVED = 0.6;

const NANP = /^(?:\+?1[ .-])?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .-])[2-9]\d\d[ .-]\d{4}$/;
const UK_MOBILE = /^07\d{3}[ ]?\d{3}[ ]?\d{3}$/;

/** These announce other numbers as well: `messages 1000000 2000000`. A number they announce has three groups, or the plan knows it. */
const STRONG =
  /(?:^|[^\p{L}])(?:tel|tél|phone|mob|cel|handy|m[óo]vil|fax|whatsapp|sms|call|dial|ring|desk|landline|contact|reach|answering at)/iu;
const isWeak = (text: string, { start, end, written }: PhoneCandidate): boolean =>
  !contextNear(text, start, start, STRONG) &&
  !AFTER.test(text.slice(end, end + 16)) &&
  written.split(/\D+/).filter(Boolean).length < 3;

const isValid = (written: string, country?: CountryCode): boolean =>
  parsePhoneNumberFromString(written, country)?.isValid() === true;

const shapeAlone = ({ written }: PhoneCandidate): boolean =>
  (NANP.test(written) && isValid(written, 'US')) ||
  (UK_MOBILE.test(written) && /\s/.test(written) && isValid(written, 'GB'));

/**
 * Telephone numbers. With a country's prefix the plan alone decides; in a national form the plan is one of many, so words
 * nearby decide and the plan only adds to the confidence. `isColumn` says the words are at the head of the column.
 */
export const findPhones = (text: string, isColumn = false): readonly Detection[] => {
  if (!/\d/.test(text)) return [];
  const found: Detection[] = [];
  let lookups = 0;
  let countries: readonly CountryCode[] | undefined;
  for (const candidate of phoneCandidates(text)) {
    const { start, end, written } = candidate;
    const isInternational = /^(?:\+|00)/.test(written);
    if (OTHER_NUMBER.test(text.slice(Math.max(0, start - 32), start))) continue;
    const isNamed =
      isColumn || AFTER.test(text.slice(end, end + 16)) || contextNear(text, start, start, CONTEXT);
    const mayLookUp = lookups < MAX_LOOKUPS;
    lookups += 1;
    let confidence = isNamed ? UNPROVED : 0;
    if (!mayLookUp) {
      if (written.startsWith('+') || NANP.test(written)) confidence = UNPROVED;
    } else if (isInternational) {
      if (isValid(written.replace(/^00/, '+')))
        confidence = written.startsWith('+') ? 0.95 : isNamed ? 0.9 : 0.3;
    } else if (isNamed) {
      countries ??= likelyCountries(text);
      const isBare =
        /^\d+$/.test(written) && !isColumn && !DIRECT.test(text.slice(Math.max(0, start - 16), start));
      if (countries.some((country) => isValid(written, country))) confidence = 0.85;
      // No separator, no plan: a word somewhere near is too little to make a telephone number out of any number.
      else if (isBare || (isWeak(text, candidate) && !isColumn)) confidence = 0.3;
    } else if (shapeAlone(candidate)) {
      confidence = 0.7;
    }
    if (confidence > 0) found.push(piiDetection('phone', start, end, confidence));
  }
  return found;
};
