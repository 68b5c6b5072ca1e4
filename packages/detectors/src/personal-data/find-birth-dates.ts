import type { Detection } from '../detection.ts';
import { piiDetection } from './pii-detection.ts';

const WORD =
  /\b(?:d\.?o\.?b\b\.?|date[ _-]of[ _-]birth|birth[ _-]?da(?:te|y)|born(?: on)?|geburtsdatum|geboren(?: am)?|date de naissance|né(?:e)? le|fecha de nacimiento|data di nascita|geboortedatum)/gi;
const LINK = /^["']?(?:\s?(?:is|was|on|the)\b)?["']?\s?[:=]?\s?["']?/i;
const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\\.?';
const DATE = new RegExp(
  `^(?:(?:19|20)\\d\\d[-/.]\\d{1,2}[-/.]\\d{1,2}|\\d{1,2}[-/. ]{1,2}\\d{1,2}[-/. ]{1,2}(?:(?:19|20)\\d\\d|\\d\\d(?!\\d))|\\d{1,2}(?:st|nd|rd|th)? (?:of )?${MONTH},? (?:19|20)\\d\\d|${MONTH} \\d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\\d\\d)`,
  'i',
);

/** A day is somebody's birth only when the words before it say so. */
export const findBirthDates = (text: string): readonly Detection[] => {
  const found: Detection[] = [];
  for (const match of text.matchAll(WORD)) {
    const from = match.index + match[0].length;
    const start = from + (LINK.exec(text.slice(from, from + 16))?.[0].length ?? 0);
    const date = DATE.exec(text.slice(start, start + 32))?.[0];
    if (date !== undefined) found.push(piiDetection('date-of-birth', start, start + date.length, 0.9));
  }
  return found;
};
