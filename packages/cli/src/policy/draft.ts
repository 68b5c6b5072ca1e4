import { readCommand } from '@sallyport/command-reading';
import { builtInDocuments, selfProtection, shippedPack, shippedPackNames } from '@sallyport/device';
import {
  formatProblem,
  loadPolicies,
  type CompiledPolicy,
  type Problem,
  type Source,
} from '@sallyport/policy-core';
import { failure, isFailure, type Failure } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { readPolicySources } from '../load-policy.ts';

/** How own documents stand to a shipped pack. */
export type Standing = { extends?: string; alone: boolean };

/** Documents that are to come into force, or might. */
export type Draft = {
  label: string;
  /** The shipped pack under the own documents, which follows the program; null for the own documents alone. */
  extends: string | null;
  own: readonly Source[];
  documents: readonly Source[];
};

/** A pack by its name, or a folder of own documents beside the pack of the settings, another one, or none. */
export function readDraft(
  packOrFolder: string,
  { extends: asked, alone }: Standing,
  settingsPack: string,
): Draft | Failure {
  if (asked !== undefined && alone)
    return failure('`--extends` and `--alone` contradict each other; leave one out', EXIT.usage);
  const pack = alone ? null : (asked ?? settingsPack);
  if (pack !== null && !shippedPackNames().includes(pack))
    return failure(`\`${pack}\` is no shipped pack; there are: ${shippedPackNames().join(', ')}`, EXIT.usage);
  const given = readPolicySources(packOrFolder);
  if (!isSources(given)) return given;
  if (shippedPackNames().includes(packOrFolder)) {
    if (asked !== undefined && asked !== packOrFolder)
      return failure('a shipped pack extends no other; name a folder of your own documents', EXIT.usage);
    return { label: packOrFolder, extends: packOrFolder, own: [], documents: given };
  }
  const shipped = pack === null ? [] : shippedPack(pack);
  // A folder that is called like the pack must not pass for it.
  const taken = new Set(shipped.map(({ name }) => name));
  const own = given.map(({ name, text }) => ({ name: taken.has(name) ? `own/${name}` : name, text }));
  return { label: packOrFolder, extends: pack, own, documents: [...shipped, ...own] };
}

const isSources = (value: readonly Source[] | Failure): value is readonly Source[] => Array.isArray(value);

export type LoadedDraft = { policy: CompiledPolicy; warnings: readonly Problem[] };

/** The policy as a device would have it; `runTests` also runs the documents' own tests. */
export function loadDraft(
  documents: readonly Source[],
  { version, runTests }: { version: string; runTests: boolean },
): LoadedDraft | Failure {
  const clashes = loadPolicies([...builtInDocuments(), ...documents], { testsAlreadyPassed: true });
  if (!clashes.ok) return failure(clashes.problems.map(formatProblem).join('\n'));
  const loaded = loadPolicies([...selfProtection(), ...documents], {
    version,
    now: new Date().toISOString(),
    ...(runTests ? { readCommand } : { testsAlreadyPassed: true }),
  });
  return loaded.ok
    ? { policy: loaded.policy, warnings: loaded.warnings }
    : failure(loaded.problems.map(formatProblem).join('\n'));
}

export const loadOrFail = (
  draft: Draft | Failure,
  runTests: boolean,
): (LoadedDraft & { draft: Draft }) | Failure => {
  if (isFailure(draft)) return draft;
  const loaded = loadDraft(draft.documents, { version: draft.label, runTests });
  if (!isFailure(loaded)) return { ...loaded, draft };
  const loads = (documents: readonly Source[]): boolean =>
    !isFailure(loadDraft(documents, { version: draft.label, runTests: false }));
  const isClash = draft.extends !== null && !loads(draft.documents) && loads(draft.own);
  if (!isClash) return loaded;
  return failure(
    `${loaded.message}\nthe documents load by themselves but not beside the pack \`${draft.extends}\`; give them other names, or leave the pack away with \`--alone\``,
  );
};
