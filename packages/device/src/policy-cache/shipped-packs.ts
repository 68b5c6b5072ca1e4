import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

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

export const shippedPackNames = (): readonly string[] =>
  readdirSync(packsFolder(), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'self-protection')
    .map((entry) => entry.name);

export function readPolicyFolder(folder: string, label: string): PolicyText[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml') || name.endsWith('.yml'))
    .sort()
    .map((name) => ({ name: `${label}/${name}`, text: readFileSync(join(folder, name), 'utf8') }));
}

export const shippedPack = (pack: string): PolicyText[] => readPolicyFolder(join(packsFolder(), pack), pack);

/** Labelled questions, to measure a judge with. */
export const judgeCasesFile = (): string => join(packsFolder(), 'judge-cases.jsonl');

/** Built in: it is loaded beside whatever policy is in force and no bundle can leave it out. */
export const selfProtection = (): PolicyText[] => shippedPack('self-protection');
