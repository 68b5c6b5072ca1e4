import { chmod, mkdir, rmdir, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readFileState } from './file-state.ts';
import type { FileEdit, InstallPlan } from './install-plan.ts';
import { replaceFile, syncFolder } from './replace-file.ts';

export type ApplyOutcome =
  | { readonly kind: 'applied'; readonly paths: readonly string[] }
  | { readonly kind: 'failed'; readonly path: string; readonly message: string };

const sameBytes = (a: Uint8Array | null, b: Uint8Array | null): boolean =>
  a === null || b === null ? a === b : Buffer.compare(a, b) === 0;

/** Does the file still hold what the plan was made from? */
const isUnchanged = async (edit: FileEdit): Promise<boolean> => {
  const state = await readFileState(edit.path);
  if (state.kind === 'unreadable' || state.realPath !== edit.realPath) return false;
  return sameBytes(state.kind === 'file' ? state.bytes : null, edit.before);
};

const carryOut = async (edit: FileEdit, bytes: Uint8Array | null): Promise<void> => {
  if (bytes !== null) return replaceFile(edit.realPath, bytes, edit.mode);
  await unlink(edit.realPath);
  await syncFolder(dirname(edit.realPath));
};

/**
 * Carries out a plan, or nothing of it: every file is compared with what was planned from, and when a later one
 * fails the earlier ones are put back. A change by somebody else between the comparison and the rename, some
 * microseconds, is not seen; there is no call that compares and renames.
 */
export const applyPlan = async (plan: InstallPlan): Promise<ApplyOutcome> => {
  for (const edit of plan.edits) {
    if (!(await isUnchanged(edit))) {
      return failure(edit.path, `\`${edit.path}\` changed while we planned; run the command again`);
    }
  }
  const done: FileEdit[] = [];
  const made: string[] = [];
  let path = '';
  try {
    for (const folder of plan.action === 'install' ? plan.folders : []) {
      path = folder;
      if ((await mkdir(folder, { recursive: true })) === undefined) continue;
      made.push(folder);
      // Whatever the caller's umask is.
      await chmod(folder, plan.folderMode);
    }
    for (const edit of plan.edits) {
      ({ path } = edit);
      if (!(await isUnchanged(edit))) throw new Error('it changed while we wrote');
      // The record's own folder is ours; every other one is in the plan.
      await mkdir(dirname(edit.realPath), { recursive: true, mode: 0o700 });
      await carryOut(edit, edit.after);
      done.push(edit);
    }
  } catch (error) {
    for (const edit of done.reverse()) await carryOut(edit, edit.before);
    await removeEmpty(made.reverse());
    const why = error instanceof Error ? error.message : String(error);
    return failure(path, `cannot write \`${path}\`: ${why}; nothing was changed, run the command again`);
  }
  if (plan.action === 'uninstall') await removeEmpty(plan.folders);
  return { kind: 'applied', paths: done.map(({ path }) => path) };
};

const failure = (path: string, message: string): ApplyOutcome => ({ kind: 'failed', path, message });

/** A folder that holds something by now stays. */
const removeEmpty = async (folders: readonly string[]): Promise<void> => {
  for (const folder of folders) await rmdir(folder).catch(() => undefined);
};
