import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { format } from 'prettier';
import { seededRandom } from './seeded-random.ts';
import { trainModel } from './train-model.ts';

const SEED = 20_261_122;
const DATA = '../../../../../../shared/data/dev/';

/** What the model is made from; the code that reads them counts as much and is under version control beside it. */
const INPUTS: readonly (readonly [path: string, licence: string, from: string])[] = [
  ['secrets.credsweeper-lines.jsonl', 'MIT', `${DATA}secrets.credsweeper-lines.jsonl`],
  ['corpus.json', 'Apache-2.0', 'corpus.json'],
  ['words.txt', 'Apache-2.0', 'words.txt'],
];

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

/** The texts of the generated module and of the manifest that says what it came from. */
export const modelModule = async (): Promise<{ readonly module: string; readonly manifest: string }> => {
  const { model, examples } = trainModel(seededRandom(SEED));
  const source = `// Trained by test/secrets/training/make-model.ts; its manifest.json says from what. Do not edit.
type SecretModel = {
  readonly bias: number;
  /** In the order of \`FEATURES\`. */
  readonly weights: readonly number[];
  /** Bits for each pair of letters, see \`Language\`. */
  readonly surprise: readonly number[];
  readonly words: string;
};

export const MODEL: SecretModel = ${JSON.stringify(model)};
`;
  const module = await format(source, { parser: 'typescript', printWidth: 110, singleQuote: true });
  const manifest = {
    seed: SEED,
    examples,
    inputs: INPUTS.map(([path, licence, from]) => ({
      path,
      licence,
      sha256: sha256(readFileSync(new URL(from, import.meta.url))),
    })),
    model: { path: 'src/secrets/generic/model.ts', sha256: sha256(module) },
  };
  return { module, manifest: `${JSON.stringify(manifest, null, 2)}\n` };
};
