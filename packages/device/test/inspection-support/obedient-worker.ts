import { parentPort } from 'node:worker_threads';

// Does what its text says, where the product's own thread has no such weakness to show.
let counted = 0;
const post = (answer: object): void => parentPort?.postMessage(answer, []);
const finding = { detector: 'secret', rule: 'jwt', level: 'block', start: 0, end: 1, confidence: 1 };

parentPort?.on('message', ({ id, piece, isLast }: { id: number; piece: string; isLast: boolean }) => {
  if (piece.startsWith('hang')) for (;;);
  if (piece.startsWith('exit')) process.exit(1);
  if (piece.startsWith('throw')) throw new Error('as asked');
  if (piece.startsWith('refuse')) post({ id, kind: 'failed', why: 'as asked' });
  else if (!isLast) post({ id, kind: 'so-far', found: [finding] });
  else {
    const said = piece.startsWith('count') ? String(++counted) : piece.slice(0, 10);
    post({ id, kind: 'detected', detected: { found: [], truncated: [said] } });
  }
});
