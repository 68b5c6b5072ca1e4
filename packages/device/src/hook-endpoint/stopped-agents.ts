import type { Reason } from '@sallyport/action-model';

/** Tools that hand words to an agent, and so its whole conversation to the model. */
export const ADDRESSING: ReadonlySet<string> = new Set(['SendMessage', 'Agent', 'Task']);

/** How the client numbers agents; measured with both versions. Anything else is a name, which only the client can resolve. */
const AGENT_ID = /^a[0-9a-f]{16}$/;

const NAMES = ['to', 'recipient', 'resume', 'agentId', 'agent_id'] as const;
/** Of these tools' input, what must be there for an agent that exists to be woken. */
const isAddress = (value: unknown): value is string => typeof value === 'string' && value !== '';

/**
 * Does this call wake an agent whose conversation was stopped? The client takes an agent's name in the place of its id, and no
 * hook says which agent a name stands for: while one is stopped, others of the session are addressed by their ids.
 */
export function stopOfAddressed(
  stopped: ReadonlyMap<string, Reason> | undefined,
  input: unknown,
): Reason | undefined {
  if (stopped === undefined || stopped.size === 0 || typeof input !== 'object' || input === null)
    return undefined;
  // An object's own fields are read one by one.
  const fields = input as Readonly<Record<string, unknown>>;
  for (const address of NAMES.map((name) => fields[name]).filter(isAddress)) {
    const [id = address] = address.split('@');
    const reason = stopped.get(id);
    if (reason !== undefined) return ofAgent(reason);
    const [first] = stopped.values();
    if (!AGENT_ID.test(id) && first !== undefined) return ofAgent(first);
  }
  return undefined;
}

const ofAgent = ({ policy, rule }: Reason): Reason => ({
  policy,
  rule,
  say: 'an agent of this session was stopped because its conversation holds output of a tool that must not reach the model, and a message would send it: start a new agent; others are addressed by their id instead of their name',
});
