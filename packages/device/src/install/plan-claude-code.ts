import { join } from 'node:path';
import { clientFolder } from './client-folders.ts';
import { readFileState } from './file-state.ts';
import { hookEntries } from './hook-entries.ts';
import { refused, type InstallEnvironment, type InstallWarning, type PlanOutcome } from './install-plan.ts';
import { sha256Hex, type InstallRecord } from './install-record.ts';
import {
  changeable,
  diffOf,
  earlierRecord,
  foldersFor,
  isOutcome,
  newRecord,
  originalBytes,
  planOf,
  recordEdit,
  recordedFile,
} from './plan-parts.ts';
import { bytesOfSettings, parseSettings, type SettingsDocument } from './settings-document.ts';
import { addOurs, holdsOurs, removeOurs, type OurSettings } from './settings-merge.ts';
import { valueAt } from './edit-document.ts';

const EMPTY = new Uint8Array();

/** What our entries are added to: the file without any of ours. */
interface Base {
  readonly document: SettingsDocument;
  readonly bytes: Uint8Array | null;
  /** Not the very bytes that were there before the first install. */
  readonly rebuilt: boolean;
}

const invalid = (path: string, why: string): PlanOutcome =>
  refused(
    'settings-invalid',
    `\`${path}\` is not valid JSON with comments: ${why}; correct it and run the command again`,
  );

/**
 * An untouched install goes back to the original bytes, so that an upgrade leaves the same file as a first install
 * would. A file that others changed since keeps their changes and loses only our entries.
 */
const baseOf = (
  current: Uint8Array | null,
  document: SettingsDocument,
  marks: readonly string[],
  earlier: InstallRecord | null,
): Base => {
  const file = earlier?.files[0];
  if (file && current !== null && sha256Hex(current) === file.sha256After) {
    const bytes = originalBytes(file);
    const outcome = parseSettings(bytes ?? EMPTY);
    if (outcome.kind === 'document') return { document: outcome.document, bytes, rebuilt: file.rebuilt };
  }
  const stripped = removeOurs(document, marks, file?.added ?? null);
  if (stripped === document) return { document, bytes: current, rebuilt: false };
  return { document: stripped, bytes: bytesOfSettings(stripped.text, stripped.bom), rebuilt: true };
};

const warningsFor = (path: string, document: SettingsDocument): readonly InstallWarning[] => {
  const warnings: InstallWarning[] = [];
  if (!document.clientReads) {
    warnings.push({
      code: 'client-cannot-read',
      text: `\`${path}\` holds comments or trailing commas: the client ignores the whole file, and no hook in it runs until you remove them`,
    });
  }
  if (valueAt(document, ['disableAllHooks']) === true) {
    warnings.push({
      code: 'hooks-disabled',
      text: `\`disableAllHooks\` is true in \`${path}\`: no hook runs until you remove it`,
    });
  }
  return warnings;
};

/** Cooperative install: our entries in the person's own settings file. */
export const planClaudeCode = async (environment: InstallEnvironment): Promise<PlanOutcome> => {
  const path = join(clientFolder(environment.userHome, environment.variables), 'settings.json');
  const earlier = await earlierRecord(environment.records, 'claude-code');
  if (isOutcome(earlier)) return earlier;
  const current = changeable(path, await readFileState(path));
  if (isOutcome(current)) return current;

  const parsed = parseSettings(current.bytes ?? EMPTY);
  if (parsed.kind === 'invalid') return invalid(path, parsed.why);
  const { document } = parsed;
  const ours: OurSettings = {
    hooks: hookEntries(environment.events, environment.hookCommand, environment.lastResort),
    deny: environment.native.deny,
  };
  const marks = [...environment.marks, ...(earlier?.marks ?? [])];
  const warnings = warningsFor(path, document);
  const known = earlier?.files[0]?.added ?? { deny: [], containers: [] };
  if (earlier && current.bytes !== null && holdsOurs(document, ours, marks, known)) {
    const notes = [`hooks are in place in \`${path}\``];
    return planOf({
      action: 'install',
      target: 'claude-code',
      edits: [],
      folders: [],
      diff: '',
      warnings,
      notes,
    });
  }

  const base = baseOf(current.bytes, document, marks, earlier);
  const outcome = addOurs(base.document, ours);
  if (outcome.kind === 'conflict') {
    return refused(
      'settings-conflict',
      `cannot add hooks to \`${path}\`: ${outcome.why}; correct it and run the command again`,
    );
  }
  const after = bytesOfSettings(outcome.document.text, outcome.document.bom);
  const edit = { path, realPath: current.realPath, before: current.bytes, after, mode: 0o600 };
  const folders = await foldersFor([edit]);
  const record = newRecord(environment, 'claude-code', earlier, {
    files: [recordedFile(edit, base.bytes, base.rebuilt, outcome.added)],
    folders: [...folders],
  });
  return planOf({
    action: 'install',
    target: 'claude-code',
    edits: [await recordEdit(environment.records, record, 'claude-code'), edit],
    folders,
    diff: diffOf([edit]),
    warnings,
    notes: [
      `${ours.hooks.size} hook events go into \`${path}\``,
      ...(ours.deny.length > 0
        ? [`${outcome.added.deny.length} of ${ours.deny.length} deny rules were not there yet`]
        : []),
      'restart Claude Code so that open sessions load the hooks, then run `sallyport status`',
    ],
  });
};
