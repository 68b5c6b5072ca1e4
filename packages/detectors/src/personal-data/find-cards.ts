import type { Detection } from '../detection.ts';
import { luhnHolds } from './checksums.ts';
import { contextNear } from './context-near.ts';
import { piiDetection } from './pii-detection.ts';

/** Twelve to nineteen digits, in groups or not. Bounded at every step: a longer run of digits is no card. */
const CARD = /(?<![\w.+])(?<!\d[ -])\d{4}(?:[ -]?\d){8,15}(?![\w])(?![ -]\d)(?!\.\d)/g;
const CONTEXT =
  /\b(?:cards?|credit|debit|visa|master ?card|maestro|amex|american express|discover|diners|jcb|payments?|pan|cc(?:n|[ _-]?num(?:ber)?)?|karte|kreditkarte|carte|tarjeta|carta|kaart)(?:\b|_)/i;

/** First digits → lengths, for the issuers that number cards (ISO/IEC 7812). */
const ISSUERS: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^4/, [13, 16, 19]],
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^(?:6011|64[4-9]|65)/, [16, 19]],
  [/^(?:30[0-5]|3095|36|3[89])/, [14, 16, 19]],
  [/^35(?:2[89]|[3-8])/, [16, 19]],
  [/^(?:2131|1800)/, [15]],
  [/^62/, [16, 17, 18, 19]],
  [/^(?:50|5[6-9]|6)/, [12, 13, 14, 15, 16, 17, 18, 19]],
];
/** Maestro's range is so wide that its checksum alone says little. */
const isWide = (digits: string): boolean =>
  /^(?:50|5[6-9]|6)/.test(digits) && !/^(?:6011|64[4-9]|65|62)/.test(digits);
const isIssued = (digits: string): boolean =>
  ISSUERS.some(([first, lengths]) => first.test(digits) && lengths.includes(digits.length));

/** The numbers that payment services publish for tests; they open nothing. */
const TEST_NUMBERS: ReadonlySet<string> = new Set([
  '4111111111111111', '4242424242424242', '4012888888881881', '4222222222222', '4000056655665556',
  '5555555555554444', '5105105105105100', '5200828282828210', '2223003122003222', '378282246310005',
  '371449635398431', '378734493671000', '6011111111111117', '6011000990139424', '30569309025904',
  '38520000023237', '3056930009020004', '3530111333300000', '3566002020360505', '6200000000000005',
]); // prettier-ignore

/** Payment cards: Luhn, and either the issuer's first digits and a length it uses, or a word that says so. */
export const findCards = (text: string): readonly Detection[] => {
  const found: Detection[] = [];
  for (const match of text.matchAll(CARD)) {
    const end = match.index + match[0].length;
    const digits = match[0].replace(/\D/g, '');
    if (!luhnHolds(digits) || /^(\d)\1*$/.test(digits)) continue;
    const isNamed = contextNear(text, match.index, end, CONTEXT);
    // Issuers open new ranges: where words say that it is a card, the range need not be known.
    if (!isNamed && !isIssued(digits)) continue;
    // One number in ten passes Luhn: outside the narrow ranges, or without groups, a word has to say that it is a card.
    const isGrouped = /^\d{4}([ -])\d{4}\1\d{4}\1|^\d{4}([ -])\d{6}\2\d{4,5}$/.test(match[0]);
    const alone = isWide(digits)
      ? 0.3
      : isGrouped || digits.length === 16 || digits.length === 15
        ? 0.7
        : 0.4;
    const confidence = TEST_NUMBERS.has(digits) ? 0.3 : isNamed ? (isIssued(digits) ? 0.95 : 0.7) : alone;
    found.push(piiDetection('card', match.index, end, confidence));
  }
  return found;
};
