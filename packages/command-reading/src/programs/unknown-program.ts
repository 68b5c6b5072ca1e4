import { type Field, partOf } from '../field.ts';
import type { Frame } from '../frame.ts';
import { usePath, useUrl } from '../uses.ts';
import { NO_VALUES } from './flags.ts';
import type { Program } from './program.ts';

/** A program nothing is known of: every word that looks like a path is taken to be read. */
export const unknownProgram: Program = {
  rules: { valued: NO_VALUES },
  read: ({ frame, args }) => {
    for (let index = 0; index < args.length; index++) {
      const field = args[index];
      if (field === undefined) break;
      readWordOfUnknown(frame, field);
      const output = outputOf(field, args[index + 1]);
      if (output && !output.text.startsWith('-')) usePath(frame, output, 'write');
    }
    return undefined;
  },
};

/** `-o FILE`, `--output=FILE`: where nearly every program that has such a flag leaves what it made. */
function outputOf(field: Field, next: Field | undefined): Field | undefined {
  if (!field.text.startsWith('-o') && !field.text.startsWith('--o')) return undefined;
  if (/^(?:-o|--out|--output|--outfile|--output-file)$/.test(field.text)) return next;
  const value = /^--(?:out|output|outfile|output-file)=(.+)$/s.exec(field.text)?.[1];
  return value === undefined ? undefined : partOf(field, value);
}

export function readWordOfUnknown(frame: Frame, field: Field): void {
  const { text } = field;
  if (text.charCodeAt(0) !== 45) return useIfPath(frame, field);
  const equals = text.indexOf('=');
  if (equals > 0) return useIfPath(frame, partOf(field, text.slice(equals + 1)));
  // `-I/usr/include`, `-f~/x`: a path may be glued to its flag.
  const slash = text.search(/[/~]/);
  if (slash > 1 && slash <= 3 && text.charCodeAt(1) !== 45) useIfPath(frame, partOf(field, text.slice(2)));
}

function useIfPath(frame: Frame, field: Field): void {
  const { text } = field;
  if (text.includes('://') && !/^file:/i.test(text)) {
    if (useUrl(frame, text)) return;
  }
  const at = text.charCodeAt(0) === 64 ? partOf(field, text.slice(1)) : field;
  if (looksLikePath(at.text)) usePath(frame, at, 'read');
  // `key=value` operands, as in `dd`-like programs and settings.
  const equals = text.indexOf('=');
  if (equals > 0 && looksLikePath(text.slice(equals + 1)))
    usePath(frame, partOf(field, text.slice(equals + 1)), 'read');
}

export function looksLikePath(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first === 47 || first === 126) return true;
  if (first === 46) return text.length > 1 && !text.startsWith('...');
  return text.includes('/') && !/\s/.test(text) && text.length < 4096;
}
