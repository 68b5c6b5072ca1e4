import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Answer, Call } from './operation-server.ts';

type Pending = { readonly resolve: (value: never) => void; readonly reject: (error: Error) => void };

/**
 * The main thread's end of a worker. When the thread dies, what was waiting fails and the next call starts a new one:
 * the files are the state, the thread holds none.
 */
export class OperationClient<
  Operations extends { [Name in keyof Operations]: (...input: never[]) => unknown },
> {
  readonly #file: URL;
  readonly #workerData: unknown;
  readonly #onDeath: (error: Error) => void;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #nextId = 1;
  #closed = false;

  constructor(file: URL, workerData: unknown, onDeath: (error: Error) => void) {
    this.#file = file;
    this.#workerData = workerData;
    this.#onDeath = onDeath;
  }

  #start(): Worker {
    const worker = new Worker(this.#file, { workerData: this.#workerData });
    worker.on('message', (answer: Answer) => {
      const pending = this.#pending.get(answer.id);
      this.#pending.delete(answer.id);
      // `never` because the map holds promises of every result type; `call` ties each id to its own.
      if (answer.ok) pending?.resolve(answer.value as never);
      else pending?.reject(new Error(answer.message));
    });
    worker.on('error', (error) =>
      this.#fail(worker, error instanceof Error ? error : new Error(String(error))),
    );
    worker.on('exit', () => this.#fail(worker, new Error('the store thread ended')));
    return worker;
  }

  #fail(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
    if (!this.#closed) this.#onDeath(error);
  }

  async call<Name extends keyof Operations & string>(
    operation: Name,
    ...input: Parameters<Operations[Name]>
  ): Promise<ReturnType<Operations[Name]>> {
    if (this.#closed) throw new Error('the store is closed');
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      worker.postMessage({ id, operation, arguments: input } satisfies Call, []);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#worker;
    if (worker === undefined) return;
    const ended = once(worker, 'exit');
    worker.postMessage('close', []);
    await ended;
  }
}
