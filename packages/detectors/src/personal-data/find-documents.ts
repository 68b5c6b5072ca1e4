import type { Detection } from '../detection.ts';
import { piiDetection } from './pii-detection.ts';

/** A word for the document, at most a few words that are no number, then the number: letters and digits, six at least. */
const DOCUMENTS: readonly (readonly [string, RegExp])[] = [
  [
    'driver-license',
    /(?:driver(?:'s|’s|s)?|driving)[ _-]?licen[cs]e|\bdl[ _-]?(?:number|no\b|#)|f[üu]hrerschein(?:nummer)?|permis de conduire|patente di guida/gi,
  ],
  ['passport', /passports?(?:nummer)?|reisepass(?:nummer)?|passeport|pasaporte|passaporto/gi],
];
const LINK =
  /^["']?(?:[ \t_-]?(?:number|num|no|nr|id|is|was|#|n°|de|card|holder)\b\.?){0,4}["']?\s?[:=#]{0,2}\s?["']?/i;
const NUMBER = /^(?=[A-Z]{0,3} ?[A-Z]{0,2}\d)[A-Z0-9](?:[ -]?[A-Z0-9]){5,19}(?![A-Za-z0-9])/;

const read = (text: string): string | undefined => {
  const number = NUMBER.exec(text)?.[0];
  // Four digits at least: `PASSPORT RENEWAL` is a heading, `expires 2027` a year.
  return number !== undefined && number.replace(/\D/g, '').length >= 4 ? number : undefined;
};

/** Passports and driving licences: no checksum holds for all issuers, so only the word before makes the number one. */
export const findDocuments = (text: string): readonly Detection[] => {
  const found: Detection[] = [];
  for (const [rule, word] of DOCUMENTS) {
    for (const match of text.matchAll(word)) {
      const from = match.index + match[0].length;
      const link = LINK.exec(text.slice(from, from + 48))?.[0].length ?? 0;
      const number = read(text.slice(from + link, from + link + 32));
      if (number === undefined) continue;
      found.push(piiDetection(rule, from + link, from + link + number.length, 0.85));
    }
  }
  return found;
};
