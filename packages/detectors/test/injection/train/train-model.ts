import {
  CONCEPT_BITS,
  conceptSlots,
  sentenceSlots,
  surroundingTraits,
  TABLE_BITS,
  TRAITS,
  traitsOf,
} from '../../../src/injection/model/injection-model.ts';
import { flagsOf } from '../../../src/injection/model/surroundings.ts';
import type { Reading } from '../../../src/injection/read-words.ts';
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
  conceptsDropped: 0.3,
  traitsDropped: 0,
  alone: 0.6,
  conceptDecay: 2e-6,
};
const SIZE = 1 << TABLE_BITS;

const CONCEPTS = 1 << CONCEPT_BITS;
const FIRST_TRAIT = SIZE + CONCEPTS;
const BIAS = FIRST_TRAIT + TRAITS;

interface Vector {
  /** Of words, then of concepts. */
  readonly slots: Int32Array;
  readonly conceptsFrom: number;
  /** How much each slot counts: the longer the window, the less. */
  readonly share: number;
  readonly conceptShare: number;
  readonly traits: Int32Array;
  /** How many of the traits are of the window itself; the others are of what stands round it. */
  readonly ownTraits: number;
  readonly label: 0 | 1;
  readonly weight: number;
}

const flagsByReading = new WeakMap<Reading, readonly number[]>();
const flagsFor = (reading: Reading): readonly number[] => {
  const known = flagsByReading.get(reading);
  if (known) return known;
  const flagsAt = flagsOf(reading);
  const flags = reading.sentences.map((_, at) => flagsAt(at));
  flagsByReading.set(reading, flags);
  return flags;
};

const vectorOf = ({ reading, first, last, label, weight }: Example): Vector => {
  const slots: number[] = [];
  const concepts: number[] = [];
  let words = 0;
  let conceptCount = 0;
  for (let at = first; at < last; at++) {
    const sentence = reading.sentences[at];
    if (!sentence) continue;
    words += sentence.endWord - sentence.firstWord;
    sentenceSlots(reading, sentence, (slot) => slots.push(slot));
    conceptCount += conceptSlots(reading, sentence, (slot) => concepts.push(SIZE + slot));
  }
  const traits: number[] = [];
  traitsOf(reading, first, last, (trait) => traits.push(trait));
  const ownTraits = traits.length;
  surroundingTraits(reading, flagsFor(reading)[first] ?? 0, (trait) => traits.push(trait));
  return {
    slots: Int32Array.from([...slots, ...concepts]),
    conceptsFrom: slots.length,
    share: 1 / Math.sqrt(Math.max(1, words)),
    conceptShare: 1 / Math.sqrt(Math.max(1, conceptCount)),
    traits: Int32Array.from(traits),
    ownTraits,
    label,
    weight,
  };
};

export function trainModel(
  settings = SETTINGS,
  given: readonly Example[] = examples(),
): { readonly text: string; readonly examples: number } {
  const vectors = given.map(vectorOf);
  const weights = new Float64Array(BIAS + 1);
  const squares = new Float64Array(weights.length).fill(1e-6);
  const random = randomFrom(SHUFFLE_SEED);
  const order = Int32Array.from(vectors.keys());
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    for (let at = order.length - 1; at > 0; at--) {
      const other = Math.floor(random() * (at + 1));
      // Both are within the array.
      [order[at], order[other]] = [order[other]!, order[at]!];
    }
    for (const at of order) learn(vectors[at]!, random, weights, squares, settings);
  }
  return { text: kept(weights), examples: vectors.length };
}

const MOST_SLOTS = 1 << 16;
const used = new Int32Array(MOST_SLOTS);

function learn(
  { slots, conceptsFrom, share, conceptShare, traits, ownTraits, label, weight }: Vector,
  random: Random,
  weights: Float64Array,
  squares: Float64Array,
  { rate, decay, traitDecay, conceptDecay, dropped, conceptsDropped, traitsDropped, alone }: typeof SETTINGS,
): void {
  // What was left out is made up for, so that sums keep their size.
  const wordValue = share / (1 - dropped);
  const conceptValue = conceptShare / (1 - conceptsDropped);
  const traitValue = 1 / (1 - traitsDropped);
  let score = weights[BIAS]!;
  let count = 0;
  let sum = 0;
  for (let at = 0; at < conceptsFrom; at++) {
    if (random() < dropped) continue;
    sum += weights[slots[at]!]!;
    used[count++] = slots[at]!;
  }
  score += sum * wordValue;
  const wordsUsed = count;
  sum = 0;
  for (let at = conceptsFrom; at < slots.length; at++) {
    if (random() < conceptsDropped) continue;
    sum += weights[slots[at]!]!;
    used[count++] = slots[at]!;
  }
  score += sum * conceptValue;
  const conceptsUsed = count;
  sum = 0;
  // Now and then a window stands for itself.
  const end = random() < alone ? ownTraits : traits.length;
  for (let at = 0; at < end; at++) {
    if (traitsDropped > 0 && random() < traitsDropped) continue;
    sum += weights[FIRST_TRAIT + traits[at]!]!;
    used[count++] = FIRST_TRAIT + traits[at]!;
  }
  score += sum * traitValue;
  const slope = (1 / (1 + Math.exp(-score)) - label) * weight;
  if (Math.abs(slope) < 1e-4) return;
  for (let index = 0; index < count; index++) {
    const at = used[index]!;
    const value = index < wordsUsed ? wordValue : index < conceptsUsed ? conceptValue : traitValue;
    const pull = index < wordsUsed ? decay : index < conceptsUsed ? conceptDecay : traitDecay;
    const gradient = slope * value + pull * weights[at]!;
    squares[at]! += gradient * gradient;
    weights[at]! -= (rate * gradient) / Math.sqrt(squares[at]!);
  }
  squares[BIAS]! += slope * slope;
  weights[BIAS]! -= (rate * slope) / Math.sqrt(squares[BIAS]!);
}

/** One byte a weight: finer steps change no verdict, and the file stays small. */
function kept(weights: Float64Array): string {
  const table = packed(weights.subarray(0, SIZE));
  const concepts = packed(weights.subarray(SIZE, FIRST_TRAIT));
  const traits = packed(weights.subarray(FIRST_TRAIT, BIAS));
  const model: KeptModel = {
    scale: table.scale,
    table: table.base64,
    conceptScale: concepts.scale,
    concepts: concepts.base64,
    traitScale: traits.scale,
    traits: traits.base64,
    // The last entry is the bias.
    bias: Number(weights[BIAS]!.toPrecision(6)),
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
