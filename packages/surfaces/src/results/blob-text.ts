import { bytesOfBase64, textOfBase64 } from './base64-text.ts';

/** In characters of base64; decoding more would keep everybody else waiting. */
const MAX_BLOB = 4 * 1024 * 1024;
/** Pictures, sounds and archives show by their first bytes that they are no text. */
const FIRST = 88;

/** The text that a blob is, when it is one; `cut` where it begins like one and nobody will read it to its end. */
export const textOfBlob = (base64: string): { readonly text: string | undefined; readonly cut: boolean } => {
  if (!beginsLikeText(base64)) return { text: undefined, cut: false };
  return base64.length > MAX_BLOB
    ? { text: undefined, cut: true }
    : { text: textOfBase64(base64), cut: false };
};

const beginsLikeText = (base64: string): boolean => {
  const bytes = bytesOfBase64(base64.slice(0, FIRST));
  if (bytes === undefined || bytes.length === 0) return false;
  const [first = 0] = bytes;
  // No text in UTF-8 begins within a character, and none has these.
  return (first & 0xc0) !== 0x80 && bytes.every((byte) => byte !== 0 && byte < 0xf5 && byte !== 0xc0);
};
