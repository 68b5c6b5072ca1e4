import { missingFolders, type FileState } from './file-state.ts';
import type { FileEdit, InstallEnvironment, InstallPlan, PlanOutcome } from './install-plan.ts';
import { refused } from './install-plan.ts';
import {
  installRecordPath,
  readInstallRecord,
  sha256Hex,
  type InstallRecord,
  type RecordedFile,
} from './install-record.ts';
import { readFileState } from './file-state.ts';
import type { Added } from './settings-merge.ts';
import { unifiedDiff } from './unified-diff.ts';

export const textOf = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : new TextDecoder().decode(bytes);
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
export const sameBytes = (a: Uint8Array | null, b: Uint8Array | null): boolean =>
  a === null || b === null ? a === b : Buffer.compare(a, b) === 0;

/** The bytes of a file that may be changed, or why it may not. `null` bytes: it is not there. */
export const changeable = (
  path: string,
  state: FileState,
): { readonly realPath: string; readonly bytes: Uint8Array | null } | PlanOutcome => {
  if (state.kind === 'unreadable') {
    return refused('unreadable', `cannot read \`${path}\`: ${state.why}; fix that and run the command again`);
  }
  if (state.kind === 'absent') return { realPath: state.realPath, bytes: null };
  // A rename would go through all the same; a file without write permission says that somebody manages it.
  if (state.readOnly) {
    return refused(
      'read-only',
      `\`${path}\` is read-only; make it writable with \`chmod u+w\`, or add the entries where that file is managed`,
    );
  }
  return { realPath: state.realPath, bytes: state.bytes };
};

export const diffOf = (edits: readonly FileEdit[]): string =>
  edits.map(({ path, before, after }) => unifiedDiff(path, textOf(before), textOf(after))).join('');

/** What the record keeps of one file that we write. */
export const recordedFile = (
  edit: FileEdit,
  original: Uint8Array | null,
  rebuilt: boolean,
  added: Added,
): RecordedFile => ({
  path: edit.path,
  realPath: edit.realPath,
  original: original === null ? null : Buffer.from(original).toString('base64'),
  sha256Before: original === null ? null : sha256Hex(original),
  sha256After: sha256Hex(edit.after ?? new Uint8Array()),
  rebuilt,
  added: { deny: [...added.deny], containers: added.containers.map((path) => [...path]) },
});

export const originalBytes = (file: RecordedFile): Uint8Array | null =>
  file.original === null ? null : new Uint8Array(Buffer.from(file.original, 'base64'));

/** The record's own edit. It is written first: a crash after it leaves a record whose files are as they were. */
export const recordEdit = async (
  records: string,
  record: InstallRecord | null,
  target: InstallRecord['target'],
): Promise<FileEdit> => {
  const path = installRecordPath(records, target);
  const state = await readFileState(path);
  return {
    path,
    realPath: state.kind === 'unreadable' ? path : state.realPath,
    before: state.kind === 'file' ? state.bytes : null,
    after: record === null ? null : bytesOf(`${JSON.stringify(record, null, 2)}\n`),
    mode: 0o600,
  };
};

/** The record of an earlier install, or why it cannot be used. */
export const earlierRecord = async (
  records: string,
  target: InstallRecord['target'],
): Promise<InstallRecord | null | PlanOutcome> => {
  const outcome = await readInstallRecord(records, target);
  if (outcome.kind === 'record') return outcome.record;
  if (outcome.kind === 'none') return null;
  const path = installRecordPath(records, target);
  return refused(
    'record-unreadable',
    `cannot use the install record \`${path}\`: ${outcome.why}; move it away and run the command again`,
  );
};

export const isOutcome = (value: object | null): value is PlanOutcome =>
  value !== null && 'kind' in value && (value.kind === 'refused' || value.kind === 'plan');

export const newRecord = (
  environment: Pick<InstallEnvironment, 'now' | 'version' | 'marks'> & {
    readonly events: readonly { readonly event: string }[];
  },
  target: InstallRecord['target'],
  earlier: InstallRecord | null,
  parts: Pick<InstallRecord, 'files' | 'folders'> & Pick<Partial<InstallRecord>, 'plugin'>,
): InstallRecord => ({
  v: 1,
  target,
  installedAt: environment.now.toISOString(),
  version: environment.version,
  marks: [...new Set([...environment.marks, ...(earlier?.marks ?? [])])],
  events: [...new Set(environment.events.map(({ event }) => event))],
  ...parts,
  folders: [...new Set([...(earlier?.folders ?? []), ...parts.folders])],
});

/** The folders that an edit needs and that are not there. */
export const foldersFor = async (edits: readonly FileEdit[]): Promise<readonly string[]> => {
  const needed = new Set<string>();
  for (const edit of edits) {
    if (edit.before === null) for (const folder of await missingFolders(edit.realPath)) needed.add(folder);
  }
  return [...needed].sort((a, b) => a.length - b.length);
};

/** The client must be able to read managed files and the plugin; its own folder is the person's alone. */
export const planOf = (plan: Omit<InstallPlan, 'folderMode'>): PlanOutcome => ({
  kind: 'plan',
  plan: { ...plan, folderMode: plan.target === 'claude-code' ? 0o700 : 0o755 },
});
