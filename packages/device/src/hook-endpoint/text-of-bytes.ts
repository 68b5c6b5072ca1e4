/**
 * A file's bytes as the client shows them to the model: little-endian UTF-16 where its mark says so, else UTF-8 with
 * whatever is none replaced. UTF-16 of the other kinds becomes letters with NULs between them, which detectors read
 * through, as a model does.
 */
export const textOfBytes = (bytes: Buffer): string =>
  bytes.toString(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf16le' : 'utf8');
