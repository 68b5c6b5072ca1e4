import { expect, it } from 'vitest';
import { readRelayWords } from './relay-words.ts';

it.each([
  ['--name files -- npx -y server', { name: 'files', command: 'npx', args: ['-y', 'server'] }],
  ['--name=a=b --home /h -- x --name y', { name: 'a=b', home: '/h', command: 'x', args: ['--name', 'y'] }],
  [
    '-- /usr/bin/node /srv/files.mjs -- z',
    { name: 'files', command: '/usr/bin/node', args: ['/srv/files.mjs', '--', 'z'] },
  ],
  [
    '-- npx -y @scope/mcp-files@1.2.3',
    { name: 'mcp-files', command: 'npx', args: ['-y', '@scope/mcp-files@1.2.3'] },
  ],
])('%s', (words, expected) => {
  expect(readRelayWords(words.split(' '))).toEqual({ ok: true, ...expected });
});

it.each(['', '--name files', '--name files --', '--nonsense -- x', '--name', '--home here -- x'])(
  'is refused: %s',
  (words) => {
    expect(readRelayWords(words.split(' '))).toMatchObject({ ok: false, why: expect.stringMatching(/\S/) });
  },
);
