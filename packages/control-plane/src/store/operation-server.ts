import { isMainThread, parentPort } from 'node:worker_threads';

/** What crosses between the threads. */
export type Call = { readonly id: number; readonly operation: string; readonly arguments: unknown[] };
export type Answer = { readonly id: number } & (
  { ok: true; value: unknown } | { ok: false; message: string }
);

type Operation = (...input: never[]) => unknown;

/**
 * Answers calls one after the other. A throw becomes an answer, so one bad file can't end the thread. The other side of
 * the port is typed by the same operations (`OperationClient`), so arguments are not parsed again here.
 */
export const serveOperations = (operations: Readonly<Record<string, Operation>>, close: () => void): void => {
  if (isMainThread || parentPort === null) throw new Error('this file is the body of a worker thread');
  const port = parentPort;
  port.on('message', (call: Call | 'close') => {
    if (call === 'close') {
      close();
      port.close();
      return;
    }
    try {
      const operation = operations[call.operation];
      if (operation === undefined) throw new Error(`there is no operation \`${call.operation}\``);
      const value = operation(...(call.arguments as never[]));
      port.postMessage({ id: call.id, ok: true, value } satisfies Answer);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      port.postMessage({ id: call.id, ok: false, message } satisfies Answer);
    }
  });
};
