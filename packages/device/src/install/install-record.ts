import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/**
 * What an install did, kept in `<records>/<target>.json` so that uninstall can undo exactly that. It holds
 * the files' original bytes, which may carry somebody's keys: only its owner may read it.
 */
export const INSTALL_TARGETS = ['claude-code', 'claude-code-managed', 'cowork', 'mcp'] as const;
export const InstallTargetName = z.enum(INSTALL_TARGETS);
export type InstallTargetName = z.infer<typeof InstallTargetName>;

const RecordedFile = z.object({
  /** As the person names it; may be a symbolic link. */
  path: z.string(),
  /** Where the bytes are. */
  realPath: z.string(),
  /** The bytes before the first install, base64; null when there was no file. */
  original: z.string().nullable(),
  sha256Before: z.string().nullable(),
  sha256After: z.string(),
  /** `original` was rebuilt by taking our entries out of a file that others had changed since. */
  rebuilt: z.boolean(),
  added: z.object({ deny: z.array(z.string()), containers: z.array(z.array(z.string())) }),
});
export type RecordedFile = z.infer<typeof RecordedFile>;

export const InstallRecord = z.object({
  v: z.literal(1),
  target: InstallTargetName,
  installedAt: z.iso.datetime({ precision: 3 }),
  version: z.string(),
  /** Words by which a handler is known as ours. */
  marks: z.array(z.string()),
  events: z.array(z.string()),
  files: z.array(RecordedFile),
  /** Folders that we made, outermost first. */
  folders: z.array(z.string()),
  /** The Cowork plugin's full name, `plugin@marketplace`. */
  plugin: z.object({ name: z.string(), marketplace: z.string(), version: z.string() }).optional(),
});
export type InstallRecord = z.infer<typeof InstallRecord>;

export const installRecordPath = (records: string, target: InstallTargetName): string =>
  join(records, `${target}.json`);

export type RecordOutcome =
  | { readonly kind: 'record'; readonly record: InstallRecord }
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable'; readonly why: string };

export const readInstallRecord = async (
  records: string,
  target: InstallTargetName,
): Promise<RecordOutcome> => {
  let text: string;
  try {
    text = await readFile(installRecordPath(records, target), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? { kind: 'none' }
      : { kind: 'unreadable', why: code ?? String(error) };
  }
  try {
    return { kind: 'record', record: InstallRecord.parse(JSON.parse(text)) };
  } catch {
    return { kind: 'unreadable', why: 'it is not an install record' };
  }
};

export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
