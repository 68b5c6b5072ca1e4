import { type Field, literal } from '../field.ts';
import { decodeEscapes } from '../text/decode.ts';

/** Each line of curl's own configuration file is one of its long flags, with or without its value. */
export function wordsOfCurlConfig(text: string): readonly Field[] {
  const words: string[] = [];
  for (const line of text.split('\n', 256)) {
    const name = /^[A-Za-z-][\w.-]*/.exec(line.trimStart())?.[0];
    if (name === undefined) continue;
    const rest = line.trimStart().slice(name.length).trim();
    const value = rest.startsWith('=') || rest.startsWith(':') ? rest.slice(1).trimStart() : rest;
    words.push(name.startsWith('-') ? name : `--${name}`);
    const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(value)?.[1];
    if (value !== '') words.push(quoted === undefined ? value : decodeEscapes(quoted));
  }
  return words.map(literal);
}
