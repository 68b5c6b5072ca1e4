/*
 * Bytes that are a text in truth: MCP sends whatever is not declared text as base64, and the model reads it all the same.
 * Written here because this package has no Node and the language itself no codec.
 */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** By character code; 64 where there is none. Both alphabets, which differ in the last two. */
const VALUES = new Uint8Array(128).fill(64);
for (let index = 0; index < 64; index += 1) VALUES[ALPHABET.charCodeAt(index)] = index;
VALUES['-'.charCodeAt(0)] = 62;
VALUES['_'.charCodeAt(0)] = 63;

/** Both alphabets, with or without padding, white space in between; undefined when it is none. */
export const bytesOfBase64 = (text: string): Uint8Array | undefined => {
  const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4));
  let length = 0;
  let bits = 0;
  let held = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    // `=`, and the white space that lines of base64 are broken with.
    if (code === 61 || code === 10 || code === 13 || code === 32 || code === 9) continue;
    const value = VALUES[code] ?? 64;
    if (value === 64) return undefined;
    held = (held << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[length] = (held >> bits) & 0xff;
      length += 1;
      held &= (1 << bits) - 1;
    }
  }
  return bytes.subarray(0, length);
};

export const base64OfBytes = (bytes: Uint8Array): string => {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second, third] = bytes.subarray(at, at + 3);
    parts.push(
      ALPHABET.charAt(first >> 2) +
        ALPHABET.charAt(((first & 3) << 4) | ((second ?? 0) >> 4)) +
        (second === undefined ? '=' : ALPHABET.charAt(((second & 15) << 2) | ((third ?? 0) >> 6))) +
        (third === undefined ? '=' : ALPHABET.charAt(third & 63)),
    );
  }
  return parts.join('');
};

/** Web standards, in every JavaScript that runs this; the types of the language itself don't have them. */
declare const TextDecoder: new (
  label: 'utf-8',
  options: { readonly fatal: boolean; readonly ignoreBOM: true },
) => { decode(bytes: Uint8Array): string };
declare const TextEncoder: new () => { encode(text: string): Uint8Array };

/** The text that some base64 is, when it is one: UTF-8, and no more control characters than texts have. */
export const textOfBase64 = (base64: string): string | undefined => {
  const bytes = bytesOfBase64(base64);
  if (bytes === undefined) return undefined;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
  return isText(text) ? text : undefined;
};

/** White space and the escape of terminals are in texts; other controls are not. */
const isText = (text: string): boolean => {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 32 && (code < 9 || (code > 13 && code !== 27))) return false;
  }
  return true;
};

export const base64OfText = (text: string): string => base64OfBytes(new TextEncoder().encode(text));
