/** Less than this share of readable characters, and the bytes are not a text. */
const READABLE_SHARE = 0.9;

const SHORTEST_FOREIGN = 18;

const isReadable = (code: number): boolean =>
  code === 9 ||
  code === 10 ||
  code === 13 ||
  (code >= 0x20 && code < 0x7f) ||
  (code > 0x9f && code !== 0xfffd);

/** Bytes as text: UTF-8, or UTF-16 as Windows writes it. Undefined when they are mostly something else. */
export function bytesToText(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return undefined;
  const codes = looksLikeUtf16(bytes) ? utf16(bytes) : utf8(bytes);
  let readable = 0;
  let ascii = 0;
  for (const code of codes) {
    if (isReadable(code)) readable++;
    if (code < 0x80) ascii++;
  }
  if (readable < codes.length * READABLE_SHARE) return undefined;
  // A name that happens to decode gives a few letters of any script; a text in another script is longer and flawless.
  const foreign = ascii < codes.length * READABLE_SHARE;
  if (foreign && (bytes.length < SHORTEST_FOREIGN || codes.includes(0xfffd))) return undefined;
  return textOf(codes);
}

/** Bytes as text, whatever they are: where a decoder would not refuse either. */
export const bytesToAnyText = (bytes: Uint8Array): string => textOf(utf8(bytes));

/** Latin text in UTF-16, low byte first, has a zero at nearly every second place. */
function looksLikeUtf16(bytes: Uint8Array): boolean {
  let zeros = 0;
  for (let at = 1; at < bytes.length; at += 2) if (bytes[at] === 0) zeros++;
  return bytes.length >= 8 && zeros > bytes.length * 0.35;
}

function utf16(bytes: Uint8Array): number[] {
  const codes: number[] = [];
  for (let at = 0; at + 1 < bytes.length; at += 2) codes.push((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8));
  return codes;
}

/** A byte that begins nothing valid becomes U+FFFD, alone: the bytes after it may begin something. */
function utf8(bytes: Uint8Array): number[] {
  const codes: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] ?? 0;
    const extra = first < 0x80 ? 0 : first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    let code = extra === 0 ? first : first & (0x3f >> extra);
    let valid = extra === 0 || (first >= 0xc2 && first <= 0xf4);
    for (let more = 1; more <= extra && valid; more++) {
      const next = bytes[at + more] ?? 0;
      if ((next & 0xc0) !== 0x80) valid = false;
      code = (code << 6) | (next & 0x3f);
    }
    const shortest = extra < 2 ? 0 : extra === 2 ? 0x800 : 0x10000;
    valid &&= code >= shortest && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    codes.push(valid ? code : 0xfffd);
    at += valid ? extra + 1 : 1;
  }
  return codes;
}

/** In pieces: a call takes only so many arguments. */
function textOf(codes: readonly number[]): string {
  const parts: string[] = [];
  for (let at = 0; at < codes.length; at += 4096)
    parts.push(String.fromCodePoint(...codes.slice(at, at + 4096)));
  return parts.join('');
}
