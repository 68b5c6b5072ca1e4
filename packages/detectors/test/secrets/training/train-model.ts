/** Logistic regression by stochastic steps, in a seeded order: the same weights from the same data, to the last digit. */
import { featuresOf, FEATURES } from '../../../src/secrets/generic/features.ts';
import { languageOf } from '../../../src/secrets/generic/value-look.ts';
import type { SeededRandom } from './seeded-random.ts';
import { trainingExamples, words } from './training-examples.ts';

export type Model = {
  readonly bias: number;
  readonly weights: readonly number[];
  readonly surprise: readonly number[];
  readonly words: string;
};

const ROUNDS = 30;
const FIRST_STEP = 0.15;
const SHRINK = 0.0005;

export const trainModel = (random: SeededRandom): { readonly model: Model; readonly examples: number } => {
  const language = languageOf(words, pairSurprise(words));
  const examples = trainingExamples(random, language).map(({ text, candidate, label, weight }) => ({
    active: featuresOf(text, candidate, language),
    label,
    weight,
  }));
  const weights = new Float64Array(FEATURES.length);
  let bias = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const step = FIRST_STEP / (1 + round);
    for (const index of shuffled(examples.length, random)) {
      const example = examples[index];
      if (example === undefined) continue;
      let sum = bias;
      for (const feature of example.active) sum += weights[feature] ?? 0;
      const miss = (example.label - 1 / (1 + Math.exp(-sum))) * example.weight * step;
      bias += miss;
      for (const feature of example.active)
        weights[feature] = (weights[feature] ?? 0) * (1 - SHRINK * step) + miss;
    }
  }
  return {
    model: {
      bias: rounded(bias),
      weights: [...weights].map(rounded),
      surprise: language.surprise,
      words: words.join(' '),
    },
    examples: examples.length,
  };
};

const rounded = (value: number): number => Math.round(value * 100) / 100;

/** Bits of surprise for each pair of neighbouring letters; frequent words come first in the list and count for more. */
const pairSurprise = (list: readonly string[]): readonly number[] => {
  const counts = new Float64Array(27 * 27).fill(0.5);
  for (const [rank, word] of list.entries()) {
    const units = [26, ...word.split('').map((letter) => letter.charCodeAt(0) - 97), 26];
    for (let at = 1; at < units.length; at++) {
      const pair = (units[at - 1] ?? 26) * 27 + (units[at] ?? 26);
      counts[pair] = (counts[pair] ?? 0) + 1 / (1 + rank / 500);
    }
  }
  const surprise: number[] = [];
  for (let left = 0; left < 27; left++) {
    const row = counts.slice(left * 27, left * 27 + 27);
    const total = row.reduce((sum, count) => sum + count, 0);
    for (const count of row) surprise.push(Math.round(-Math.log2(count / total) * 10) / 10);
  }
  return surprise;
};

const shuffled = (length: number, random: SeededRandom): readonly number[] => {
  const order = Array.from({ length }, (_, index) => index);
  for (let at = length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    const held = order[at] ?? 0;
    order[at] = order[other] ?? 0;
    order[other] = held;
  }
  return order;
};
