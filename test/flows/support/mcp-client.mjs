// A client in a process of its own, to be killed: starts a server as its arguments say, makes its calls, and says what it hears.
// Usage: mcp-client MARKER COMMAND ARGUMENTS...
import { spawn } from 'node:child_process';

const [marker, command, ...args] = process.argv.slice(2);
const server = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
const say = (message) => server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

process.stdout.write(`relay ${server.pid}\n`);
server.stdout.pipe(process.stdout);
const clientInfo = { name: 'test', version: '1' };
say({ id: 0, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo } });
say({ method: 'notifications/initialized' });
for (let call = 0; call < 6; call++)
  say({
    id: call + 1,
    method: 'tools/call',
    params: { name: 'echo', arguments: { text: `${marker}-${call}` } },
  });
