/** Bytes to text without the platform: this package has neither `Buffer` nor `TextDecoder`. Bad bytes become U+FFFD. */
export function decodeUtf8(bytes: readonly number[]): string {
  let out = '';
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] ?? 0;
    const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 0;
    let code = length === 1 ? first : first & (0xff >> (length + 1));
    let good = length > 0;
    for (let index = 1; index < length; index++) {
      const next = bytes[at + index] ?? 0;
      if ((next & 0xc0) !== 0x80) good = false;
      code = code * 64 + (next & 0x3f);
    }
    const valid = good && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000);
    out += valid ? String.fromCodePoint(code) : '\ufffd';
    at += valid ? length : 1;
  }
  return out;
}

export function decodeUtf16(bytes: readonly number[]): string {
  let out = '';
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    out += String.fromCharCode((bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0));
  }
  return out;
}
