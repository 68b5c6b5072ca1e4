import { expect, it } from 'vitest';
import { managedMcp } from './managed-mcp.ts';

it('puts programs behind the relay by a path that stays the same, and names what is none', () => {
  const mcpServers = {
    files: { type: 'stdio', command: 'npx', args: ['-y', 'x'], env: { A: 'b' } },
    bare: { command: '/opt/server' },
    far: { type: 'http', url: 'https://mcp.example/' },
    broken: { command: 'x', args: 'y' },
  };
  const made = managedMcp(JSON.stringify({ mcpServers }));
  const relay = { command: '/etc/sallyport/sallyport' };
  const wrapped = {
    files: {
      type: 'stdio',
      env: { A: 'b' },
      ...relay,
      args: ['mcp', 'run', '--name', 'files', '--', 'npx', '-y', 'x'],
    },
    bare: { ...relay, args: ['mcp', 'run', '--name', 'bare', '--', '/opt/server'] },
    far: mcpServers.far,
    broken: mcpServers.broken,
  };
  expect(made).toEqual({ data: { mcpServers: wrapped }, notRelayed: ['far', 'broken'] });
  // Once more changes nothing.
  expect(managedMcp(JSON.stringify(made?.data))?.data).toEqual(made?.data);
});

it.each(['', '[]', '{}', '{"mcpServers":[]}', '{"mcpServers":{"":{}}}'])('reads no list from `%s`', (text) =>
  expect(managedMcp(text)).toBeUndefined(),
);
