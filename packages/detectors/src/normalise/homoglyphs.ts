import { CONFUSABLES } from './confusables.ts';
import type { FeatureList } from './feature-list.ts';
import { ViewWriter, type Derived } from './offset-map.ts';
import type { Work } from './work.ts';

const ANY = new RegExp(`[${[...CONFUSABLES.keys()].join('')}]`);
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const LATIN = /[A-Za-z]/;
const OWN_SCRIPT = new RegExp(`[\\p{L}](?<![A-Za-z${[...CONFUSABLES.keys()].join('')}])`, 'u');

/**
 * Look-alikes to ASCII, a word at a time. A word that mixes them with Latin letters is a disguise and is told. A word of
 * look-alikes alone is folded without being told: whole Russian words consist of them. Other words keep their script.
 */
export function foldHomoglyphs(source: string, work: Work, features: FeatureList): Derived | undefined {
  work.steps += source.length;
  if (!ANY.test(source)) return undefined;
  const writer = new ViewWriter(source, source.length);
  let done = 0;
  for (const match of source.matchAll(WORD)) {
    const word = match[0];
    work.steps += word.length;
    if (!ANY.test(word)) continue;
    const mixed = LATIN.test(word);
    if (!mixed && OWN_SCRIPT.test(word)) continue;
    for (let at = 0; at < word.length; at++) {
      const plain = CONFUSABLES.get(word.charAt(at));
      if (plain === undefined) continue;
      const from = match.index + at;
      writer.copy(done, from);
      writer.replace(plain, from, from + 1);
      done = from + 1;
      if (mixed) features.add('homoglyph', from, from + 1);
    }
  }
  if (done === 0) return undefined;
  writer.copy(done, source.length);
  return writer.finish();
}
