import { createInterface } from 'node:readline';
import { canonicalText, readMessage, refusalWithText } from '@sallyport/surfaces';

/** Tells a client why its server was not started, in the answer to each of its requests, for as long as it asks. */
export async function refuseClient(
  why: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<void> {
  for await (const line of createInterface({ input })) {
    const reading = readMessage(line, {});
    if (reading.kind === 'request') output.write(`${canonicalText(refusalWithText(reading, why))}\n`);
  }
}
