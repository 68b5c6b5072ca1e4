/**
 * `node packages/detectors/test/injection/train/train.ts` makes the model and its manifest again, the same to the bit.
 * It reads the development data and `corpora/`, nothing else; logistic loss, AdaGrad, a fixed order of a seeded shuffle.
 */
import { writeFileSync } from 'node:fs';
import { manifestOf, MANIFEST_FILE, MODEL_FILE } from './manifest.ts';
import { trainModel } from './train-model.ts';

const { text, examples } = trainModel();
writeFileSync(MODEL_FILE, text);
writeFileSync(MANIFEST_FILE, manifestOf(text, examples));
process.stdout.write(`${examples} examples, ${text.length} bytes\n`);
