/** Longer lines than any payload; a line without end must not fill the memory. In UTF-16 units, as texts are counted. */
export const MAX_LINE_UNITS = 64 * 1024 * 1024;

/** A line, or the place where one stood that was too long to be held. */
export type Line = { kind: 'line'; text: string } | { kind: 'too-long' };

/**
 * Texts cut at line breaks; what follows the last one counts when it is not empty. Only `\n` ends a line: JSON text may
 * hold the other characters that `node:readline` would cut it at.
 */
export async function* cutIntoLines(
  chunks: AsyncIterable<string>,
  maxUnits = MAX_LINE_UNITS,
): AsyncGenerator<Line> {
  let pieces: string[] = [];
  let units = 0;
  const add = (piece: string): void => {
    units += piece.length;
    if (units > maxUnits) pieces = [];
    else pieces.push(piece);
  };
  const take = (): Line => {
    const line: Line = units > maxUnits ? { kind: 'too-long' } : { kind: 'line', text: pieces.join('') };
    pieces = [];
    units = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', from)) {
      add(chunk.slice(from, end));
      yield take();
      from = end + 1;
    }
    add(chunk.slice(from));
  }
  if (units > 0) yield take();
}

/** Standard input, line by line. */
export const readLines = (): AsyncGenerator<Line> =>
  // After `setEncoding` a stream gives strings; its type does not say so.
  cutIntoLines(process.stdin.setEncoding('utf8') as AsyncIterable<string>);

/** Standard input as one text; undefined when it is longer than `maxBytes`. */
export async function readAll(): Promise<string>;
export async function readAll(maxBytes: number): Promise<string | undefined>;
export async function readAll(maxBytes = Number.POSITIVE_INFINITY): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > maxBytes) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
