import { openIdentity, readRunning } from '@sallyport/device';
import { createApiClient, type ApiClient, type ApiResult } from '@sallyport/fleet-protocol';
import { failure, type Failure } from '../command.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';

export type Connected = { client: ApiClient; device: string };

/** The control plane of this machine, with the token that only whoever may read the state can read. */
export function connect({ home }: Context): Connected | Failure {
  const running = readRunning(home.running);
  if (running === undefined)
    return failure('nothing is running; start it with `sallyport up`', EXIT.unreachable);
  const { apiToken, device } = openIdentity(home);
  return { client: createApiClient({ baseUrl: running.url, fetch, token: apiToken }), device };
}

/** What an API said, as the command says it. */
export const refusal = ({ status, message }: Extract<ApiResult<unknown>, { ok: false }>): Failure =>
  failure(message, status === 0 ? EXIT.unreachable : EXIT.failed);
