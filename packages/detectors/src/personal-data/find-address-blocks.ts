import type { Detection } from '../detection.ts';
import { isFirmsAddress } from './firm-address.ts';
import { piiDetection } from './pii-detection.ts';

const FLAT = /(?<![\p{L}\d])(?:suite|apt\.?|apartment|flat) (?:no\.? ?|# ?)?\d{1,5}[a-z]?(?![\p{L}\d])/giu;
const LABEL =
  /(?<![\p{L}\d_])(?:(?:home|billing|mailing|postal|shipping|street|delivery|private) )?(?:address|adresse|anschrift|direcci[óo]n|domicilio|indirizzo|endereço|morada|adres|adresa|osoite|адрес|地址|住址|住所|주소)["']?[ ]?[:：][ ]?["']?\n?[> \t]{0,8}/giu;
const MAX_BLOCK = 160;
const MAX_LINE = 60;

const lineStart = (text: string, at: number): number => {
  const from = Math.max(0, at - 200);
  const start = text.slice(from, at).lastIndexOf('\n');
  return from + start + 1;
};

/** The street's line: that of the flat, or when the flat stands alone on its line, the one above. */
const streetStart = (text: string, flat: number): number => {
  let line = lineStart(text, flat);
  let end = flat;
  if (line > 0 && /^[>\s]*$/.test(text.slice(line, flat))) {
    end = line - 1;
    line = lineStart(text, end);
  }
  const words = text.slice(line, end);
  if (!/\d/.test(words)) return -1;
  if (words.length <= MAX_LINE) return line + (/^[>\s]*/.exec(words)?.[0].length ?? 0);
  // A long line is prose that leads up to the number of the house.
  const house = words.slice(-MAX_LINE).search(/(?<![\d-])\d{1,6}(?!\d)/);
  return house === -1 ? -1 : end - MAX_LINE + house;
};

/** Below the flat: a town, a land, a code, on short lines; the address is told as far as the last of them that has a number. */
const blockEnd = (text: string, from: number): number => {
  const [rest = ''] = text.slice(from, from + MAX_BLOCK).split(/\n[>\s]*\n/, 1);
  const lines = rest.split('\n', 4);
  let [end, length] = [0, 0];
  for (const line of lines) {
    if (line.length > MAX_LINE) break;
    const code = /^[>\s,\p{L}().'’-]{0,48}(?<![\d])\d[\d -]{2,6}(?![ -]?\d)/u.exec(line);
    if (code !== null) end = length + code[0].trimEnd().length;
    length += line.length + 1;
    if (code !== null && length > line.length + 1) break;
  }
  return from + end;
};

/** Addresses by their make, whatever the street is called: a flat below a line with a number, or what `Address:` announces. */
export const findAddressBlocks = (text: string): readonly Detection[] => {
  const found: Detection[] = [];
  for (const match of text.matchAll(FLAT)) {
    const start = streetStart(text, match.index);
    if (start === -1 || isFirmsAddress(text, start)) continue;
    found.push(piiDetection('address', start, blockEnd(text, match.index + match[0].length), 0.75));
  }
  for (const match of text.matchAll(LABEL)) {
    const start = match.index + match[0].length;
    const [block = ''] = text.slice(start, start + MAX_BLOCK).split(/\n[>\s]*\n|["'|]/, 1);
    const [first = ''] = block.split('\n', 1);
    // Machines have addresses too: a person's has words, a number, and no sign of a link, a mail or a register.
    if (
      !/\d/.test(first) ||
      !/\p{L}{3}.* |\d \p{L}{2}/u.test(first) ||
      /[@=]|:\/\/|0x|\d\.\d+\.\d|:\d/.test(first)
    )
      continue;
    found.push(piiDetection('address', start, start + block.trimEnd().length, 0.7));
  }
  return found;
};
