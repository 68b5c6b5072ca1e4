import { parentPort, workerData } from 'node:worker_threads';
import {
  createStream,
  detect,
  gravestFindings,
  readOwnDetectors,
  type DetectorStream,
  type OwnDetectors,
} from '@sallyport/detectors';
import { failureName } from './failure-name.ts';
import type { InspectAnswer, InspectCall, InspectWorkerData } from './inspect-message.ts';
import { MAX_FINDINGS, MAX_FINDINGS_SO_FAR } from './inspected.ts';
import { WARM_UP_TEXT } from './warm-up-text.ts';

// The body of the thread that looks at texts, one after the other. Whoever started it may end it at any moment.
if (parentPort === null) throw new Error('this file is the body of a worker thread');
const port = parentPort;
// Given by our own side, which has read it before.
const own = ready((workerData as InspectWorkerData).own);
warmUp();
let open: { readonly id: number; readonly stream: DetectorStream } | undefined;

port.on('message', (call: InspectCall) => {
  const answer = answerTo(call);
  if (answer !== undefined) port.postMessage(answer, []);
});

function answerTo({ id, role, piece, isLast }: InspectCall): InspectAnswer | undefined {
  try {
    // A text that was given up in the middle is forgotten with the first piece of the next.
    if (open?.id !== id) open = { id, stream: createStream({ role, own }) };
    const { stream } = open;
    const found = stream.push(piece);
    if (isLast) {
      open = undefined;
      return { id, kind: 'detected', detected: gravestFindings(stream.end(), MAX_FINDINGS) };
    }
    return {
      id,
      kind: 'so-far',
      found: gravestFindings({ found, truncated: [] }, MAX_FINDINGS_SO_FAR).found,
    };
  } catch (error) {
    open = undefined;
    return { id, kind: 'failed', why: failureName(error) };
  }
}

/** A list that can't be read ends the thread, so that every text says that it was not looked at. */
function ready(text: string | undefined): OwnDetectors | undefined {
  if (text === undefined) return undefined;
  const read = readOwnDetectors('own detectors', text);
  if (!read.ok) throw new Error(read.why);
  return read.own;
}

/** A pattern's first use takes many times what the later ones do: better now than in somebody's first call. */
function warmUp(): void {
  // What these two don't ask for is asked for seldom.
  for (const role of ['tool-result', 'command'] as const) detect({ text: WARM_UP_TEXT, role }, { own });
}
