import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { isSignedBy, readCheckpoints, signCheckpoint } from './checkpoint.ts';
import type { ReadCheckpoint } from './checkpoint.ts';
import type { FileLayer, SpoolFile } from './file-layer.ts';
import { isMissing } from './file-layer.ts';
import type { Head } from './link.ts';
import { checkpointsName } from './segment-name.ts';

/** More than this is not a file of ours. */
const MAX_FILE_BYTES = 16_777_216;

/** The notes beside `segment`; none when there is no such file. */
export async function loadCheckpoints(
  files: FileLayer,
  directory: string,
  segment: string,
): Promise<{ notes: ReadCheckpoint[]; damaged: boolean }> {
  let file: SpoolFile;
  try {
    file = await files.open(join(directory, checkpointsName(segment)), 'read');
  } catch (error) {
    if (isMissing(error)) return { notes: [], damaged: false };
    throw error;
  }
  try {
    const { bytes } = await file.stat();
    const text = Buffer.alloc(Math.min(bytes, MAX_FILE_BYTES));
    const read = await file.read(text, 0);
    return readCheckpoints(text.toString('utf8', 0, read));
  } finally {
    await file.close();
  }
}

/** Highest `seq` that a note signed by `key` vouches for. */
export async function anchoredThrough(
  files: FileLayer,
  directory: string,
  segment: string,
  key: KeyObject | undefined,
): Promise<number> {
  if (key === undefined) return 0;
  const publicKey = createPublicKey(key);
  const { notes } = await loadCheckpoints(files, directory, segment).catch(() => ({ notes: [] }));
  return Math.max(0, ...notes.filter((note) => isSignedBy(note, publicKey)).map(({ seq }) => seq));
}

interface CheckpointLogOptions {
  readonly files: FileLayer;
  readonly directory: string;
  readonly device: string;
  readonly key: KeyObject;
  readonly everyRecords: number;
  readonly everyMs: number;
  readonly now: () => Date;
}

/** Where the chain stands and which segment holds that record. */
export interface Position {
  readonly head: Head;
  readonly epoch: string;
  readonly segment: string;
}

/**
 * Signs the head every so many records or milliseconds, one file of notes beside each segment. Nothing waits for
 * it: a checkpoint that could not be written is made up for by the next one, which covers everything before it.
 */
export class CheckpointLog {
  readonly #options: CheckpointLogOptions;
  #position: Position | undefined;
  #signedThrough = 0;
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();
  #file: { name: string; file: SpoolFile; offset: number } | undefined;
  /** Checkpoints that could not be written since the last one that could. */
  failures = 0;

  constructor(options: CheckpointLogOptions) {
    this.#options = options;
  }

  /** Called after each durable batch, before anybody is told; only notes down what is to be signed later. */
  durable(position: Position): void {
    this.#position = position;
    const due = position.head.seq - this.#signedThrough >= this.#options.everyRecords;
    if (due) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#signedThrough = position.head.seq;
      setImmediate(() => this.#enqueue());
    } else {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#enqueue();
      }, this.#options.everyMs).unref();
    }
  }

  /** Signs where the chain stands now. */
  async flush(): Promise<void> {
    this.#enqueue();
    await this.#work;
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.flush();
    await this.#closeFile();
  }

  #enqueue(): void {
    this.#work = this.#work.then(() => this.#write()).catch(() => void (this.failures += 1));
  }

  async #write(): Promise<void> {
    const position = this.#position;
    if (position === undefined) return;
    const { head, epoch, segment } = position;
    const { device, key, now } = this.#options;
    const note = signCheckpoint({ device, epoch, ...head, at: now().toISOString() }, key);
    const file = await this.#fileFor(segment);
    const bytes = Buffer.from(note);
    try {
      await file.file.write(bytes, file.offset);
      await file.file.datasync();
    } catch (error) {
      // Half a note would hide the ones behind it from a reader.
      await file.file.truncate(file.offset);
      throw error;
    }
    file.offset += bytes.length;
    if (this.#position === position) this.#position = undefined;
    this.#signedThrough = Math.max(this.#signedThrough, head.seq);
    this.failures = 0;
  }

  async #fileFor(segment: string): Promise<{ name: string; file: SpoolFile; offset: number }> {
    const { files, directory } = this.#options;
    const name = checkpointsName(segment);
    if (this.#file?.name === name) return this.#file;
    await this.#closeFile();
    const path = join(directory, name);
    // A file of that name is of a segment that was begun and given up: nothing in it is of this one.
    await files.remove(path).catch(() => undefined);
    const file = await files.open(path, 'create');
    this.#file = { name, file, offset: 0 };
    await files.syncDirectory(directory);
    return this.#file;
  }

  async #closeFile(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.file.close();
  }
}
