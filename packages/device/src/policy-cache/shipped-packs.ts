import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export type PolicyText = { name: string; text: string };

/** The folder of the packs that ship with the product: `policies/` beside the bundle, or at the top of a checkout. */
function packsFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = join(folder, 'policies');
    if (existsSync(join(candidate, 'self-protection'))) return candidate;
    if (dirname(folder) === folder)
      throw new Error('the shipped policies are missing beside the program; install it again');
    folder = dirname(folder);
  }
}

/** `pack.json`, which makes a folder of documents a pack. */
const Pack = z.strictObject({
  about: z.string().min(1),
  /** The pack whose documents are in force too. A pack only adds rules, so it is never looser. */
  extends: z.string().min(1).optional(),
});

const packFile = (name: string): string => join(packsFolder(), name, 'pack.json');

export const shippedPackNames = (): readonly string[] =>
  readdirSync(packsFolder(), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(packFile(entry.name)))
    .map((entry) => entry.name)
    .sort();

export function readPolicyFolder(folder: string, label: string): PolicyText[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml') || name.endsWith('.yml'))
    .sort()
    .map((name) => ({ name: `${label}/${name}`, text: readFileSync(join(folder, name), 'utf8') }));
}

/** The documents of a pack, those that it builds on first. */
export function shippedPack(name: string): PolicyText[] {
  const pack = Pack.parse(JSON.parse(readFileSync(packFile(name), 'utf8')));
  return [
    ...(pack.extends === undefined ? [] : shippedPack(pack.extends)),
    ...readPolicyFolder(join(packsFolder(), name), name),
  ];
}

/** Labelled questions, to measure a judge with. */
export const judgeCasesFile = (): string => join(packsFolder(), 'judge-cases.jsonl');

/** `exports.json` of each pack that a pack builds on, and its own last: what other programs are told to keep it too. */
export function packExports(name: string): unknown[] {
  const pack = Pack.parse(JSON.parse(readFileSync(packFile(name), 'utf8')));
  return [
    ...(pack.extends === undefined ? [] : packExports(pack.extends)),
    JSON.parse(readFileSync(join(packsFolder(), name, 'exports.json'), 'utf8')) as unknown,
  ];
}

/** The domains of a category, one line each; nothing where there is no such category. */
export function packCatalogue(category: string): string[] {
  const text = readFileSync(join(packsFolder(), 'catalogues', 'domains.yaml'), 'utf8');
  const [, entries = ''] = text.split(`- id: ${category}\n`);
  const [own = ''] = entries.split('\n  - id: ');
  return [...own.matchAll(/\{ domain: ([a-z0-9.-]+),/gu)].flatMap(([, domain]) => domain ?? []);
}

/** Built in: it is loaded beside whatever policy is in force and no bundle can leave it out. */
export const selfProtection = (): PolicyText[] =>
  readPolicyFolder(join(packsFolder(), 'self-protection'), 'self-protection');

/** The plan for putting a pack in force a step at a time. */
export const shippedRamp = (): PolicyText => ({
  name: 'rollouts/ramp.yaml',
  text: readFileSync(join(packsFolder(), 'rollouts', 'ramp.yaml'), 'utf8'),
});
