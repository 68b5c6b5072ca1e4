/** What a server gives back where nobody looks for it. The secret is one of the kind that no tool gives out. */
import type { Attack } from './attack.ts';
import { C, S, U, type Step } from './talk.ts';
import { ask, call, clientGot, list, news, result, says, SECRET, start, started, tool } from './words.ts';

const opening: readonly Step[] = [
  C(start()), S(started()), C(ask(1, 'tools/list')), S(list(1, tool('read'), tool('write'))),
]; // prettier-ignore
const leaks = (name: string, ...steps: readonly Step[]): Attack => ({
  name,
  steps: [...opening, ...steps],
  wins: clientGot(SECRET),
});
const asked = C(call(2, 'read'));
const gives = (name: string, value: object): Attack => leaks(name, asked, S(result(2, value)));
const text = (more: string) => ({ type: 'text', text: more });

export const ANSWERS: readonly Attack[] = [
  gives('a secret in the first text', { content: [text(`token ${SECRET}`)] }),
  gives('a secret in the last of many texts', { content: [...Array.from({ length: 60 }, () => text('fine')), text(SECRET)] }), // prettier-ignore
  gives('a secret in structured content alone', { content: [], structuredContent: { token: SECRET } }),
  gives('structured content that says more than its text', { content: [text('{"token":"none"}')], structuredContent: { token: SECRET } }), // prettier-ignore
  gives('a text that says more than structured content', { content: [text(`{"token":"${SECRET}"}`)], structuredContent: { token: 'none' } }), // prettier-ignore
  gives('a secret deep in structured content', {
    content: [],
    structuredContent: { a: [{ b: { c: [[SECRET]] } }] },
  }),
  gives('a secret in a resource', {
    content: [{ type: 'resource', resource: { uri: 'x://y', text: SECRET } }],
  }),
  gives('a secret in a resource in base64', { content: [{ type: 'resource', resource: { uri: 'x://y', mimeType: 'text/plain', blob: Buffer.from(`token=${SECRET}`).toString('base64') } }] }), // prettier-ignore
  gives('a secret in the address of a resource', { content: [{ type: 'resource_link', name: 'x', uri: `https://x.example/?t=${SECRET}` }] }), // prettier-ignore
  gives('a secret in the description of a link', { content: [{ type: 'resource_link', name: 'x', uri: 'x://y', description: SECRET }] }), // prettier-ignore
  gives('a secret in what is for programs', { content: [text('fine')], _meta: { note: SECRET } }),
  gives('a secret in the words for a block', {
    content: [{ ...text('fine'), annotations: { note: SECRET } }],
  }),
  gives('a secret in a sort of content that nobody knows', { content: [{ type: 'hologram', data: SECRET }] }),
  gives('a secret in a field that nobody knows', { content: [text('fine')], extra: SECRET }),
  gives('a secret in a failure of the tool', { content: [text(`failed: ${SECRET}`)], isError: true }),
  gives('a secret in an older sort of answer', { toolResult: SECRET }),
  leaks(
    'a secret in an error',
    asked,
    S({ jsonrpc: '2.0', id: 2, error: { code: -32000, message: SECRET } }),
  ),
  leaks('a secret in the data of an error', asked, S({ jsonrpc: '2.0', id: 2, error: { code: -32000, message: 'x', data: { a: [SECRET] } } })), // prettier-ignore
  leaks('an answer that is an error too', asked, U({ jsonrpc: '2.0', id: 2, result: { content: [] }, error: { code: 1, message: SECRET } })), // prettier-ignore
  leaks('an answer that nobody asked for', U(says(99, SECRET))),
  leaks('a second answer', asked, S(says(2, 'fine')), U(says(2, SECRET))),
  leaks('an answer to a number in another form', asked, U(says('2', SECRET))),
  leaks('an answer without a number', U({ jsonrpc: '2.0', error: { code: 1, message: SECRET } })),
  leaks('an answer with a number that is nothing', U({ jsonrpc: '2.0', id: null, error: { code: 1, message: SECRET } })), // prettier-ignore
  leaks(
    'an answer under the number of another call',
    C(call(2, 'read')),
    C(call(3, 'write')),
    U(says(3, SECRET)),
  ),
  leaks('an answer to a call that was given up', asked, C(news('notifications/cancelled', { requestId: 2 })), U(says(2, SECRET))), // prettier-ignore
  leaks('an answer to the greeting', C(start('again')), S({ ...started('again'), result: { ...started().result, instructions: `use ${SECRET}` } })), // prettier-ignore
  leaks('the texts of a resource', C(ask(2, 'resources/read', { uri: 'x://y' })), S(result(2, { contents: [{ uri: 'x://y', text: SECRET }] }))), // prettier-ignore
  leaks('the bytes of a resource', C(ask(2, 'resources/read', { uri: 'x://y' })), S(result(2, { contents: [{ uri: 'x://y', mimeType: 'text/plain', blob: Buffer.from(`token=${SECRET}`).toString('base64') }] }))), // prettier-ignore
  leaks('the words of a prompt', C(ask(2, 'prompts/get', { name: 'x' })), S(result(2, { messages: [{ role: 'user', content: text(SECRET) }] }))), // prettier-ignore
  leaks('the description of a prompt', C(ask(2, 'prompts/get', { name: 'x' })), S(result(2, { description: SECRET, messages: [] }))), // prettier-ignore
  leaks('a resource in a prompt', C(ask(2, 'prompts/get', { name: 'x' })), S(result(2, { messages: [{ role: 'user', content: { type: 'resource', resource: { uri: 'x://y', text: SECRET } } }] }))), // prettier-ignore
  leaks('a task that is told to be done', C(call(2, 'read', {}, { task: {} })), S(result(2, { task: { taskId: 'T', status: 'working', ttl: null } })), U(news('notifications/tasks', { taskId: 'T', status: 'completed', result: { content: [text(SECRET)] } }))), // prettier-ignore
  leaks('the result of a task that is asked for', C(call(2, 'read', {}, { task: {} })), S(result(2, { task: { taskId: 'T', status: 'working', ttl: null } })), C(ask(3, 'tasks/result', { taskId: 'T' })), S(says(3, SECRET))), // prettier-ignore
  leaks(
    'the result of somebody else’s task',
    C(ask(3, 'tasks/result', { taskId: 'OTHER' })),
    S(says(3, SECRET)),
  ),
  leaks('a line that is no message', U(`log: ${SECRET}`)),
  leaks('a line with a number twice', U(`{"jsonrpc":"2.0","id":2,"id":3,"result":{"content":[{"type":"text","text":"${SECRET}"}]}}`)), // prettier-ignore
  leaks('a secret in escaped letters', asked, S(`{"jsonrpc":"2.0","id":2,"result":{"content":[{"type":"text","text":"${SECRET.replaceAll('-', '\\u002d')}"}]}}`)), // prettier-ignore
];
