import type { Detection } from '../detection.ts';
import { contextNear } from './context-near.ts';
import { piiDetection } from './pii-detection.ts';

const IPV4 = /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]\d|\w)/g;
const IPV6 = /(?<![\w:])(?:[\da-f]{1,4}:){3,7}[\da-f]{1,4}(?![\w:])/gi;
const MAC = /(?<![\w:-])[\da-f]{2}(?:([:-])[\da-f]{2}(?:\1[\da-f]{2}){4})(?![\w:-])/gi;

/** Servers have addresses too; only beside a person's doing does one point at somebody. */
const PERSON =
  /\b(?:(?:client|user|visitor|customer|remote|source|login|caller|device|home)[ _-]?(?:ip|addr(?:ess)?|mac)|(?:logged|signed) in (?:from|at)|visitor|x-forwarded-for|(?:his|her|my) (?:ip|mac)|(?:ip|mac)(?: addr(?:ess)?)? of (?:the |our )?(?:user|visitor|client|customer))/i;
/** This machine, the private networks, and the ranges kept for documentation are nobody's. */
const NOBODY =
  /^(?:0|10|127|22[4-9]|23\d|24\d|25\d)\.|^192\.168\.|^172\.(?:1[6-9]|2\d|3[01])\.|^169\.254\.|^192\.0\.2\.|^198\.51\.100\.|^203\.0\.113\.|^2001:0?db8:/i;

export const findNetworkAddresses = (text: string): readonly Detection[] => {
  if (!PERSON.test(text)) return [];
  const found: Detection[] = [];
  const collect = (shape: RegExp, rule: string, isReal: (written: string) => boolean): void => {
    for (const { 0: written, index } of text.matchAll(shape)) {
      const end = index + written.length;
      if (isReal(written) && !NOBODY.test(written) && contextNear(text, index, end, PERSON))
        found.push(piiDetection(rule, index, end, 0.7));
    }
  };
  collect(IPV4, 'ip', (written) => written.split('.').every((part) => Number(part) < 256));
  collect(IPV6, 'ip', (written) => written.split(':').length === 8);
  collect(MAC, 'mac', (written) => !/^(?:00[:-]){5}00$|^(?:ff[:-]){5}ff$/i.test(written));
  return found;
};
