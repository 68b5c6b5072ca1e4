import { Worker } from 'node:worker_threads';
import { gravestFindings, type Detected, type Detection, type DetectorInput } from '@sallyport/detectors';
import { failureName } from './failure-name.ts';
import { FairQueue, type QueueLimits } from './fair-queue.ts';
import type { InspectAnswer, InspectCall, InspectWorkerData } from './inspect-message.ts';
import { MAX_FINDINGS, unfinished, type Inspected } from './inspected.ts';

/** A thread that is still busy so long after a deadline hangs, and is ended: a piece alone takes less. */
const HANG_MS = 2000;
/** What is handed over at once: one window of the stream in the thread. */
const PIECE_UNITS = 256 * 1024;
/** What may wait for the thread; each text counts at least `LEAST_UNITS`, so that many small ones are bounded too. */
const LIMITS: QueueLimits = { mostUnits: 32 * 1024 * 1024, mostUnitsTogether: 64 * 1024 * 1024 };
const LEAST_UNITS = 4096;
/** More than any text that is let in can need. A thread that wants more ends, the daemon does not. */
const MAX_HEAP_MIB = 512;
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

export type LaneOptions = {
  readonly workerFile: URL;
  /** Told why a thread ended or a text made a detector throw; never holds the text. */
  readonly onFailure: (why: string) => void;
};

type Job = {
  readonly id: number;
  readonly caller: string;
  readonly input: DetectorInput;
  readonly units: number;
  /** Only the first call counts. */
  readonly settle: (inspected: Inspected) => void;
  /** Told the whole result even when it comes after the deadline: it is still worth remembering. */
  readonly onDetected: (detected: Detected) => void;
  timer: NodeJS.Timeout | undefined;
  /** Up to where it was handed over, and what was found on the way. */
  handedOver: number;
  soFar: readonly Detection[];
  isOver: boolean;
};

/** One thread and what waits for it, caller by caller. A thread that ends or hangs costs one text its answer. */
export class InspectLane {
  readonly #options: LaneOptions;
  readonly #waiting = new FairQueue<Job>(LIMITS);
  #running: Job | undefined;
  #worker: Worker | undefined;
  #nextId = 1;
  #closed = false;
  #own: string | undefined;
  #isStale = false;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  inspect(
    input: DetectorInput,
    { deadlineMs, caller = '' }: { readonly deadlineMs: number; readonly caller?: string | undefined },
    onDetected: (detected: Detected) => void,
  ): Promise<Inspected> {
    const units = Math.max(input.text.length, LEAST_UNITS);
    if (this.#closed) return Promise.resolve(unfinished('inspector-failed'));
    return new Promise((resolve) => {
      const job: Job = {
        id: this.#nextId++,
        caller,
        input,
        units,
        settle: resolve,
        onDetected,
        timer: undefined,
        handedOver: 0,
        soFar: [],
        isOver: false,
      };
      if (!this.#waiting.push(job)) return resolve(unfinished('inspector-busy'));
      job.timer = setTimeout(() => this.#expire(job), Math.min(Math.max(deadlineMs, 0), MAX_TIMEOUT_MS));
      this.#next();
    });
  }

  /** Another list of own detectors, from the next text on; a thread knows only the list it was started with. */
  useOwn(own: string | undefined): void {
    this.#own = own;
    this.#isStale = true;
    if (this.#running !== undefined || this.#worker === undefined) return;
    this.#retire();
    this.warm();
  }

  /** Starts the thread before it is needed, which takes longer than looking at most texts. */
  warm(): void {
    if (!this.#closed) this.#worker ??= this.#start();
  }

  /** What waits or runs is answered as failed, not left hanging. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#waiting.clear()) this.#answer(job, unfinished('inspector-failed'));
    if (this.#running !== undefined) this.#answer(this.#running, unfinished('inspector-failed'));
    this.#running = undefined;
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #next(): void {
    if (this.#running !== undefined || this.#closed) return;
    const job = this.#waiting.next();
    if (job === undefined) return;
    this.#running = job;
    if (this.#isStale) this.#retire();
    this.#worker ??= this.#start();
    this.#handOver(job, this.#worker);
  }

  #handOver(job: Job, worker: Worker): void {
    const { text, role } = job.input;
    const piece = text.slice(job.handedOver, job.handedOver + PIECE_UNITS);
    job.handedOver += piece.length;
    const isLast = job.handedOver === text.length;
    worker.postMessage({ id: job.id, role, piece, isLast } satisfies InspectCall, []);
  }

  #retire(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    void worker?.terminate();
  }

  #start(): Worker {
    this.#isStale = false;
    // Nothing of the daemon's environment is any business of a thread that reads hostile text.
    const worker = new Worker(this.#options.workerFile, {
      env: {},
      workerData: { own: this.#own } satisfies InspectWorkerData,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB },
    });
    // The other side of the port is our own file, so answers are not parsed again.
    worker.on('message', (answer: InspectAnswer) => this.#take(answer));
    worker.on('error', (error) => this.#lose(worker, failureName(error)));
    worker.on('exit', () => this.#lose(worker, 'the thread ended'));
    // A thread that waits for work keeps nobody alive; a text that is waited for has its timer.
    worker.unref();
    return worker;
  }

  #take(answer: InspectAnswer): void {
    const job = this.#running;
    if (job?.id !== answer.id) return;
    if (answer.kind === 'so-far' && !job.isOver && this.#worker !== undefined) {
      job.soFar = gravestFindings(
        { found: [...job.soFar, ...answer.found], truncated: [] },
        MAX_FINDINGS,
      ).found;
      this.#handOver(job, this.#worker);
      return;
    }
    this.#running = undefined;
    if (answer.kind === 'detected') {
      job.onDetected(answer.detected);
      this.#answer(job, answer.detected);
    } else if (answer.kind === 'failed') {
      this.#options.onFailure(answer.why);
      this.#answer(job, unfinished('inspector-failed', job.soFar));
    }
    this.#next();
  }

  #expire(job: Job): void {
    this.#answer(job, unfinished('deadline', job.soFar));
    job.isOver = true;
    if (job !== this.#running) {
      this.#waiting.remove(job);
      return;
    }
    const worker = this.#worker;
    job.timer = setTimeout(() => {
      if (job === this.#running && worker !== undefined)
        this.#lose(worker, 'a text held the thread past its deadline');
    }, HANG_MS).unref();
  }

  /** The thread is gone or given up: its text fails, the others go on with a new one. */
  #lose(worker: Worker, why: string): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    void worker.terminate();
    this.#options.onFailure(why);
    const job = this.#running;
    this.#running = undefined;
    if (job !== undefined) this.#answer(job, unfinished('inspector-failed', job.soFar));
    this.#next();
  }

  #answer(job: Job, inspected: Inspected): void {
    clearTimeout(job.timer);
    job.settle(inspected);
  }
}
