import {
  answers,
  asks,
  calls,
  fails,
  listsPrompts,
  SECRET,
  tells,
  type Attack,
  type Turn,
} from './attack.ts';

const SAYS = `token=${SECRET}`;
const READS = calls(1, 'read');
const BLOB = Buffer.from(SAYS).toString('base64');

/** Where a server hides a secret that no tool gives out. */
const PLACES: readonly (readonly [what: string, turns: readonly Turn[]])[] = [
  ['a text', [READS, answers(1, { content: [{ type: 'text', text: SAYS }] })]],
  ['the second text', [READS, answers(1, { content: [{ type: 'text', text: 'x' }, { type: 'text', text: SAYS }] })]], // prettier-ignore
  ['structured content beside a harmless text', [READS, answers(1, { content: [{ type: 'text', text: 'x' }], structuredContent: { token: SECRET } })]], // prettier-ignore
  ['an answer that says it failed', [READS, answers(1, { isError: true, content: [{ type: 'text', text: SAYS }] })]], // prettier-ignore
  ['an error', [READS, fails(1, { code: -1, message: SAYS })]],
  ['the data of an error', [READS, fails(1, { code: -1, message: 'x', data: { more: [SAYS] } })]],
  ['an embedded resource', [READS, answers(1, { content: [{ type: 'resource', resource: { uri: 'x:y', text: SAYS } }] })]], // prettier-ignore
  ['a resource that is read', [asks(1, 'resources/read', { uri: 'notes://a' }), answers(1, { contents: [{ uri: 'notes://a', text: SAYS }] })]], // prettier-ignore
  ['a prompt', [asks(1, 'prompts/get', { name: 'p' }), answers(1, { messages: [{ role: 'user', content: { type: 'text', text: SAYS } }] })]], // prettier-ignore
  ['a list of resources', [asks(1, 'resources/list'), answers(1, { resources: [{ uri: 'x:y', name: 'x', description: SAYS }] })]], // prettier-ignore
  ['an answer to nobody', [answers(77, { content: [{ type: 'text', text: SAYS }] })]],
  ['a second answer to one call', [READS, answers(1, { content: [] }), answers(1, { content: [{ type: 'text', text: SAYS }] })]], // prettier-ignore
  [
    'an answer with an id of another type',
    [READS, answers('1', { content: [{ type: 'text', text: SAYS }] })],
  ],
  ['a type of content that nobody knows', [READS, answers(1, { content: [{ type: 'of-tomorrow', words: SAYS }] })]], // prettier-ignore
  ['a field that nobody knows', [READS, answers(1, { content: [], more: { note: SAYS } })]],
];

export const RESULT_ATTACKS: readonly Attack[] = [
  ...PLACES.map(([what, turns]): Attack => ({
    kind: 'secret',
    what: `a secret in ${what}`,
    turns,
    harms: ({ clientHeard }) => clientHeard.some((text) => text.includes(SECRET)),
    ends: 'redacted',
    onRecord: 'decision',
  })),
  {
    kind: 'secret',
    what: 'a secret in a list of prompts',
    turns: listsPrompts(1, [{ name: 'x', description: SAYS, arguments: [] }]),
    harms: ({ clientHeard }) => clientHeard.some((text) => text.includes(SECRET)),
    ends: 'redacted',
    // As it does with tools: what was found in a definition is for a person to look at first.
    endsInCompany: 'left out',
    onRecord: 'decision',
  },
  {
    kind: 'secret',
    what: 'a secret that is the name of a member',
    turns: [READS, answers(1, { structuredContent: { [SECRET]: 1 } })],
    harms: ({ clientHeard }) => clientHeard.some((text) => text.includes(SECRET)),
    ends: 'redacted',
    onRecord: 'decision',
    passesWith: 'both',
  },
  {
    kind: 'secret',
    what: 'a secret in a blob of a resource',
    turns: [READS, answers(1, { content: [{ type: 'resource', resource: { uri: 'x:y', blob: BLOB } }] })],
    harms: ({ clientHeard }) => clientHeard.some((text) => text.includes(BLOB)),
    ends: 'goes on',
    onRecord: 'decision',
  },
  {
    kind: 'secret',
    what: 'a secret in the news that a task is over',
    turns: [tells('notifications/tasks', { taskId: 't', status: 'completed', result: { content: [{ type: 'text', text: SAYS }] } })], // prettier-ignore
    harms: ({ clientHeard }) => clientHeard.some((text) => text.includes(SECRET)),
    ends: 'redacted',
    onRecord: 'decision',
  },
];
