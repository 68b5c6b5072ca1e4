/** Texts that the parsers were written for: the shared development data, the normaliser's fixtures, the hook corpus. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadCorpus } from '@sallyport/testkit';

const root = new URL('../../', import.meta.url);
const developmentData = new URL('../shared/data/dev/', root);

const linesOf = (file: URL): readonly string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');

/** So many rows of one set, spread over it: neighbours are alike. */
export const developmentTexts = (name: string, count: number): readonly string[] => {
  const lines = linesOf(new URL(`${name}.jsonl`, developmentData));
  const step = Math.max(1, Math.floor(lines.length / count));
  return lines
    .filter((_, index) => index % step === 0)
    .slice(0, count)
    .map(textOf);
};

export const normaliserTexts = (): readonly string[] => {
  const folder = fileURLToPath(new URL('packages/detectors/src/normalise/fixtures/', root));
  return readdirSync(folder).map((file) => textOf(readFileSync(`${folder}${file}`, 'utf8')));
};

// Both kinds of file hold objects whose `text` is a string: the README beside the data, and the fixtures' own test.
const textOf = (line: string): string => (JSON.parse(line) as { text: string }).text.slice(0, 1_000);

export const hookPayloads = (): readonly string[] =>
  loadCorpus('hook').map(({ payload }) => JSON.stringify(payload).slice(0, 4_000));

export const mcpMessages = (): readonly string[] =>
  loadCorpus('mcp').map(({ payload }) =>
    (typeof payload === 'string' ? payload : JSON.stringify(payload)).slice(0, 4_000),
  );

/** The examples of the guide, and each of its detectors alone. */
export const ownDetectorDocuments = (): readonly string[] => {
  const guide = readFileSync(new URL('docs/detectors.md', root), 'utf8');
  const examples = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => yaml);
  return [...examples, ...examples.flatMap((yaml) => yaml.split(/\n(?=\s*- name:)/))];
};
