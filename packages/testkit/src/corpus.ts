import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One deed as one surface saw it, with what it must be read as. */
export interface CorpusCase {
  /** `file.read/read-tool`: the folder below `corpus/`. */
  readonly name: string;
  /** `hook.json`, `hook.2.1.197.json`. */
  readonly file: string;
  /** `recorded 2.1.330`, or `constructed` and the section it was made from. */
  readonly provenance: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly payload: unknown;
  /** Of a message between a client and a server: the server, as the client calls it. */
  readonly server?: string;
  /** Who sent that message. */
  readonly from: 'client' | 'server';
  /** What is known beside the message of who acts. */
  readonly agent?: string;
  readonly expected: CorpusExpectation;
}

/** `reading` is the kind of the reading; every other field must be part of it. */
export interface CorpusExpectation {
  readonly reading: string;
  readonly [field: string]: unknown;
}

const root = fileURLToPath(new URL('../../../corpus/', import.meta.url));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const readJson = (path: string): Record<string, unknown> => {
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!isRecord(value)) throw new Error(`\`${path}\` is not a JSON object`);
  return value;
};

const isExpectation = (
  value: Record<string, unknown>,
): value is Record<string, unknown> & CorpusExpectation => typeof value['reading'] === 'string';

const stringsOf = (value: unknown): Record<string, string> =>
  isRecord(value)
    ? Object.fromEntries(
        Object.entries(value).flatMap(([key, item]) => (typeof item === 'string' ? [[key, item]] : [])),
      )
    : {};

const casesIn = (name: string, surface: string): readonly CorpusCase[] => {
  const folder = join(root, name);
  const expected = readJson(join(folder, 'expected.json'));
  if (!isExpectation(expected)) throw new Error(`\`${name}/expected.json\` does not say its \`reading\``);
  return readdirSync(folder)
    .filter((file) => file.startsWith(`${surface}.`) && file.endsWith('.json'))
    .sort()
    .map((file) => {
      const { provenance, environment, payload, server, from, agent } = readJson(join(folder, file));
      if (typeof provenance !== 'string')
        throw new Error(`\`${name}/${file}\` does not say its \`provenance\``);
      return {
        name,
        file,
        provenance,
        environment: stringsOf(environment),
        payload,
        ...(typeof server === 'string' && { server }),
        from: from === 'server' ? 'server' : 'client',
        ...(typeof agent === 'string' && { agent }),
        expected,
      };
    });
};

const foldersIn = (path: string): readonly string[] =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();

/** Every case of one surface, in the order of its folders. */
export const loadCorpus = (surface: 'hook' | 'mcp'): readonly CorpusCase[] =>
  foldersIn(root).flatMap((kind) =>
    foldersIn(join(root, kind)).flatMap((name) => casesIn(`${kind}/${name}`, surface)),
  );
