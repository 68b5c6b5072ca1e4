import type { UploadBody, UploadOutcome, ReaderOperations, WriterOperations } from './operations.ts';
import { OperationClient } from './operation-client.ts';

/** The files that the two threads run. */
export type StoreThreads = { readonly writer: URL; readonly reader: URL };

const OWN_THREADS: StoreThreads = {
  writer: new URL('./writer-worker.ts', import.meta.url),
  reader: new URL('./reader-worker.ts', import.meta.url),
};

type Waiting = {
  readonly upload: UploadBody;
  readonly resolve: (outcome: UploadOutcome) => void;
  readonly reject: (error: unknown) => void;
};

const MAX_BYTES_A_COMMIT = 8_388_608;
/** What may wait in memory. Beyond it a device is told to come back: its spool is the queue. */
const MAX_WAITING_BYTES = 67_108_864;

/**
 * The evidence store as the rest of the control plane sees it; narrow, so that another database can stand behind it.
 * Writing and reading each have a thread of their own, so the main loop never waits for a disk. Uploads that come
 * while a commit runs go into the next one together.
 */
export class EvidenceStore {
  readonly reader: OperationClient<ReaderOperations>;
  readonly writer: OperationClient<WriterOperations>;
  readonly #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #running = false;

  private constructor(directory: string, threads: StoreThreads, onDeath: (error: Error) => void) {
    const workerData = { directory };
    this.writer = new OperationClient(threads.writer, workerData, onDeath);
    this.reader = new OperationClient(threads.reader, workerData, onDeath);
  }

  /** The writer makes the files, so it answers once before the reader opens them. */
  static async open(
    directory: string,
    threads: StoreThreads | undefined,
    onDeath: (error: Error) => void,
  ): Promise<EvidenceStore> {
    const store = new EvidenceStore(directory, threads ?? OWN_THREADS, onDeath);
    await store.writer.call('append', []);
    await store.reader.call('totals');
    return store;
  }

  /** Resolves once the upload is durable; `busy` when too much is waiting already. */
  async append(upload: UploadBody): Promise<UploadOutcome | { kind: 'busy' }> {
    if (this.#waitingBytes + upload.bytes.length > MAX_WAITING_BYTES) return { kind: 'busy' };
    this.#waitingBytes += upload.bytes.length;
    const outcome = new Promise<UploadOutcome>((resolve, reject) => {
      this.#waiting.push({ upload, resolve, reject });
    });
    void this.#drain();
    return outcome;
  }

  async #drain(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    while (this.#waiting.length > 0) {
      const group = this.#takeGroup();
      try {
        const outcomes = await this.writer.call(
          'append',
          group.map(({ upload }) => upload),
        );
        for (const [index, { resolve }] of group.entries()) {
          const outcome = outcomes[index];
          if (outcome !== undefined) resolve(outcome);
        }
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
      for (const { upload } of group) this.#waitingBytes -= upload.bytes.length;
    }
    this.#running = false;
  }

  #takeGroup(): Waiting[] {
    let bytes = 0;
    const tooMany = this.#waiting.findIndex(
      ({ upload }) => (bytes += upload.bytes.length) > MAX_BYTES_A_COMMIT,
    );
    return this.#waiting.splice(0, tooMany === -1 ? this.#waiting.length : Math.max(1, tooMany));
  }

  /** Removes the days before `beforeDay`; the reader lets go of them first. */
  async prune(beforeDay: string): Promise<string[]> {
    const removed = await this.writer.call('prune', beforeDay);
    await this.reader.call('closeDays', removed);
    return removed;
  }

  async close(): Promise<void> {
    await this.reader.close();
    await this.writer.close();
  }
}
