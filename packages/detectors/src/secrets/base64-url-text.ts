import { base64Bytes } from '../normalise/packed-pieces.ts';

/** The ASCII text that base64 or its URL form stands for; nothing where it stands for other bytes. */
export const base64UrlText = (encoded: string): string | undefined => {
  const bytes = base64Bytes(encoded);
  for (const byte of bytes)
    if (byte > 126 || (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13)) return undefined;
  return String.fromCharCode(...bytes);
};
