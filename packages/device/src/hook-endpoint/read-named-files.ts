import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { ContentSample, PathUse } from '@sallyport/action-model';
import type { Reader } from './reader.ts';
import { textOfBytes } from './text-of-bytes.ts';

/** What the client attaches of one file at most: of a longer one it attaches nothing, and only the head is read here. */
const MAX_FILE_BYTES = 262_144;
/** 2.1.330 attaches no more files than this, 2.1.197 as many as are named. */
const MAX_FILES = 100;
const MAX_BYTES = 16 * MAX_FILE_BYTES;

/** The client shows these as pictures and pages, by the name that was given; as text it never does. */
const SHOWN_AS_PICTURE = /\.(?:png|jpe?g|gif|webp|bmp|ico|tiff|pdf)$/i;

/** Nobody who reads as this person gets anything from such a name. */
const NOTHING_THERE: ReadonlySet<unknown> = new Set([
  'ENOENT',
  'ENOTDIR',
  'ELOOP',
  'ENAMETOOLONG',
  'EISDIR',
  'ENXIO',
  'ENODEV',
  'ERR_INVALID_ARG_VALUE',
]);
const FORBIDDEN: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM']);

export type NamedFiles = {
  readonly samples: readonly ContentSample[];
  /** Why something that the client may attach was not read; absent when everything was. */
  readonly unread?: 'too-many-files' | 'too-long' | 'unreadable-file';
};

/**
 * The beginnings of the files that an action names, as the client would attach them: measured, it attaches what has
 * NUL bytes and what is no UTF-8 too. Whatever an agent laid there: regular files only, never waiting on a pipe, opened
 * once and looked at through the open file, so that nobody puts another one in its place in between. What the caller
 * may not read gives nothing; what could not be read for any other reason is said.
 */
export async function readNamedFiles(paths: readonly PathUse[], reader?: Reader): Promise<NamedFiles> {
  const names = new Set(
    paths
      .filter(({ access, glob, given }) => access === 'read' && !glob && !SHOWN_AS_PICTURE.test(given))
      .map(({ path, resolved }) => resolved ?? path),
  );
  const samples: ContentSample[] = [];
  let left = MAX_BYTES;
  for (const name of names) {
    const read = await readHead(name, reader);
    if (read === 'nothing') continue;
    if (read === 'unreadable') return { samples, unread: 'unreadable-file' };
    if (samples.length === MAX_FILES) return { samples, unread: 'too-many-files' };
    left -= read.text.length;
    if (left < 0) return { samples, unread: 'too-long' };
    samples.push(read);
  }
  return { samples };
}

async function readHead(
  path: string,
  reader: Reader | undefined,
): Promise<ContentSample | 'nothing' | 'unreadable'> {
  try {
    // Before it is opened too: whether something is there is no business of who may not look there.
    const before = (await reader?.mayRead(path)) ?? 'yes';
    if (before !== 'yes') return before === 'no' ? 'nothing' : 'unreadable';
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const status = await file.stat();
    if (!status.isFile()) return 'nothing';
    const opened = (await reader?.mayReadOpened(file.fd)) ?? 'yes';
    if (opened !== 'yes') return opened === 'no' ? 'nothing' : 'unreadable';
    const bytes = await readBytes(
      file,
      status.size > 0 ? Math.min(status.size, MAX_FILE_BYTES) : MAX_FILE_BYTES,
    );
    if (bytes.length === 0) return 'nothing';
    return { role: 'content', text: textOfBytes(bytes), truncated: status.size > bytes.length };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (NOTHING_THERE.has(code)) return 'nothing';
    // As the same person the client gets no further; who may read everything and can't, knows nothing of what the client can.
    return FORBIDDEN.has(code) && reader === undefined ? 'nothing' : 'unreadable';
  }
}

/** Up to the end or to so many bytes: the system may give less at a time, and files of `/proc` claim to be empty. */
async function readBytes(file: FileHandle, most: number): Promise<Buffer> {
  const buffer = Buffer.alloc(most);
  let length = 0;
  while (length < most) {
    const { bytesRead } = await file.read(buffer, length, most - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}
