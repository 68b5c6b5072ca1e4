import { once } from 'node:events';
import { MAX_LINE_UNITS, readLines, type Line } from './read-lines.ts';
import { plain } from './terminal.ts';

/** What stands in the place of a line that could not be answered. */
export type BadLine = { id?: string | number; error: { message: string } };

const TOO_LONG: BadLine = {
  error: { message: `the line is longer than ${MAX_LINE_UNITS / 1024 / 1024} MiB; send less in one piece` },
};

/**
 * A batch door: one line in, one answer out, in the same order. A reader that is slower than we are is waited for, so
 * that neither an endless input nor a slow pipe fills the memory.
 */
export async function answerLines(
  answer: (line: string) => object | Promise<object>,
  lines: AsyncIterable<Line> = readLines(),
  output: NodeJS.WritableStream = process.stdout,
): Promise<void> {
  for await (const line of lines) {
    const said = line.kind === 'too-long' ? TOO_LONG : await answer(line.text);
    if (!output.write(`${plain(JSON.stringify(said))}\n`)) await once(output, 'drain');
  }
}
