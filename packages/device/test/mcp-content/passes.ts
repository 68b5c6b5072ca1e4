/** What goes on, as docs/mcp-gateway.md says; a case that is stopped one day has to leave both. */
import type { Attack } from './attack.ts';
import { C, S, U, type Step } from './talk.ts';
import {
  ask,
  call,
  clientGot,
  list,
  news,
  result,
  SECRET,
  serverGot,
  start,
  started,
  tool,
} from './words.ts';

const opening: readonly Step[] = [
  C(start()),
  S(started()),
  C(ask(1, 'tools/list')),
  S(list(1, tool('read'))),
];

export const PASSES: readonly Attack[] = [
  {
    name: 'a secret as the name of a field in structured content',
    steps: [
      ...opening,
      C(call(2, 'read')),
      S(result(2, { content: [], structuredContent: { [SECRET]: 1 } })),
    ],
    wins: clientGot(SECRET),
  },
  {
    name: 'a secret in a line of a server’s log',
    steps: [...opening, U(news('notifications/message', { level: 'info', data: SECRET }))],
    wins: clientGot(SECRET),
  },
  {
    name: 'a secret in the arguments of a prompt',
    steps: [...opening, C(ask(2, 'prompts/get', { name: 'x', arguments: { note: SECRET } }))],
    wins: serverGot(SECRET),
  },
];
