import { join } from 'node:path';
import { planMcpRemoval } from './mcp/plan-mcp.ts';
import { clientFolder } from './client-folders.ts';
import { readFileState } from './file-state.ts';
import {
  refused,
  type FileEdit,
  type InstallEnvironment,
  type InstallTarget,
  type InstallWarning,
  type PlanOutcome,
} from './install-plan.ts';
import { installRecordPath, sha256Hex, type InstallRecord, type RecordedFile } from './install-record.ts';
import {
  changeable,
  diffOf,
  earlierRecord,
  isOutcome,
  originalBytes,
  planOf,
  recordEdit,
} from './plan-parts.ts';
import { bytesOfSettings, parseSettings } from './settings-document.ts';
import { ourGroups, removeOurs } from './settings-merge.ts';

type UninstallEnvironment = Pick<
  InstallEnvironment,
  'records' | 'userHome' | 'variables' | 'marks' | 'platform' | 'managedFolder' | 'gateway'
>;

interface Undone {
  readonly edit: FileEdit | null;
  readonly warning: InstallWarning | null;
}
const NOTHING: Undone = { edit: null, warning: null };

/** Only settings files of others are taken apart; a file that is ours alone goes or stays whole. */
const undoFile = async (
  file: RecordedFile,
  marks: readonly string[],
  target: InstallRecord['target'],
): Promise<Undone | PlanOutcome> => {
  const state = await readFileState(file.path);
  if (state.kind === 'absent') return NOTHING;
  const current = changeable(file.path, state);
  if (isOutcome(current)) return current;
  const { bytes, realPath } = current;
  if (bytes === null) return NOTHING;
  const edit = (after: Uint8Array | null): FileEdit => ({
    path: file.path,
    realPath,
    before: bytes,
    after,
    mode: 0o600,
  });

  // A link laid there since, by whomever, leads to a file that we never wrote.
  const isElsewhere = realPath !== file.realPath;
  if (isElsewhere && target !== 'claude-code') {
    return {
      edit: null,
      warning: {
        code: 'changed-since-install',
        text: `\`${file.path}\` has become a link to \`${realPath}\`, which is not ours: both stay as they are`,
      },
    };
  }
  const now = sha256Hex(bytes);
  if (now === file.sha256After && !isElsewhere) return { edit: edit(originalBytes(file)), warning: null };
  // A crash between the record and the file leaves the original in place.
  if (now === file.sha256Before) return NOTHING;
  const changed = (text: string): InstallWarning => ({
    code: 'changed-since-install',
    text: `\`${file.path}\` changed since it was installed: ${text}`,
  });
  if (target !== 'claude-code') {
    return {
      edit: edit(originalBytes(file)),
      warning: changed('the changes go with it; the diff shows them'),
    };
  }
  const parsed = parseSettings(bytes);
  if (parsed.kind === 'invalid') {
    return refused(
      'settings-invalid',
      `\`${file.path}\` is not valid JSON with comments: ${parsed.why}; correct it and run the command again`,
    );
  }
  const { document } = parsed;
  const stripped = removeOurs(document, marks, file.added);
  const isEmpty = stripped.root.children?.length === 0 && /^\s*\{\s*\}\s*$/.test(stripped.text);
  const after =
    file.original === null && isEmpty && !isElsewhere ? null : bytesOfSettings(stripped.text, stripped.bom);
  return {
    edit: stripped === document ? null : edit(after),
    warning: changed('only our entries are removed'),
  };
};

/** Without a record the hook entries are still known by their content; deny rules are not, and stay. */
const uninstallByContent = async (environment: UninstallEnvironment): Promise<PlanOutcome> => {
  const path = join(clientFolder(environment.userHome, environment.variables), 'settings.json');
  const nothing = refused(
    'not-installed',
    'hooks are not installed in Claude Code; there is nothing to remove',
  );
  const state = await readFileState(path);
  if (state.kind === 'absent') return nothing;
  const current = changeable(path, state);
  if (isOutcome(current)) return current;
  const parsed = parseSettings(current.bytes ?? new Uint8Array());
  if (parsed.kind === 'invalid' || ourGroups(parsed.document, environment.marks).length === 0) return nothing;
  const stripped = removeOurs(parsed.document, environment.marks, null);
  const after = bytesOfSettings(stripped.text, stripped.bom);
  const edit: FileEdit = { path, realPath: current.realPath, before: current.bytes, after, mode: 0o600 };
  const record = installRecordPath(environment.records, 'claude-code');
  return planOf({
    action: 'uninstall',
    target: 'claude-code',
    edits: [edit],
    folders: [],
    diff: diffOf([edit]),
    warnings: [
      {
        code: 'record-lost',
        text: `\`${record}\` is gone: hook entries are removed, deny rules in \`permissions.deny\` stay; look through them`,
      },
    ],
    notes: [],
  });
};

export const planUninstall = async (
  kind: InstallTarget['kind'],
  environment: UninstallEnvironment,
): Promise<PlanOutcome> => {
  if (kind === 'mcp') return planMcpRemoval(environment);
  const record = await earlierRecord(environment.records, kind);
  if (isOutcome(record)) return record;
  if (record === null) {
    if (kind === 'claude-code') return uninstallByContent(environment);
    return refused('not-installed', `there is no install record for \`${kind}\`; there is nothing to remove`);
  }
  const edits: FileEdit[] = [];
  const warnings: InstallWarning[] = [];
  const marks = [...environment.marks, ...record.marks];
  for (const file of record.files) {
    const undone = await undoFile(file, marks, record.target);
    if (isOutcome(undone)) return undone;
    if (undone.edit) edits.push(undone.edit);
    if (undone.warning) warnings.push(undone.warning);
  }
  return planOf({
    action: 'uninstall',
    target: kind,
    // The record goes last: a crash before it leaves an uninstall that can be run again.
    edits: [...edits, await recordEdit(environment.records, null, kind)],
    folders: [...record.folders].sort((a, b) => b.length - a.length),
    diff: diffOf(edits),
    warnings,
    notes: ['restart Claude Code so that open sessions let go of the hooks'],
  });
};
