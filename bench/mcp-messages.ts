/**
 * What it costs to read a message of MCP strictly, to write what goes on, and to say what it asks, beside `JSON.parse` and
 * `JSON.stringify` of the same text in the same run: `node bench/mcp-messages.ts`.
 */
import { createHash } from 'node:crypto';
import { ActionId } from '@sallyport/action-model';
import { canonicalMessage, readMcpCall, readMessage, type McpContext } from '@sallyport/surfaces';

const ROUNDS = 15;
const CALLS = 1000;

const call = (args: unknown): string =>
  JSON.stringify({
    jsonrpc: '2.0',
    id: 17,
    method: 'tools/call',
    params: {
      name: 'create_issue',
      arguments: args,
      _meta: { 'claudecode/toolUseId': 'toolu_01', progressToken: 4 },
    },
  });

const row = (_: unknown, id: number) => ({
  id,
  title: `Issue ${id} about parsers`,
  labels: ['bug', 'p1'],
  score: id * 1.25,
  open: true,
  note: 'a short line of text here',
});

const TEXTS: readonly (readonly [name: string, text: string])[] = [
  ['a path', call({ path: '/home/ann/project/readme.md' })],
  ['4 KB of rows', call({ items: Array.from({ length: 34 }, row) })],
  ['4 KB of prose', call({ title: 'x', body: 'All work and no play makes "Jack" a dull boy.\n'.repeat(82) })],
  ['4 KB of numbers', call({ values: Array.from({ length: 420 }, (_, at) => at * 0.37) })],
  ['100 KB of rows', call({ items: Array.from({ length: 850 }, row) })],
];

const CONTEXT: McpContext = {
  server: { name: 'issues' },
  from: 'client',
  origin: {
    user: 'ann', home: '/home/ann', groups: [], device: 'dev-1', os: 'linux', tier: 'cooperative', agent: 'claude-code', surface: 'mcp',
    cwd: '/home/ann/project', permissionMode: 'unknown', trigger: 'unknown', attended: false, proofs: {},
  },
  actionId: () => ActionId.parse('action-1'),
  digest: (text) => createHash('sha256').update(text).digest('hex'),
}; // prettier-ignore

/** Processor time of the fastest of some rounds, in microseconds a call: others use the machine too. */
const fastestUs = (calls: number, run: () => unknown): number => {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    for (let at = 0; at < calls; at++) run();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / calls);
  }
  return best;
};

const read = (text: string) => {
  const reading = readMessage(text);
  if (reading.kind !== 'request') throw new Error('the bench message is no request');
  return reading;
};

console.log(
  'message            bytes  JSON.parse µs   times: read   read and write   read and say what it asks',
);
for (const [name, text] of TEXTS) {
  const calls = Math.max(20, Math.round((CALLS * 4000) / Math.max(4000, text.length)));
  const parseUs = fastestUs(calls, () => JSON.parse(text) as unknown);
  const copyUs = fastestUs(calls, () => JSON.stringify(JSON.parse(text)));
  const readUs = fastestUs(calls, () => read(text));
  const writeUs = fastestUs(calls, () => canonicalMessage(read(text)));
  const askUs = fastestUs(calls, () => readMcpCall(read(text), CONTEXT));
  console.log(
    `${name.padEnd(17)}${String(text.length).padStart(7)}${parseUs.toFixed(2).padStart(15)}${(readUs / parseUs).toFixed(1).padStart(14)}${(writeUs / copyUs).toFixed(1).padStart(17)}${(askUs / parseUs).toFixed(1).padStart(28)}`,
  );
}
