import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { readEntries } from './read-bounded.ts';
import type { SessionSighting } from './transcript-reader.ts';

const MAX_ENTRIES = 10_000;
const SESSION_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Sessions that ran a shell and kept no transcript, as under `--no-session-persistence` or
 * `CLAUDE_CODE_SKIP_PROMPT_HISTORY` (which a repository's settings can set): the client makes a folder for the shell's
 * environment in any case, under the session's id. Measured with 2.1.197 and 2.1.330.
 */
export const unwrittenSessions = async (
  clientFolder: string,
  written: readonly SessionSighting[],
  since: Date,
): Promise<readonly SessionSighting[]> => {
  const folder = join(clientFolder, 'session-env');
  const entries = await readEntries(folder, MAX_ENTRIES);
  const known = new Set(written.map(({ session }) => session));
  const found: SessionSighting[] = [];
  for (const { name: session } of entries) {
    if (known.has(session) || !SESSION_ID.test(session)) continue;
    const file = join(folder, session);
    const status = await lstat(file).catch(() => undefined);
    if (status?.isDirectory() !== true || status.mtime < since) continue;
    const at = status.mtime.toISOString();
    found.push({
      session,
      file,
      firstAt: at,
      lastAt: at,
      firstToolUseAt: at,
      lastToolUseAt: at,
      tools: ['a shell'],
      cwd: null,
      clientVersion: null,
    });
  }
  return found;
};
