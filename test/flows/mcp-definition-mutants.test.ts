/*
 * The tests of what a server's tools say of themselves, of names that are like another's, and of tasks, are worth what they
 * notice: each of these breaks one line of a copy, and the test that is named must turn red.
 */
import { beforeAll, expect, test } from 'vitest';
import { runMutants, type Mutant, type MutantFailures } from './support/mutants.ts';

const GATEWAY = 'device/src/mcp-gateway';
const DEFINITIONS = `${GATEWAY}/judge-definitions.ts`;
const NAMES = `${GATEWAY}/names-alike.ts`;
const TAKEN = `${GATEWAY}/take-definitions.ts`;
const BOOK = `${GATEWAY}/pin-book.ts`;
const SESSION = `${GATEWAY}/mcp-session.ts`;
const testOf = (file: string): string => file.replace('.ts', '.test.ts');
const TASKS = `${GATEWAY}/mcp-tasks.test.ts`;

const MUTANTS: readonly Mutant[] = [
  {
    what: 'a person’s approval lets in what policy stops',
    file: DEFINITIONS,
    from: "isBarred: enforced === 'block'",
    to: 'isBarred: false',
    by: testOf(DEFINITIONS),
  },
  {
    what: 'a definition is read as any file',
    file: DEFINITIONS,
    from: "role: 'manifest' }",
    to: "role: 'file' }",
    by: testOf(DEFINITIONS),
  },
  {
    what: 'what nobody could look at is let in',
    file: DEFINITIONS,
    from: 'notInspected === undefined ? [] :',
    to: 'notInspected !== null ? [] :',
    by: testOf(DEFINITIONS),
  },
  {
    what: 'what speaks against a definition is forgotten at once',
    file: TAKEN,
    from: '...(doubt === undefined ? {} : { doubt }),',
    to: '',
    by: testOf(DEFINITIONS),
  },
  {
    what: 'another policy counts only for the next list',
    file: `${GATEWAY}/server-gate.ts`,
    from: 'await this.#judgeKnown(server);',
    to: '',
    by: testOf(DEFINITIONS),
  },
  {
    what: 'letters of another alphabet come first where they came first',
    file: NAMES,
    from: 'ownIsPlain === otherIsPlain ? isLater : !ownIsPlain',
    to: 'isLater',
    by: testOf(NAMES),
  },
  {
    what: 'a server that nobody let in holds back another’s tool',
    file: NAMES,
    from: ' || !known.isTrusted(otherKey, other)',
    to: '',
    by: testOf(NAMES),
  },
  {
    what: 'a server whose name goes on behind another’s is another one',
    file: NAMES,
    from: "if (ownPrefix.startsWith(otherPrefix)) return 'ambiguous';",
    to: '',
    by: testOf(NAMES),
  },
  {
    what: 'the approval of a tool is one of its server',
    file: BOOK,
    from: 'identities.includes(server.identity.sha256) === true;\n    return isApproved',
    to: 'tools !== undefined;\n    return isApproved',
    by: testOf(NAMES),
  },
  {
    what: 'a name that can’t be remembered is one like others',
    file: TAKEN,
    from: "name.length <= 300 && name !== '__proto__'",
    to: 'true',
    by: testOf(BOOK),
  },
  {
    what: 'one server spoils the file of all',
    file: BOOK,
    from: 'if (!SeenServer.safeParse(kept).success) return;',
    to: '',
    by: testOf(BOOK),
  },
  {
    what: 'a result passes that comes by a notification',
    file: SESSION,
    from: "side === 'server' ? this.#news(reading) : { onward: reading }",
    to: '{ onward: reading }',
    by: TASKS,
  },
  {
    what: 'the result of a task is nobody’s',
    file: SESSION,
    from: 'begun === undefined ? pending : { ...begun, request }',
    to: 'pending',
    by: TASKS,
  },
  {
    what: 'a task passes from one call to another',
    file: `${GATEWAY}/open-tasks.ts`,
    from: 'known.call.toolName !== call.toolName',
    to: 'known.call === undefined',
    by: TASKS,
  },
];

let failures: MutantFailures;
beforeAll(async () => {
  failures = await runMutants('mcp-mutants', ['device/src', 'device/test'], MUTANTS);
}, 300_000);

test('the copy as it is passes', () => {
  expect(failures.asItIs).toBe(0);
});

test.each(MUTANTS.map(({ what }, index) => ({ what, index })))('the tests notice when $what', ({ index }) => {
  expect(failures.mutants[index]).toBeGreaterThan(0);
});
