import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PolicyId, RuleId, type Decision } from '@sallyport/action-model';
import {
  canonicalMessage,
  readHook,
  readMcpCall,
  readMessage,
  refusal,
  rewriteMcpResult,
  readMcpResult,
} from '@sallyport/surfaces';
import { CLIENT_VERSIONS, makeClientHome, PLACEHOLDER_HOME, recordHooks } from '@sallyport/testkit';
import { describe, expect, it } from 'vitest';
import { mcpContext } from './mcp-context.ts';
import { testContext } from './test-context.ts';

/*
 * What the real client sends a server, kept by that server: is it read, is each call the one that the hook shows, and does
 * the model get what a refusal and a rewritten result say?
 */

const DECISION: Decision = {
  verdict: 'block',
  enforced: 'block',
  stage: 'enforce',
  obligations: [],
  reasons: [
    {
      policy: PolicyId.parse('house-rules'),
      rule: RuleId.parse('not-this'),
      say: 'this is kept out of agents',
    },
  ],
  policyVersion: '1',
  marks: [],
};
const SECRET = 'wR7kQ2mX9bT4nV8cZ1pL5sD3gH6jF0aY2eU7';
/** Not a name that the client leaves as it is. */
const SERVER = 'echo.v2 x';

const refused = refusal({ id: 0, method: 'tools/call', params: {} }, DECISION, {
  toolName: 'mcp__echo_v2_x__refused',
});

const redactedOf = (): unknown => {
  const structuredContent = { token: SECRET, count: 3 };
  const result = { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent };
  const reading = readMessage(JSON.stringify({ jsonrpc: '2.0', id: 0, result }));
  if (reading.kind !== 'response') throw new Error('unreadable');
  const read = readMcpResult(reading);
  const start = read.text.text.indexOf(SECRET);
  return rewriteMcpResult(reading, read, [{ start, end: start + SECRET.length, kind: 'token' }]);
};

/**
 * A server over stdio that keeps every line, and answers with our own words where its tool's name says so. It parts lines at
 * line feeds only: Node's own `readline` does at U+2028 too, and loses messages of the client that hold one.
 */
const server = `
import { appendFileSync } from 'node:fs';
const ours = ${JSON.stringify({ refused, redacted: redactedOf() })};
const token = { type: 'object', properties: { token: { type: 'string' }, count: { type: 'number' } }, required: ['token', 'count'] };
const tools = ['say', 'say.it more', 'refused', 'redacted'].map((name) => ({ name, description: name, inputSchema: { type: 'object' }, ...(name === 'redacted' && { outputSchema: token }) }));
const results = {
  initialize: ({ protocolVersion }) => ({ protocolVersion, capabilities: { tools: {}, resources: {} }, serverInfo: { name: 'echo', version: '1' } }),
  'tools/list': () => ({ tools }),
  'resources/list': () => ({ resources: [{ uri: 'note://one', name: 'one' }] }),
  'resources/templates/list': () => ({ resourceTemplates: [] }),
  'resources/read': () => ({ contents: [{ uri: 'note://one', text: 'one' }] }),
  'tools/call': ({ name }) => ours[name]?.result ?? { content: [{ type: 'text', text: 'said' }] },
};
const answer = (line) => {
  appendFileSync(process.argv[2], line + '\\n');
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  const result = results[method]?.(params);
  process.stdout.write(JSON.stringify(result ? { jsonrpc: '2.0', id, result } : { jsonrpc: '2.0', id, error: { code: -32601, message: 'no such method' } }) + '\\n');
};
let rest = '';
process.stdin.setEncoding('utf8').on('data', (text) => {
  const lines = (rest + text).split('\\n');
  rest = lines.pop();
  lines.forEach(answer);
});
`;

const ARGUMENTS = [
  { text: 'plain', path: '/etc/hosts' },
  { text: 'é \u{1f600} \u2028 \\ " \n end', nested: { list: [1, 2.5, -3e-7, true, null, ''], __proto: {} } },
  { n: 1e21, zero: 0, small: 0.1, many: 123456789.123, long: 9007199254740991 },
  {},
];

const ofTools = (each: { readonly toolName?: string }): boolean =>
  each.toolName?.startsWith('mcp__') === true;

const call = (name: string, input: object) => [{ type: 'tool_use' as const, name, input }];

describe.each(CLIENT_VERSIONS)('the real client %s and a server', (version) => {
  it('speak so that every message is read, every call known again, and every answer of ours understood', async () => {
    await using place = await makeClientHome({ 'server.mjs': server });
    const log = join(place.home, 'lines');
    const config = {
      mcpServers: { [SERVER]: { command: process.execPath, args: [join(place.home, 'server.mjs'), log] } },
    };
    const { hooks, result } = await recordHooks({
      version,
      prompt: 'talk to the server',
      home: place.home,
      args: ['--mcp-config', JSON.stringify(config)],
      allowedTools: ['mcp__echo_v2_x', 'ReadMcpResourceTool'],
      script: [
        ...ARGUMENTS.map((input) => call('mcp__echo_v2_x__say', input)),
        call('ReadMcpResourceTool', { server: SERVER, uri: 'note://one' }),
        call('mcp__echo_v2_x__say_it_more', {}),
        call('mcp__echo_v2_x__refused', {}),
        call('mcp__echo_v2_x__redacted', {}),
      ],
    });

    const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
    const readings = lines.map((line) => readMessage(line));
    expect(readings.filter(({ kind }) => kind === 'unreadable')).toEqual([]);
    for (const [index, reading] of readings.entries())
      expect(reading.kind !== 'unreadable' && JSON.parse(canonicalMessage(reading))).toEqual(
        JSON.parse(lines[index] ?? ''),
      );

    // By its id and its digest a call is the one that the hook showed; a resource by its digest, for it carries no id.
    const context = mcpContext('client', { name: SERVER });
    const seen = readings.flatMap((reading) => {
      const asked = reading.kind === 'request' ? readMcpCall(reading, context) : undefined;
      return asked?.kind === 'actions' ? [{ ...asked, digest: asked.actions[0]?.digest }] : [];
    });
    const shown = hooks.flatMap(({ payload, environment, event }) => {
      const reading = readHook(payload, { ...testContext(), home: PLACEHOLDER_HOME, environment });
      return reading.kind === 'actions' && event === 'PreToolUse'
        ? [{ ...reading, digest: reading.actions[0]?.digest }]
        : [];
    });
    expect(seen.map(({ toolName, digest }) => [toolName, digest])).toEqual(
      shown.map(({ toolName, digest }) => [toolName, digest]),
    );
    expect(seen.filter(ofTools).map(({ toolUseId }) => toolUseId)).toEqual(
      shown.filter(ofTools).map(({ toolUseId }) => toolUseId),
    );

    const [refusedResult, redactedResult] = result.toolResults.slice(-2);
    expect(refusedResult?.isError).toBe(true);
    expect(refusedResult?.text).toContain('this is kept out of agents (rule house-rules/not-this)');
    expect(redactedResult?.text).toContain('[redacted:token]');
    expect(JSON.stringify(result.requests)).not.toContain(SECRET);
  });
});
