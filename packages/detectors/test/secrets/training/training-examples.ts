/** What the filter learns from: lines made from our own corpus, and the candidates of the tuning lines. */
import { readFileSync } from 'node:fs';
import type { Candidate } from '../../../src/secrets/generic/candidate.ts';
import { candidatesIn } from '../../../src/secrets/generic/find-candidates.ts';
import { valueFacts, type Language, type Look } from '../../../src/secrets/generic/value-look.ts';
import { lineSplit } from '../held-back.ts';
import { decoyValue, secretValue, type Lists } from './make-value.ts';
import type { SeededRandom } from './seeded-random.ts';

export type Example = {
  readonly text: string;
  readonly candidate: Candidate;
  readonly label: 0 | 1;
  readonly weight: number;
};

type Corpus = {
  readonly names: { readonly secret: readonly string[]; readonly about: readonly string[] };
  readonly templates: {
    readonly quoted: readonly string[];
    readonly bare: readonly string[];
    readonly code: readonly string[];
  };
  readonly decoys: { readonly text: readonly string[]; readonly code: readonly string[] };
  readonly stems: readonly string[];
  readonly weak: readonly string[];
};

const beside = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
// Our own file; a wrong shape fails at once.
const corpus = JSON.parse(beside('corpus.json')) as Corpus;
export const words: readonly string[] = beside('words.txt').trim().split(/\s+/);
const lists: Lists = { stems: corpus.stems, weak: corpus.weak, words };

const MADE = 16_000;
/** A tuning line is real, a made one is not. */
const REAL_WEIGHT = 3;
const DOUBTFUL_WEIGHT = 1;
/**
 * The lines' labels are another scanner's. Where it is silent about a value of no known word (`ID/PW: master/iPp0@GRq`)
 * a person would not be: from that silence little is learned.
 */
const TELLING: ReadonlySet<Look> = new Set(['human', 'random', 'hex', 'blob']);

export const trainingExamples = (random: SeededRandom, language: Language): readonly Example[] => [
  ...madeExamples(random),
  ...lineSplit().tuning.flatMap(({ text, label }) =>
    candidatesIn(text).map((candidate): Example => {
      const { nameStart, nameEnd, start, end } = candidate;
      const { look } = valueFacts(text.slice(start, end), text.slice(nameStart, nameEnd), language);
      const isDoubtful = label === 0 && TELLING.has(look);
      return {
        text,
        candidate,
        label: label === 1 ? 1 : 0,
        weight: isDoubtful ? DOUBTFUL_WEIGHT : REAL_WEIGHT,
      };
    }),
  ),
];

const madeExamples = (random: SeededRandom): readonly Example[] => {
  const examples: Example[] = [];
  for (let made = 0; made < MADE; made++) {
    const { template, name, value, label } = madeLine(random);
    const text = template.replaceAll('{name}', () => name).replace('{value}', () => value);
    const at = text.indexOf(value);
    const candidate = candidatesIn(text).find(({ start, end }) => start < at + value.length && at < end);
    if (candidate !== undefined) examples.push({ text, candidate, label, weight: 1 });
  }
  return examples;
};

const madeLine = (
  random: SeededRandom,
): { readonly template: string; readonly name: string; readonly value: string; readonly label: 0 | 1 } => {
  const { names, templates, decoys } = corpus;
  const literal = random.below(3) > 0 ? templates.quoted : templates.bare;
  const kind = random.below(10);
  if (kind < 5)
    return {
      template: random.pick(literal),
      name: random.pick(names.secret),
      value: secretValue(random, lists),
      label: 1,
    };
  if (kind < 6)
    return {
      template: random.pick(literal),
      name: random.pick(names.about),
      value: secretValue(random, lists),
      label: 0,
    };
  if (kind < 7)
    return {
      template: random.pick(templates.code),
      name: random.pick(names.secret),
      value: random.pick(decoys.code),
      label: 0,
    };
  const value = random.below(2) === 0 ? random.pick(decoys.text) : decoyValue(random, lists);
  const name = random.below(5) === 0 ? random.pick(names.about) : random.pick(names.secret);
  return { template: random.pick(literal), name, value, label: 0 };
};
