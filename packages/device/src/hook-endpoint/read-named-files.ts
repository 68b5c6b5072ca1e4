import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { ContentSample, PathUse } from '@sallyport/action-model';

/** The head of a file; the client itself attaches no more of one. */
const MAX_FILE_BYTES = 262_144;
const MAX_FILES = 16;
const MAX_BYTES = 4 * MAX_FILE_BYTES;

/**
 * The beginnings of the files that an action names, as far as they are text. Whatever an agent laid there: regular files
 * only, never waiting on a pipe, opened once and looked at through the open file, so that nobody puts another one in
 * its place in between. A file that can't be read gives nothing: the client, who reads as the same person, can't either.
 */
export async function readNamedFiles(paths: readonly PathUse[]): Promise<readonly ContentSample[]> {
  const names = new Set(
    paths
      .filter(({ access, glob }) => access === 'read' && !glob)
      .map(({ path, resolved }) => resolved ?? path),
  );
  const samples: ContentSample[] = [];
  let left = MAX_BYTES;
  for (const name of [...names].slice(0, MAX_FILES)) {
    const sample = await readHead(name, Math.min(left, MAX_FILE_BYTES));
    if (sample === undefined) continue;
    left -= sample.text.length;
    samples.push(sample);
  }
  return samples;
}

async function readHead(path: string, maxBytes: number): Promise<ContentSample | undefined> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const status = await file.stat();
    if (!status.isFile() || status.size === 0 || maxBytes === 0) return undefined;
    const buffer = Buffer.alloc(Math.min(status.size, maxBytes));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    const bytes = buffer.subarray(0, bytesRead);
    // Pictures and programs are no text that anybody would be shown.
    if (bytes.subarray(0, 8192).includes(0)) return undefined;
    return { role: 'content', text: bytes.toString('utf8'), truncated: status.size > bytesRead };
  } catch {
    return undefined;
  }
}
