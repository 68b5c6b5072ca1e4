/*
 * The set of hostile servers and calls is worth what it notices: each of these takes one guard of the MCP gateway away in a
 * copy, and the set must turn red.
 */
import { beforeAll, expect, test } from 'vitest';
import { runMutants, type Mutant, type MutantFailures } from './support/mutants.ts';

const GATEWAY = 'device/src/mcp-gateway';
const SESSION = `${GATEWAY}/mcp-session.ts`;
const GATE = `${GATEWAY}/server-gate.ts`;
const STATE = `${GATEWAY}/tool-state.ts`;
const by = `${GATEWAY}/mcp-hostile.test.ts`;

const MUTANTS: readonly Mutant[] = [
  {
    what: 'a second call takes the id of one that waits',
    file: SESSION,
    from: 'if (pending.has(key) || this.#deciding',
    to: 'if (this.#deciding',
    by,
  },
  {
    what: 'a batch goes on whole',
    file: SESSION,
    from: 'fates.flatMap((fate) => (fate.onward === undefined ? [] : [fate.onward]))',
    to: '[...reading.items]',
    by,
  },
  {
    what: 'nobody is told of what can’t be read',
    file: SESSION,
    from: "return side === 'server' ? {} : { back: JSON",
    to: "return side !== 'neither' ? {} : { back: JSON",
    by,
  },
  {
    what: 'what can’t be read is not on record',
    file: SESSION,
    from: "await recordUnreadable(reading.why, name, bytes.toString('utf8'), context, this.#options.door);",
    to: '',
    by,
  },
  {
    what: 'lists go on as they came',
    file: SESSION,
    from: 'await gate.filter(response, pending?.request.method)',
    to: 'response',
    by,
  },
  {
    what: 'calls never come to the gate',
    file: SESSION,
    from: "...(side === 'client' ? { refuses: (asked) => this.#options.gate.refuses(asked) } : {}),",
    to: '',
    by,
  },
  {
    what: 'a list shows what nobody approved',
    file: GATE,
    from: "states.get(tool.name) === 'fine' &&",
    to: '',
    by,
  },
  {
    what: 'only the answer to a request for a list is one',
    file: GATE,
    from: "return Array.isArray(result['tools']) ?",
    to: "return method === 'tools/list' && Array.isArray(result['tools']) ?",
    by,
  },
  {
    what: 'what a list can’t have is not on record',
    file: GATE,
    from: 'if (leftOut.length > 0) {',
    to: 'if (leftOut.length > 99) {',
    by,
  },
  {
    what: 'instructions of a server that was let in are not looked at',
    file: GATE,
    from: "if (entry === 'fine' && doubts?.has(said.name) !== true) return response;",
    to: "if (entry === 'fine') return response;",
    by,
  },
  {
    what: 'a tool that is not listed is called all the same',
    file: GATE,
    from: "if (state === 'fine') return undefined;",
    to: "if (state !== 'waits') return undefined;",
    by,
  },
  {
    what: 'a changed definition is the approved one',
    file: STATE,
    from: "trusted.sha256 === seen.sha256 ? 'fine' : 'changed'",
    to: "'fine'",
    by,
  },
  {
    what: 'a new tool is fine',
    file: STATE,
    from: "trusted === undefined ? 'new'",
    to: "trusted === undefined ? 'fine'",
    by,
  },
  {
    what: 'what a server says of its prompts is taken as it is each time',
    file: `${GATEWAY}/pin-book.ts`,
    from: 'isFirst || !this.knowsPromptsOf(server)',
    to: 'true',
    by,
  },
  {
    what: 'a prompt that changed may be asked for',
    file: GATE,
    from: "request.method === 'prompts/get' ? request.params",
    to: "request.method === '' ? request.params",
    by,
  },
  {
    what: 'a request without an id is a notification',
    file: 'surfaces/src/mcp/read-message.ts',
    from: "return method.startsWith('notifications/')",
    to: "return method !== ''",
    by: 'surfaces/src/mcp/read-message.test.ts',
  },
];

let failures: MutantFailures;
beforeAll(async () => {
  failures = await runMutants('mcp-hostile', ['device/src', 'device/test', 'surfaces/src'], MUTANTS);
}, 300_000);

test('the copy as it is passes', () => {
  expect(failures.asItIs).toBe(0);
});

test.each(MUTANTS.map(({ what }, index) => ({ what, index })))('the set notices when $what', ({ index }) => {
  expect(failures.mutants[index]).toBeGreaterThan(0);
});
