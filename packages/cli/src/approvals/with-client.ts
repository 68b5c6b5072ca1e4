import { openIdentity, readRunning } from '@sallyport/device';
import { createApiClient, type ApiClient } from '@sallyport/fleet-protocol';
import { failure, isFailure, type Failure, type Outcome } from '../command.ts';
import { openState, type Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';

/** The device hears of an answer at once; this is for one that is away. */
const SETTLE_MS = 5000;

/** Runs a command against the control plane of this machine, as whoever may read its token. */
export async function withClient(
  run: (client: ApiClient, context: Context) => Promise<Outcome | Failure>,
): Promise<Outcome | Failure> {
  const context = openState();
  if (isFailure(context)) return context;
  const running = readRunning(context.home.running);
  if (running === undefined)
    return failure('nothing is running; start it with `sallyport up`', EXIT.unreachable);
  const { apiToken } = openIdentity(context.home);
  return run(createApiClient({ baseUrl: running.url, fetch, token: apiToken }), context);
}

export const unreachable = ({ status, message }: { status: number; message: string }): Failure =>
  failure(message, status === 0 ? EXIT.unreachable : EXIT.failed);

/** What is there as soon as the device has heard of it; nothing where it is away. */
export async function settled<Value>(look: () => Promise<Value | undefined>): Promise<Value | undefined> {
  const deadline = Date.now() + SETTLE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined || Date.now() > deadline) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
