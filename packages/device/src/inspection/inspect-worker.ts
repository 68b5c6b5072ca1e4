import { parentPort } from 'node:worker_threads';
import { detect } from '@sallyport/detectors';
import { failureName } from './failure-name.ts';
import { gravestFindings } from './gravest-findings.ts';
import type { InspectAnswer, InspectCall } from './inspect-message.ts';

// The body of the thread that looks at texts. It holds no state: whoever started it may end it at any moment.
if (parentPort === null) throw new Error('this file is the body of a worker thread');
const port = parentPort;

port.on('message', ({ id, text, role }: InspectCall) => {
  let answer: InspectAnswer;
  try {
    answer = { id, ok: true, detected: gravestFindings(detect({ text, role })) };
  } catch (error) {
    answer = { id, ok: false, why: failureName(error) };
  }
  port.postMessage(answer);
});
