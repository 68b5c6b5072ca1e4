import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { corpusFile } from './generate.ts';
import { DATA_FILES, dataFile } from './development-data.ts';

export const MODEL_FILE = new URL('../../../src/injection/model/injection-model.json', import.meta.url);
export const MANIFEST_FILE = new URL('./manifest.json', import.meta.url);

const LICENCES: Readonly<Record<(typeof DATA_FILES)[number], string>> = {
  'injection.agentdojo.jsonl': 'MIT',
  'injection.bipia-train.jsonl': 'MIT',
  'commands.tldr-half.jsonl': 'CC-BY-4.0',
  'pii.presidio-half.jsonl': 'MIT',
  'secrets.credsweeper-lines.jsonl': 'MIT',
  'skills.scanner-fixtures.jsonl': 'Apache-2.0',
};
const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** What the model was made of; a file that changed shows here before it shows in a verdict. */
export const manifestOf = (model: string, examples: number): string => {
  const corpora = readdirSync(corpusFile('.'))
    .filter((name) => name.endsWith('.txt') || name.endsWith('.jsonl'))
    .toSorted();
  return `${JSON.stringify(
    {
      made: 'node packages/detectors/test/injection/train/train.ts',
      seeds: { texts: 20261, shuffle: 7 },
      examples,
      data: DATA_FILES.map((file) => ({
        file,
        sha256: sha256(readFileSync(dataFile(file))),
        licence: LICENCES[file],
      })),
      corpora: corpora.map((file) => ({
        file,
        sha256: sha256(readFileSync(corpusFile(file))),
        licence: 'Apache-2.0',
      })),
      model: { sha256: sha256(model), bytes: model.length },
    },
    undefined,
    2,
  )}\n`;
};
