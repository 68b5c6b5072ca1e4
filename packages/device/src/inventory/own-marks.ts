import { INSTALL_TARGETS, readInstallRecord } from '../install/install-record.ts';

/** The words by which hooks that this installation wrote are known, today's and those of earlier installs. */
export async function ownHookMarks(recordsFolder: string): Promise<readonly string[]> {
  const marks: string[] = [];
  for (const target of INSTALL_TARGETS) {
    const outcome = await readInstallRecord(recordsFolder, target);
    if (outcome.kind === 'record') marks.push(...outcome.record.marks);
  }
  return marks;
}
