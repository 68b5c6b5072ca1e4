import { sentenceSlots, TABLE_BITS, TRAITS, traitsOf } from '../../../src/injection/model/injection-model.ts';
import type { KeptModel } from '../../../src/injection/model/read-model.ts';
import { examples, type Example } from './examples.ts';
import { randomFrom, type Random } from './generate.ts';

const SHUFFLE_SEED = 7;
export const SETTINGS = {
  epochs: 9,
  rate: 0.03,
  /** Pulls the weights of words back to nothing; traits, which say less of one text, are let grow. */
  decay: 2e-6,
  traitDecay: 2e-6,
  /** Words left out of an example at random, so that no single one carries it. */
  dropped: 0.5,
};
const SIZE = 1 << TABLE_BITS;

interface Vector {
  readonly slots: Int32Array;
  /** How much each slot counts: the longer the window, the less. */
  readonly share: number;
  readonly traits: Int32Array;
  readonly label: 0 | 1;
  readonly weight: number;
}

const vectorOf = ({ reading, first, last, label, weight }: Example): Vector => {
  const slots: number[] = [];
  let words = 0;
  for (let at = first; at < last; at++) {
    const sentence = reading.sentences[at];
    if (!sentence) continue;
    words += sentence.endWord - sentence.firstWord;
    sentenceSlots(reading, sentence, (slot) => slots.push(slot));
  }
  const traits: number[] = [];
  traitsOf(reading, first, last, (trait) => traits.push(trait));
  const share = 1 / Math.sqrt(Math.max(1, words));
  return { slots: Int32Array.from(slots), share, traits: Int32Array.from(traits), label, weight };
};

export function trainModel(
  settings = SETTINGS,
  given: readonly Example[] = examples(),
): { readonly text: string; readonly examples: number } {
  const vectors = given.map(vectorOf);
  const weights = new Float64Array(SIZE + TRAITS + 1);
  const squares = new Float64Array(weights.length).fill(1e-6);
  const random = randomFrom(SHUFFLE_SEED);
  const order = Int32Array.from(vectors.keys());
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    for (let at = order.length - 1; at > 0; at--) {
      const other = Math.floor(random() * (at + 1));
      // Both are within the array.
      [order[at], order[other]] = [order[other]!, order[at]!];
    }
    for (const at of order)
      learn(thinned(vectors[at]!, random, settings.dropped), weights, squares, settings);
  }
  return { text: kept(weights), examples: vectors.length };
}

const thinned = (vector: Vector, random: Random, dropped: number): Vector => ({
  ...vector,
  slots: vector.slots.filter(() => random() >= dropped),
  share: vector.share / (1 - dropped),
});

function learn(
  vector: Vector,
  weights: Float64Array,
  squares: Float64Array,
  { rate, decay, traitDecay }: typeof SETTINGS,
): void {
  const { slots, share, traits, label, weight } = vector;
  const bias = weights.length - 1;
  let score = weights[bias]!;
  for (const slot of slots) score += weights[slot]! * share;
  for (const trait of traits) score += weights[SIZE + trait]!;
  const slope = (1 / (1 + Math.exp(-score)) - label) * weight;
  if (Math.abs(slope) < 1e-4) return;
  const step = (at: number, value: number): void => {
    const gradient = slope * value + (at < SIZE ? decay : traitDecay) * weights[at]!;
    squares[at]! += gradient * gradient;
    weights[at]! -= (rate * gradient) / Math.sqrt(squares[at]!);
  };
  for (const slot of slots) step(slot, share);
  for (const trait of traits) step(SIZE + trait, 1);
  step(bias, 1);
}

/** One byte a weight: finer steps change no verdict, and the file stays small. */
function kept(weights: Float64Array): string {
  const table = packed(weights.subarray(0, SIZE));
  const traits = packed(weights.subarray(SIZE, SIZE + TRAITS));
  const model: KeptModel = {
    scale: table.scale,
    table: table.base64,
    traitScale: traits.scale,
    traits: traits.base64,
    // The last entry is the bias.
    bias: Number(weights[SIZE + TRAITS]!.toPrecision(6)),
  };
  return `${JSON.stringify(model, undefined, 2)}\n`;
}

function packed(weights: Float64Array): { readonly scale: number; readonly base64: string } {
  let most = 0;
  for (const weight of weights) most = Math.max(most, Math.abs(weight));
  const scale = Number((most / 127).toPrecision(6));
  const bytes = Int8Array.from(weights, (weight) =>
    Math.max(-127, Math.min(127, Math.round(weight / scale))),
  );
  return { scale, base64: Buffer.from(bytes.buffer).toString('base64') };
}
