import { createHash, randomUUID } from 'node:crypto';
import { ActionId, type Action } from '@sallyport/action-model';
import { claimedOrigin, type HookContext } from '@sallyport/surfaces';

/** Stands for a payload that could not be read, so that it is decided, recorded and shown like anything else. */
export const unreadableAction = (
  body: string,
  toolName: string,
  context: HookContext,
  bytes: string | Uint8Array = body,
): Action => ({
  id: ActionId.parse(randomUUID()),
  kind: 'tool.call',
  digest: createHash('sha256').update(bytes).digest('hex'),
  origin: claimedOrigin(body, context),
  tool: { name: toolName, provenance: 'unknown', known: false },
  effects: [],
  paths: [],
  hosts: [],
  samples: [],
  findings: [],
});
