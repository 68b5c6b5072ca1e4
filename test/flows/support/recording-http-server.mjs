// An MCP server over HTTP for tests: it writes down every call before it answers, and takes its time, so that whoever is
// killed is killed in the middle. Usage: recording-http-server RECORD_FILE PORT
import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';

const [record = '', port] = process.argv.slice(2);
const results = {
  initialize: () => ({
    protocolVersion: '2025-11-25',
    capabilities: { tools: {} },
    serverInfo: { name: 'recording', version: '1' },
  }),
  'tools/list': () => ({ tools: [{ name: 'echo', inputSchema: { type: 'object' } }] }),
  'tools/call': ({ arguments: { text } }) => ({ content: [{ type: 'text', text }] }),
};

async function serve(request, response) {
  if (request.method !== 'POST') {
    response.writeHead(405).end();
    return;
  }
  const { id, method, params } = await json(request);
  if (id === undefined) {
    response.writeHead(202).end();
    return;
  }
  if (method === 'tools/call') {
    appendFileSync(record, `${params.arguments.text}\n`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const headers = { 'content-type': 'application/json' };
  if (method === 'initialize') headers['mcp-session-id'] = randomUUID();
  response
    .writeHead(200, headers)
    .end(JSON.stringify({ jsonrpc: '2.0', id, result: results[method]?.(params) ?? {} }));
}

const server = createServer((request, response) => {
  serve(request, response).catch(() => response.destroy());
});
server.listen(Number(port), '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
