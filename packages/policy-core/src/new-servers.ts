import type { Origin } from '@sallyport/action-model';
import type { CompiledPolicy } from './compiled-policy.ts';
import { stageFor } from './rollout.ts';

/** What the guard does with MCP servers that a person's clients have and that go past the gateway. */
export type NewServers = 'tell' | 'wrap';

/** The strictest that any document in force asks for; one that is only tried out changes nobody's files. */
export const newServersFor = (
  policy: CompiledPolicy,
  origin: Pick<Origin, 'groups' | 'device'>,
): NewServers =>
  policy.documents.some(
    ({ newServers, rollout, id }) => newServers === 'wrap' && stageFor(rollout, id, origin) === 'enforce',
  )
    ? 'wrap'
    : 'tell';
