import { style } from '../terminal.ts';
import { displayWidth } from './display-width.ts';
import type { Excerpt } from './excerpt.ts';

/** An excerpt as two lines of a report: the text with its line number, and the marks under what was found. */
export function excerptLines(excerpt: Excerpt, line: number, indent = ''): readonly string[] {
  const number = String(line).padStart(4);
  const bar = style.dim('│');
  const marks = '^'.repeat(Math.max(1, displayWidth(excerpt.found)));
  return [
    `${indent}${style.dim(number)} ${bar} ${excerpt.before}${style.bold(excerpt.found)}${excerpt.after}`,
    `${indent}${' '.repeat(number.length)} ${bar} ${' '.repeat(displayWidth(excerpt.before))}${style.yellow(marks)}`,
  ];
}
