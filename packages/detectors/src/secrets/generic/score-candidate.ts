/** The trained filter's word on a candidate: the likelihood that a person would call the value a leaked secret. */
import type { Candidate } from './candidate.ts';
import { featuresOf } from './features.ts';
import { MODEL } from './model.ts';
import { languageOf } from './value-look.ts';

const LANGUAGE = languageOf(MODEL.words.split(' '), MODEL.surprise);

export const scoreCandidate = (text: string, candidate: Candidate): number => {
  let sum = MODEL.bias;
  for (const feature of featuresOf(text, candidate, LANGUAGE)) sum += MODEL.weights[feature] ?? 0;
  return 1 / (1 + Math.exp(-sum));
};
