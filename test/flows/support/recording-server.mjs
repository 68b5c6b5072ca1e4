// An MCP server for tests: it writes down every line it gets and what it did, and can be told to misbehave.
// Usage: recording-server RECORD_FILE [TOOLS_FILE]
import { appendFileSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [record, toolsFile] = process.argv.slice(2);
const say = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const tool = (name) => ({ name, description: `does ${name}`, inputSchema: { type: 'object' } });

const calls = {
  echo: (id, { text }) => say({ id, result: { content: [{ type: 'text', text }] } }),
  // Does what it is for, and never answers.
  hang: () => {},
  big: (id, { bytes }) =>
    say({ id, result: { content: [{ type: 'text', text: 'a line\n'.repeat(bytes / 7 + 1) }] } }),
  stray: (id) => {
    process.stdout.write('this is no message\n{"jsonrpc":"2.0","id":1,"id":2,"result":{}}\n');
    say({ id, result: { content: [{ type: 'text', text: 'said' }] } });
  },
  env: (id, { name }) =>
    say({ id, result: { content: [{ type: 'text', text: String(process.env[name]) }] } }),
  cwd: (id) => say({ id, result: { content: [{ type: 'text', text: process.cwd() }] } }),
  stderr: (id, { text }) => {
    process.stderr.write(`${text}\n`);
    say({ id, result: { content: [] } });
  },
  exit: (_id, { code }) => process.exit(code),
};

say({ method: 'notifications/message', params: { level: 'info', data: `pid ${process.pid}` } });
for await (const line of createInterface({ input: process.stdin })) {
  appendFileSync(record, `${line}\n`);
  const { id, method, params } = JSON.parse(line);
  if (method === 'initialize')
    say({
      id,
      result: {
        protocolVersion: '2025-06-18',
        capabilities: { tools: { listChanged: true } },
        serverInfo: { name: 'recording', version: '1' },
      },
    });
  else if (method === 'tools/list')
    say({
      id,
      result: {
        tools:
          toolsFile === undefined
            ? Object.keys(calls).map(tool)
            : JSON.parse(readFileSync(toolsFile, 'utf8')),
      },
    });
  else if (method === 'tools/call') (calls[params.name] ?? calls.echo)(id, params.arguments);
  else if (id !== undefined && method !== undefined)
    say({ id, error: { code: -32601, message: 'no such method' } });
}
