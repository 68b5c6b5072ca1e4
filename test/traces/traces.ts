import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Step = {
  readonly tool: string;
  readonly text: string;
  /** The file in `results/` that the tool gives back; something short and plain without it. */
  readonly result?: string;
};
export type Trace = { readonly name: string; readonly steps: readonly Step[] };

const lines = (file: string): string[] =>
  readFileSync(join(import.meta.dirname, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

/** A part is a heading `== name` and a line for each step: the tool, what it is given, and what it gives back. `>` is the person's own prompt. */
function readParts(): ReadonlyMap<string, readonly string[]> {
  const parts = new Map<string, string[]>();
  let part: string[] = [];
  for (const line of readdirSync(join(import.meta.dirname, 'parts')).flatMap((file) =>
    lines(join('parts', file)),
  )) {
    if (line.startsWith('== ')) parts.set(line.slice(3), (part = []));
    else part.push(line);
  }
  return parts;
}

/** The hours of work: parts put together, with what the hour is about in place of `{topic}`. */
export function readTraces(): readonly Trace[] {
  const parts = readParts();
  return lines('traces.txt').map((line) => {
    const [name = '', topic = '', named = ''] = line.split('|').map((piece) => piece.trim());
    const steps = named.split(' ').flatMap((part) => {
      const found = parts.get(part);
      if (found === undefined)
        throw new Error(`trace \`${name}\` names the part \`${part}\`, which there is not`);
      return found.map((step) => {
        const [, tool = '', text = '', result] =
          /^(\S+) (.*?)(?: => ([a-z-]+))?$/u.exec(step.replaceAll('{topic}', topic)) ?? [];
        return { tool, text, ...(result === undefined ? {} : { result }) };
      });
    });
    return { name, steps };
  });
}
