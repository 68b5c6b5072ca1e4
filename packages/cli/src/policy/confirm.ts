import { createInterface } from 'node:readline/promises';
import { failure, type Failure } from '../command.ts';
import { EXIT } from '../exit-code.ts';

/** Asks on the error stream, so that a pipe gets data only. Nothing when the answer is yes. */
export async function confirm(question: string): Promise<Failure | undefined> {
  if (!process.stdin.isTTY)
    return failure('nobody can be asked here; look at the diff and add `--yes`', EXIT.usage);
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`${question} [y/N] `);
    return /^y(es)?$/i.test(answer.trim()) ? undefined : failure('nothing was changed');
  } finally {
    lines.close();
  }
}
