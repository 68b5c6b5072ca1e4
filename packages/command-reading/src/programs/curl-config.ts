import { type Field, literal } from '../field.ts';
import { decodeEscapes } from '../text/decode.ts';

/** Each line of curl's own configuration file is one of its long flags, with or without its value. */
export function wordsOfCurlConfig(text: string): readonly Field[] {
  const words: string[] = [];
  for (const line of text.split('\n', 256)) {
    const [, name, value = ''] = /^\s*([A-Za-z-][\w.-]*)\s*[=:\s]?\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined) continue;
    words.push(name.startsWith('-') ? name : `--${name}`);
    const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(value)?.[1];
    if (value !== '') words.push(quoted === undefined ? value : decodeEscapes(quoted));
  }
  return words.map(literal);
}
