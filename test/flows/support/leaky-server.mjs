// An MCP server over standard input and output whose every tool gives back the secret of the file `token` in its working
// folder, each in another shape of answer.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const DOT =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const secret = readFileSync('token', 'utf8').trim();
const text = (words) => ({ type: 'text', text: words });
const results = {
  plain: { content: [text(`the token is ${secret}`), text('and that is all')] },
  picture: { content: [{ type: 'image', data: DOT, mimeType: 'image/png' }, text(`caption: ${secret}`)] },
  structured: {
    content: [text(JSON.stringify({ token: secret, many: 12345678901234567890n.toString() }))],
    structuredContent: { token: secret, nested: [{ again: `Bearer ${secret}` }] },
  },
  resource: {
    content: [
      {
        type: 'resource',
        resource: { uri: 'file:///note', mimeType: 'text/plain', text: `note: ${secret}` },
      },
    ],
  },
  clean: { content: [text('nothing to see'), { type: 'image', data: DOT, mimeType: 'image/png' }] },
  failing: { isError: true, content: [text(`could not sign in with ${secret}`)] },
};

const answers = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'leaky', version: '1' },
  }),
  'tools/list': () => ({
    tools: Object.keys(results).map((name) => ({
      name,
      description: `gives back something ${name}`,
      inputSchema: { type: 'object', properties: {} },
      ...(name === 'structured'
        ? { outputSchema: { type: 'object', properties: { token: { type: 'string' } } } }
        : {}),
    })),
  }),
  'tools/call': ({ name }) => results[name],
};

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  const result = (answers[method] ?? (() => ({})))(params);
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`);
});
