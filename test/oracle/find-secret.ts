import { gunzipSync, inflateRawSync } from 'node:zlib';

type Undo = (text: string) => readonly string[];

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');
const runs = (text: string, pattern: RegExp): readonly string[] => text.match(pattern) ?? [];
const quietly = (undo: () => Buffer): readonly string[] => {
  try {
    return [undo().toString('latin1')];
  } catch {
    // Not what it looked like.
    return [];
  }
};

/** The inside of a gzip stream or of a deflated zip member, wherever it starts. */
const inflated: Undo = (text) => {
  const found: string[] = [];
  for (let at = text.indexOf('\x1f\x8b\x08'); at >= 0; at = text.indexOf('\x1f\x8b\x08', at + 1)) {
    found.push(...quietly(() => gunzipSync(bytesOf(text.slice(at)), { finishFlush: 2 })));
  }
  for (let at = text.indexOf('PK\x03\x04'); at >= 0; at = text.indexOf('PK\x03\x04', at + 1)) {
    const header = bytesOf(text.slice(at, at + 30));
    if (header.length < 30) continue;
    const from = at + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    found.push(...quietly(() => inflateRawSync(bytesOf(text.slice(from)), { finishFlush: 2 })));
  }
  return found;
};

/** `xxd`, `od` and `hexdump -C`: the address in front and the characters behind are not part of the bytes. */
const dumped: Undo = (text) => {
  const bytes = text.split('\n').map((line) =>
    line
      .replace(/^([0-9a-f]{8}): (.*?) {2}.*$/i, '$2')
      .replace(/^[0-9a-f]{6,8}:? /i, '')
      .replace(/ \|.*\|$/, ''),
  );
  return [Buffer.from(bytes.join('').replaceAll(/[^0-9a-f]/gi, ''), 'hex').toString('latin1')];
};

/**
 * Ways in which a command can carry a secret without showing it. What can be undone by somebody who does not know
 * the command counts as leaked. To add one: a row that gives the possible texts before it.
 */
const UNDO: readonly Undo[] = [
  (text) => [text.replaceAll(/[\s"'\\,:;|<>]/g, '')],
  (text) => [
    text
      .split('\n')
      .map((line) => line.replace(/^\s*\d+\s?/, ''))
      .join('')
      .replaceAll(/\s/g, ''),
  ],
  (text) => [Array.from(text).reverse().join('')],
  (text) =>
    runs(text.replaceAll(/\s/g, ''), /[0-9a-f]{32,}/gi).map((run) =>
      Buffer.from(run, 'hex').toString('latin1'),
    ),
  dumped,
  (text) =>
    runs(text.replaceAll(/\s/g, ''), /[\w+/-]{24,}/g).flatMap((run) =>
      // A run may begin with a character that is not part of it.
      [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), 'base64').toString('latin1')),
    ),
  (text) => [
    text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  ],
  (text) => [String.fromCharCode(...runs(text, /\b\d{2,3}\b/g).map(Number))],
  (text) => [
    text.replaceAll(/[a-z]/gi, (letter) => {
      const base = letter <= 'Z' ? 65 : 97;
      return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
    }),
  ],
  inflated,
];

const holds = (text: string, secrets: readonly string[]): boolean => {
  // Letters of either case: a secret in capitals is still the secret, and 40 random characters don't meet by chance.
  const lower = text.toLowerCase();
  return secrets.some((secret) => lower.includes(secret.toLowerCase()));
};

/** Does the output hold one of the secrets, as it is or under at most two encodings? */
export function findSecret(output: Buffer, secrets: readonly string[]): boolean {
  let texts: readonly string[] = [output.toString('latin1')];
  for (let depth = 0; depth <= 2; depth += 1) {
    if (texts.some((text) => holds(text, secrets))) return true;
    if (depth < 2) texts = texts.flatMap((text) => UNDO.flatMap((undo) => undo(text)));
  }
  return false;
}
