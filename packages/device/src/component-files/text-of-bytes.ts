import type { UnreadReason } from './component-source.ts';

/** Where a program would read on past a NUL, so does a scan: a NUL must not hide a skill. */
const TEXT_NAME =
  /\.(?:[cm]?[jt]sx?|json[c5l]?|ya?ml|toml|md|mdx|markdown|txt|rst|html?|css|svg|xml|csv|tsv|ini|cfg|conf|env|sh|bash|zsh|fish|py|pyw|rb|pl|php|lua|go|rs|java|kt|swift|c|h|cc|cpp|cs|sql|ps1|psm1|bat|cmd|applescript|plist|service|desktop|lock|log)$|(?:^|\/)(?:\.[^./]+|readme|license|makefile|dockerfile|skill|agents|claude)$/i;

/** So much of a file tells what it is. */
export const BEGINNING_BYTES = 8192;

/** The first bytes of what shows a picture, a typeface or a sound and cannot be run. */
const MEDIA: readonly (readonly number[])[] = [
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a],
  [0xff, 0xd8, 0xff],
  [0x47, 0x49, 0x46, 0x38],
  [0x00, 0x00, 0x01, 0x00],
  [0x77, 0x4f, 0x46, 0x46],
  [0x77, 0x4f, 0x46, 0x32],
  [0x00, 0x01, 0x00, 0x00, 0x00],
  [0x4f, 0x54, 0x54, 0x4f],
  [0x4f, 0x67, 0x67, 0x53],
  [0x49, 0x44, 0x33],
  [0x69, 0x63, 0x6e, 0x73],
];
const RIFF = [0x52, 0x49, 0x46, 0x46];
const SHEBANG = [0x23, 0x21];

/** Why a file that begins so is not read as text; undefined when it is. */
export function whyNoText(path: string, beginning: Buffer): UnreadReason | undefined {
  if (byteOrder(beginning) !== undefined || startsWith(beginning, SHEBANG) || TEXT_NAME.test(path))
    return undefined;
  if (isMedia(beginning)) return 'media';
  return beginning.subarray(0, BEGINNING_BYTES).includes(0) ? 'binary' : undefined;
}

/** Bytes that are no UTF-8 become U+FFFD; a byte order mark is left out. */
export const textOfBytes = (bytes: Buffer): string =>
  new TextDecoder(byteOrder(bytes) ?? 'utf-8').decode(bytes);

const byteOrder = (bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined => {
  if (startsWith(bytes, [0xff, 0xfe])) return 'utf-16le';
  return startsWith(bytes, [0xfe, 0xff]) ? 'utf-16be' : undefined;
};

const startsWith = (bytes: Buffer, start: readonly number[]): boolean =>
  start.every((byte, index) => bytes[index] === byte);

const isMedia = (bytes: Buffer): boolean =>
  MEDIA.some((start) => startsWith(bytes, start)) || startsWith(bytes, RIFF);
