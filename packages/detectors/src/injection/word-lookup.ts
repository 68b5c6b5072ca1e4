/** Words by number: of which kinds, which context and which concept a word or its beginning is. */
import { CONCEPTS } from './concepts.ts';
import { CONTEXT_KINDS, CONTEXT_WORDS } from './context-words.ts';
import { OTHER_LANGUAGE_CONCEPTS } from './other-language-concepts.ts';
import { BIT, WORD_KINDS, WORDS } from './word-classes.ts';

export const FNV_START = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;
/** All units in a row, so that a class is found run by run: 65,536 patterns tried one by one would delay every start. */
export const UNITS = Array.from({ length: 64 }, (_, block) =>
  String.fromCharCode(...Array.from({ length: 1024 }, (_, unit) => block * 1024 + unit)),
).join('');

/** Every unit in lower case. */
export const LOWER_UNIT = new Uint16Array(0x10000);
for (let unit = 0; unit < 0x10000; unit++) LOWER_UNIT[unit] = unit;
for (const { index, 0: run } of UNITS.matchAll(/\p{Lu}+/gu)) {
  for (let at = 0; at < run.length; at++) {
    const lower = run.charAt(at).toLowerCase();
    if (lower.length === 1) LOWER_UNIT[index + at] = lower.charCodeAt(0);
  }
}

export const step = (hash: number, unit: number): number => Math.imul(hash ^ unit, FNV_PRIME);

export const hashOf = (word: string): number => {
  let hash = FNV_START;
  for (let at = 0; at < word.length; at++) hash = step(hash, LOWER_UNIT[word.charCodeAt(at)] ?? 0);
  return hash;
};

/** Open addressing over whole numbers: half the cost of a `Map` in the one loop where it counts. */
const SLOTS = 1 << 14;
const wordKeys = new Int32Array(SLOTS);
export const wordKinds = new Int32Array(SLOTS);
export const stemKinds = new Int32Array(SLOTS);
export const wordContext = new Int32Array(SLOTS);
export const stemContext = new Int32Array(SLOTS);
export const wordConcept = new Uint8Array(SLOTS);
export const stemConcept = new Uint8Array(SLOTS);
/** Hash bits of a stem, so that most letters need one look only. */
export const maybeStem = new Uint8Array(1 << 16);

const CONCEPT_NUMBERS = new Map(Object.keys(CONCEPTS).map((name, at): [string, number] => [name, at + 1]));

export const slotOf = (hash: number): number => {
  let slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
  while (wordKeys[slot] !== 0 && wordKeys[slot] !== hash) slot = (slot + 1) & (SLOTS - 1);
  return slot;
};
function enter(entries: readonly string[], bit: number, words: Int32Array, stems: Int32Array): void {
  for (const entry of entries) {
    const isStem = entry.endsWith('*');
    const hash = hashOf(isStem ? entry.slice(0, -1) : entry);
    const slot = slotOf(hash);
    wordKeys[slot] = hash;
    // Reads of a typed array within its length always give a number.
    if (isStem) {
      stems[slot]! |= bit;
      maybeStem[(hash ^ (hash >>> 16)) & 0xffff] = 1;
    } else words[slot]! |= bit;
  }
}
for (const kind of WORD_KINDS) enter(WORDS[kind], BIT[kind], wordKinds, stemKinds);
for (const [at, kind] of CONTEXT_KINDS.entries())
  enter(CONTEXT_WORDS[kind], 1 << at, wordContext, stemContext);

/** The first concept that lists a word has it. */
function enterConcept(entries: readonly string[], concept: number): void {
  for (const entry of entries) {
    const isStem = entry.endsWith('*');
    const hash = hashOf(isStem ? entry.slice(0, -1) : entry);
    const slot = slotOf(hash);
    wordKeys[slot] = hash;
    if (isStem) maybeStem[(hash ^ (hash >>> 16)) & 0xffff] = 1;
    const concepts = isStem ? stemConcept : wordConcept;
    if (concepts[slot] === 0) concepts[slot] = concept;
  }
}
for (const lists of [CONCEPTS, OTHER_LANGUAGE_CONCEPTS])
  for (const [name, entries] of Object.entries(lists)) enterConcept(entries, CONCEPT_NUMBERS.get(name) ?? 0);
