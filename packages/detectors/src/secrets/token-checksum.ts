/**
 * A GitHub token ends in six characters that are the CRC-32 of the thirty before them, in base 62: an invented one
 * can be told from one that was issued. GitHub says the same of npm's tokens.
 */
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DIGITS = 6;

export const hasTokenChecksum = (token: string): boolean => {
  const body = /^(?:gh[pousr]|npm)_([0-9A-Za-z]{30})([0-9A-Za-z]{6})$/.exec(token);
  return body !== null && base62(crc32(body[1] ?? '')) === body[2];
};

const base62 = (value: number): string => {
  let out = '';
  for (let rest = value; out.length < DIGITS; rest = Math.floor(rest / 62))
    out = BASE62.charAt(rest % 62) + out;
  return out;
};

const crc32 = (ascii: string): number => {
  let crc = 0xffffffff;
  for (let at = 0; at < ascii.length; at++) {
    crc ^= ascii.charCodeAt(at);
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
};
