import { parentPort } from 'node:worker_threads';

// Does what its text says, where the product's own thread has no such weakness to show.
let counted = 0;
parentPort?.on('message', ({ id, text }: { id: number; text: string }) => {
  if (text.startsWith('hang')) for (;;);
  if (text.startsWith('exit')) process.exit(1);
  if (text.startsWith('throw')) throw new Error('as asked');
  if (text.startsWith('refuse')) parentPort?.postMessage({ id, ok: false, why: 'as asked' }, []);
  else {
    const said = text.startsWith('count') ? String(++counted) : text.slice(0, 10);
    parentPort?.postMessage({ id, ok: true, detected: { found: [], truncated: [said] } }, []);
  }
});
