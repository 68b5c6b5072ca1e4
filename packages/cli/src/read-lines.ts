/**
 * Standard input line by line; what follows the last line break counts when it is not empty. Only `\n` ends a line:
 * JSON text may hold the other characters that `node:readline` would cut it at.
 */
export async function* readLines(): AsyncGenerator<string> {
  let pieces: string[] = [];
  for await (const chunk of process.stdin.setEncoding('utf8') as AsyncIterable<string>) {
    const [first = '', ...others] = chunk.split('\n');
    pieces.push(first);
    for (const next of others) {
      yield pieces.join('');
      pieces = [next];
    }
  }
  const last = pieces.join('');
  if (last !== '') yield last;
}

export async function readAll(): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}
