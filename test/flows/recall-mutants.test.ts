/*
 * The tests of what is recalled are worth what they notice: each of these breaks one line of a copy, and the test that is
 * named must turn red.
 */
import { beforeAll, expect, test } from 'vitest';
import { runMutants, type Mutant, type MutantFailures } from './support/mutants.ts';

const RULES = 'policy-core/src/document/rules-of-recall.ts';
const RULES_TEST = 'policy-core/src/document/recall-document.test.ts';
const DESK = 'control-plane/src/policy/policy-desk.ts';
const DESK_TEST = 'control-plane/test/policy-in-force.test.ts';
const LOADED = 'device/src/session-facts/loaded-components.ts';
const FACTS_TEST = 'device/src/session-facts/session-facts.test.ts';
const SERVER = 'device/src/mcp-gateway/server-load.ts';
const SERVER_TEST = 'device/src/mcp-gateway/server-load.test.ts';
const CONTENT = 'device/src/mcp-gateway/content/server-content.ts';
const CONTENT_TEST = 'device/src/mcp-gateway/content/server-content.test.ts';
const STOPPED_TEST = 'device/src/mcp-gateway/server-stopped.test.ts';
const RELAY_TEST = 'device/src/mcp-gateway/relay.test.ts';
const PACKAGE = 'device/src/mcp-gateway/content/hash-package.ts';
const COPY = 'device/src/read-component.ts';
const COPY_TEST = 'device/src/read-component.test.ts';

const MUTANTS: readonly Mutant[] = [
  {
    what: 'a session that has the part goes on',
    file: RULES,
    from: 'facts.session.exposure.exists(c, ${',
    to: 'facts.session.exposure.exists(c, false && ${',
    by: RULES_TEST,
  },
  {
    what: 'a recalled server is called',
    file: RULES,
    from: '((has(action.tool.serverSha256) && ${',
    to: '((has(action.tool.serverSha256) && false && ${',
    by: RULES_TEST,
  },
  {
    what: 'a server is called whose content was recalled',
    file: RULES,
    from: '(has(action.tool.serverContentSha256) && ${',
    to: '(has(action.tool.serverContentSha256) && false && ${',
    by: RULES_TEST,
  },
  {
    what: 'a session goes on with a server whose content was recalled',
    file: RULES,
    from: '(has(c.contentSha256) && ${',
    to: '(has(c.contentSha256) && false && ${',
    by: RULES_TEST,
  },
  {
    what: 'of a long list the end is forgotten',
    file: RULES,
    from: 'Math.ceil(components.length / IN_ONE)',
    to: '1',
    by: RULES_TEST,
  },
  {
    what: 'another policy in force ends a recall',
    file: DESK,
    from: 'documents: [...content.documents, ...(await recalled())] }',
    to: 'documents: [...content.documents] }',
    by: DESK_TEST,
  },
  {
    what: 'two who recall at once undo each other',
    file: DESK,
    from: 'const result = last.then(task);',
    to: 'const result = task();',
    by: DESK_TEST,
  },
  {
    what: 'a call of a server leaves nothing in its session',
    file: LOADED,
    from: 'if (server !== undefined && sha256 !== undefined)',
    to: 'if (server === undefined && sha256 !== undefined)',
    by: FACTS_TEST,
  },
  {
    what: 'what is in a session is forgotten by a restart',
    file: LOADED,
    from: '    if (this.#put(session, component))\n      addLine(',
    to: '    if (!this.#put(session, component))\n      addLine(',
    by: FACTS_TEST,
  },
  {
    what: 'a server that policy stops is started',
    file: SERVER,
    from: "if (decision.enforced !== 'block') return undefined;",
    to: "if (decision.enforced === 'block') return undefined;",
    by: SERVER_TEST,
  },
  {
    what: 'a server whose package became another stays in its session as it was',
    file: LOADED,
    from: '`${type} ${sha256} ${contentSha256}`',
    to: '`${type} ${sha256}`',
    by: FACTS_TEST,
  },
  {
    what: 'a policy does not hear of a server’s content',
    file: SERVER,
    from: '...(contentSha256 === undefined ? {} : { contentSha256 }),',
    to: '',
    by: SERVER_TEST,
  },
  {
    what: 'a recalled server’s late answers go on',
    file: 'device/src/mcp-gateway/mcp-session.ts',
    from: '    if (stopped !== undefined)\n      return side',
    to: '    if (stopped === "")\n      return side',
    by: STOPPED_TEST,
  },
  {
    what: 'a server that runs is not looked at again',
    file: 'device/src/mcp-gateway/server-gate.ts',
    from: 'this.#stopped?.by !== current.policy',
    to: 'this.#stopped === undefined',
    by: STOPPED_TEST,
  },
  {
    what: 'a guard that is away lets every server start',
    file: 'device/src/mcp-gateway/relay.ts',
    from: "if (word === 'away') return whyNotAlone();",
    to: "if (word === 'away') return undefined;",
    by: RELAY_TEST,
  },
  {
    what: 'a guard that refuses a relay counts as away',
    file: 'device/src/mcp-gateway/guard-link.ts',
    from: "this.#enter({ refused: given.bytes.toString('utf8') });",
    to: '',
    by: RELAY_TEST,
  },
  {
    what: 'what is in a package’s files is nothing of its content',
    file: PACKAGE,
    from: '${hashed.bytes} ${hashed.sha256}',
    to: '${hashed.bytes}',
    by: CONTENT_TEST,
  },
  {
    what: 'where a package stands is part of its content',
    file: PACKAGE,
    from: 'JSON.stringify(path)} ${',
    to: 'JSON.stringify(folder + path)} ${',
    by: CONTENT_TEST,
  },
  {
    what: 'a launcher’s own bytes are a server’s content',
    file: CONTENT,
    from: 'if (LAUNCHERS.has(name))',
    to: 'if (false && LAUNCHERS.has(name))',
    by: CONTENT_TEST,
  },
  {
    what: 'the hash of a part stands for the whole',
    file: COPY,
    from: 'isWhole ? hashed.sha256 : undefined',
    to: 'hashed?.sha256',
    by: COPY_TEST,
  },
];

let failures: MutantFailures;
beforeAll(async () => {
  const parts = ['policy-core', 'control-plane', 'device'].flatMap((one) => [`${one}/src`, `${one}/test`]);
  failures = await runMutants('recall-mutants', parts, MUTANTS);
}, 240_000);

test('the tests pass on the code as it is', () => {
  expect(failures.asItIs).toBe(0);
});

test.each(MUTANTS.map(({ what }, index) => ({ what, index })))('they notice when $what', ({ index }) => {
  expect(failures.mutants[index]).toBeGreaterThan(0);
});
