import type { Tier } from '@sallyport/action-model';
import { DeviceId } from '@sallyport/action-model';
import type { UploadRequest } from '@sallyport/fleet-protocol';
import { CAPABILITY, UploadResponse } from '@sallyport/fleet-protocol';
import type { Spool } from '../spool/spool.ts';
import type { Backoff } from './backoff.ts';
import { DEFAULT_BACKOFF, waitAfter } from './backoff.ts';
import { readCursor, writeCursor } from './cursor-file.ts';

/** What sending one batch came to. A rejection of the promise counts as `ok: false`. */
export type SendResult =
  | { readonly ok: true; readonly response: unknown }
  | { readonly ok: false; readonly detail: string; readonly retryAfterMs?: number };

export interface UploadOptions {
  readonly spool: Pick<Spool, 'readFrom' | 'forgetThrough' | 'onDurable' | 'statistics'>;
  readonly send: (request: UploadRequest, signal: AbortSignal) => Promise<SendResult>;
  readonly cursorFile: string;
  /** Who sends; on every batch. */
  readonly sender: {
    readonly device: string;
    readonly host: string;
    readonly user: string;
    readonly os: string;
    readonly tier: Tier;
    readonly version: string;
  };
  readonly backoff?: Backoff;
  /** How long to let records gather before sending them, once everything older is sent. */
  readonly lingerMs?: number;
  readonly random?: () => number;
}

export interface UploadStatistics {
  /** Everything up to here is durable on the control plane. */
  readonly storedThrough: number;
  /** Failures in a row; 0 when the last attempt worked. */
  readonly failures: number;
  readonly lastError: string | null;
  readonly lastSuccessAt: string | null;
}

export interface Upload {
  statistics(): UploadStatistics;
  /** Ends the loop; a batch on its way is given up, and sent again by whoever starts next. */
  stop(): Promise<void>;
}

/** The control plane's limits for one request: lines, and bytes of text. */
const MAX_LINES = 1000;
const MAX_BYTES = 1_048_576;
/** No device was ever this far behind what it uploaded; an answer like that is a fault. */
const MAX_AHEAD = 1_000_000_000;

/**
 * Sends what the spool holds, oldest first, until stopped. At least once: the cursor moves only after the control
 * plane has said that the batch is durable there, and `(device, epoch, seq)` makes a repetition harmless. Nothing on
 * the decision path waits for this loop.
 */
export function startUpload(options: UploadOptions): Upload {
  const { spool, cursorFile, lingerMs = 50 } = options;
  const stopping = new AbortController();
  const wakeUp = new Set<() => void>();
  let hasNew = false;
  const unsubscribe = spool.onDurable(() => {
    hasNew = true;
    for (const wake of wakeUp) wake();
  });
  let state: UploadStatistics = { storedThrough: 0, failures: 0, lastError: null, lastSuccessAt: null };

  /** Ends early when stopped, and on a new record where `onRecord` says so. */
  const pause = (ms: number | undefined, onRecord: boolean): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        wakeUp.delete(done);
        stopping.signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = ms === undefined ? undefined : setTimeout(done, ms);
      if (onRecord) wakeUp.add(done);
      if (stopping.signal.aborted) done();
      else stopping.signal.addEventListener('abort', done);
    });

  const failed = async (detail: string, retryAfterMs = 0): Promise<void> => {
    state = { ...state, failures: state.failures + 1, lastError: detail };
    const random = (options.random ?? Math.random)();
    await pause(
      Math.max(retryAfterMs, waitAfter(state.failures, options.backoff ?? DEFAULT_BACKOFF, random)),
      false,
    );
  };

  const stored = async (epoch: string, storedThrough: number): Promise<void> => {
    await writeCursor(cursorFile, { epoch, storedThrough });
    state = { storedThrough, failures: 0, lastError: null, lastSuccessAt: new Date().toISOString() };
    await spool.forgetThrough(storedThrough);
  };

  const step = async (): Promise<void> => {
    const { epoch } = spool.statistics();
    hasNew = false;
    const lines = await spool.readFrom(state.storedThrough + 1, MAX_LINES, MAX_BYTES);
    const last = lines.at(-1);
    if (last === undefined) {
      if (!hasNew) await pause(undefined, true);
      if (!stopping.signal.aborted) await pause(lingerMs, false);
      return;
    }
    const { device, ...sender } = options.sender;
    const request: UploadRequest = {
      capability: CAPABILITY,
      device: DeviceId.parse(device),
      epoch,
      ...sender,
      lines: lines.map(({ text }) => text),
    };
    const result = await options.send(request, stopping.signal);
    if (!result.ok) return await failed(result.detail, result.retryAfterMs);
    const response = UploadResponse.safeParse(result.response);
    if (!response.success)
      return await failed('the control plane answered something else than an upload response');
    const { storedThrough } = response.data;
    if (storedThrough <= state.storedThrough || storedThrough > last.seq + MAX_AHEAD) {
      return await failed(
        `the control plane says it stored up to ${storedThrough} after ${last.seq} was sent`,
      );
    }
    // More than was sent: an earlier state of this device has uploaded those, and the spool has to skip them.
    await stored(epoch, storedThrough);
  };

  const run = async (): Promise<void> => {
    const cursor = await readCursor(cursorFile);
    if (cursor !== undefined && cursor.epoch === spool.statistics().epoch) {
      state = { ...state, storedThrough: cursor.storedThrough };
      await spool.forgetThrough(cursor.storedThrough);
    }
    while (!stopping.signal.aborted) {
      try {
        await step();
      } catch (error) {
        if (!stopping.signal.aborted) await failed(error instanceof Error ? error.message : String(error));
      }
    }
  };

  const running = run();
  return {
    statistics: () => state,
    async stop() {
      stopping.abort();
      await running;
      unsubscribe();
    },
  };
}
