/** What one side says: a message, or bytes that only look like one. */
export type Turn = { readonly from: 'client' | 'server'; readonly says: Uint8Array };

/** What came of the turn that would do the harm. */
export type End = 'refused' | 'dropped' | 'redacted' | 'withheld' | 'left out' | 'goes on';

/** What the peers saw; each is as lenient as the most careless program, so that an attack that works on any works here. */
export type Peers = {
  /** Names of the calls that the server took, in every way in which it can read them. */
  readonly ran: readonly string[];
  readonly serverHeard: readonly string[];
  readonly clientHeard: readonly string[];
};

export type Attack = {
  readonly kind: string;
  readonly what: string;
  readonly turns: readonly Turn[];
  /** The oracle: it has to say yes where nobody stands between the two. */
  readonly harms: (peers: Peers) => boolean;
  readonly ends: End;
  /** Where the stricter pack ends it otherwise. */
  readonly endsInCompany?: End;
  /** What has to be on record since the attack began: a decision that is no `allow`, or an event by its name. */
  readonly onRecord: string;
  /** The pack that lets it on, on record, as docs/mcp-gateway.md says. */
  readonly passesWith?: 'individual' | 'both';
};

/** Joined here so that no scanner takes this file for a leak. */
export const SECRET = ['xoxb', '263594206564', '2343594206574', 'FGqddMF8t08v8N7Oq4i57vs1'].join('-');

export const bytes = (from: Turn['from'], says: string | Uint8Array): Turn => ({
  from,
  says: typeof says === 'string' ? Buffer.from(says) : says,
});
const say = (from: Turn['from'], message: object): Turn =>
  bytes(from, JSON.stringify({ jsonrpc: '2.0', ...message }));
export const asks = (id: unknown, method: string, params: object = {}): Turn =>
  say('client', { id, method, params });
export const calls = (id: unknown, name: string, args: object = {}): Turn =>
  asks(id, 'tools/call', { name, arguments: args });
export const answers = (id: unknown, result: object): Turn => say('server', { id, result });
export const fails = (id: unknown, error: object): Turn => say('server', { id, error });
export const tells = (method: string, params: object = {}): Turn => say('server', { method, params });
export const tool = (name: string, more: object = {}): object => ({
  name,
  description: `does ${name}`,
  inputSchema: { type: 'object', properties: { path: { type: 'string' } } },
  ...more,
});
/** What a server says of a prompt. */
export const listsPrompts = (id: unknown, prompts: readonly object[], more: object = {}): readonly Turn[] => [
  asks(id, 'prompts/list'),
  answers(id, { prompts, ...more }),
];
/** What a person has approved. */
export const APPROVED = [tool('read'), tool('find')] as const;
export const lists = (id: unknown, tools: readonly object[], more: object = {}): readonly Turn[] => [
  asks(id, 'tools/list'),
  answers(id, { tools, ...more }),
];
