/** What policy asks for beside yes and no, carried out by the real client: a run that only looks, a message without what must not leave. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  startJudgeServer,
  CLIENT_VERSIONS,
  runClient,
  type JudgeServer,
  type Script,
} from '@sallyport/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callHook, toolCall } from './support/hook-call.ts';
import { install, type Installation } from './support/installation.ts';

const KEY = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';

const DOCUMENT = `
apiVersion: sallyport/v1
kind: Policy
metadata: {id: own, category: own, severity: high}
onFailure: closed
rules:
  - id: makes-are-looked-at
    on: [shell.run]
    when: action.command.programs.exists(c, c.name in ['touch', 'ls', 'cat'])
    verdict: read-only
    say: files are looked at and not made from here
  - id: keys-in-messages
    on: [message.send]
    when: action.findings.exists(f, f.role == 'message' && f.detector == 'secret')
    verdict: redact
    say: keys do not go into messages
  - id: judged
    on: [message.send]
    when: "true"
    judge: {ask: "Is this about money?", about: [message]}
    verdict: block
    say: the judge says that this is about money
  - id: too-often
    on: [web.search]
    rateLimit: {count: 2, per: 1h, by: session}
    verdict: block
    say: that is enough searching
`;

const uses = (...calls: [name: string, input: object][]): Script => [
  ...calls.map(([name, input]) => [{ type: 'tool_use', name, input }] as const),
  [{ type: 'text', text: 'done' }],
];
const bash = (command: string): Script => uses(['Bash', { command }]);

describe.each(CLIENT_VERSIONS)('with the real client %s and a policy of its own', (version) => {
  let place: Installation;
  let judge: JudgeServer;
  beforeAll(async () => {
    judge = await startJudgeServer(({ text }) => [text.includes('invoice') ? 'yes' : 'no']);
    place = await install({ 'project/notes.txt': 'the quick brown fox\n' });
    writeFileSync(
      join(place.stateHome, 'judge.yaml'),
      `apiVersion: sallyport/v1\nkind: Judge\nprovider: anthropic\nurl: ${judge.url}\nmodel: small\n`,
    );
    const folder = join(place.home, 'own-policy');
    mkdirSync(folder);
    writeFileSync(join(folder, 'own.yaml'), DOCUMENT);
    const applied = await place.sallyport('policy', 'apply', folder, '--yes', '--json');
    if (applied.exitCode !== 0) throw new Error(applied.stderr);
  });
  afterAll(async () => {
    await place[Symbol.asyncDispose]();
    await judge.close();
  });
  const run = (script: Script) => runClient({ version, home: place.home, prompt: 'please help', script });
  const lastDecision = async (tool: string) =>
    (await place.decisions()).findLast(({ action }) => action.tool?.name === tool);

  const send = async (text: string): Promise<{ hookSpecificOutput: Record<string, unknown> }> => {
    const payload = toolCall(
      'SendMessage',
      { to: 'helper', message: text },
      place.cwd,
      `messages-${version}`,
    );
    const { stdout } = await callHook(join(place.stateHome, 'hook', 'hook.sh'), 'closed', payload);
    // The hook's own reply, whose shape the surface's tests hold.
    return JSON.parse(stdout) as { hookSpecificOutput: Record<string, unknown> };
  };

  test('a command that may only look runs, and what it would have made is not made', async () => {
    const result = await run(
      bash('cat notes.txt; touch made.txt; echo "status $?"; echo scratch > /tmp/x && cat /tmp/x'),
    );
    expect(result.toolResults[0]?.text).toContain('quick brown fox');
    expect(result.toolResults[0]?.text).toContain('Read-only file system');
    expect(result.toolResults[0]?.text).toContain('status 1');
    expect(result.toolResults[0]?.text).toContain('scratch');
    expect(existsSync(join(place.cwd, 'made.txt'))).toBe(false);
    const decision = await lastDecision('Bash');
    expect(decision?.decision).toMatchObject({
      verdict: 'read-only',
      enforced: 'read-only',
      marks: ['sandboxed'],
    });
    // What ran is what was decided, under another name: nothing is told of a stray input.
    expect((await place.decisions()).flatMap(({ decision: { marks } }) => marks)).not.toContain(
      'ran-with-another-input',
    );
  });

  test('a person who would have been asked about the command is asked about what runs in its place', async () => {
    const result = await runClient({
      version,
      home: place.home,
      prompt: 'please help',
      script: bash('cat notes.txt; touch made.txt'),
      allowedTools: ['Read'],
      permissionMode: 'default',
    });
    // Nobody is there to be asked, so the client refuses it; not by a word of ours.
    expect(result.toolResults[0]?.text).not.toContain('quick brown fox');
    expect(result.toolResults[0]?.text).not.toContain('Sallyport stopped');
    expect(existsSync(join(place.cwd, 'made.txt'))).toBe(false);
    const decision = await lastDecision('Bash');
    expect(decision?.decision.enforced).toBe('read-only');
  });

  test('a tool that never changes anything needs no sandbox', async () => {
    const result = await run(uses(['Read', { file_path: join(place.cwd, 'notes.txt') }]));
    expect(result.toolResults[0]?.text).toContain('quick brown fox');
  });

  test('a command in the background has no sandbox, and does not run', async () => {
    const result = await run(uses(['Bash', { command: 'touch later.txt', run_in_background: true }]));
    expect(result.toolResults[0]?.text).toContain('files are looked at');
    expect(existsSync(join(place.cwd, 'later.txt'))).toBe(false);
  });

  test('a ticket that somebody takes is good once, and an agent has no way to one', async () => {
    const result = await run(bash(`sallyport sandbox-run ${'0'.repeat(32)}`));
    expect(result.toolResults[0]?.text).toContain('Sallyport stopped this Bash call');
    const { exitCode, stderr } = await place.sallyport('sandbox-run', '0'.repeat(32));
    expect(exitCode).toBe(1);
    expect(stderr).toContain('no such ticket');
  });

  test('the third search of a session is one too many', async () => {
    const search: [string, object] = ['WebSearch', { query: 'weather' }];
    await run(uses(search, search, search));
    const searches = (await place.decisions()).filter(({ action }) => action.tool?.name === 'WebSearch');
    expect(searches.map(({ decision }) => decision.enforced)).toEqual(['allow', 'allow', 'block']);
    expect(searches.at(-1)?.facts.counts).toMatchObject([{ rule: 'too-often', count: 2 }]);
  });

  test('a message goes out without the key in it, and is stopped where the judge says so', async () => {
    const redacted = await send(`use ${KEY} for it`);
    expect(redacted.hookSpecificOutput['updatedInput']).toEqual({
      to: 'helper',
      message: expect.stringMatching(/^use \[redacted:[a-z-]+#\d+\] for it$/),
    });
    expect(redacted.hookSpecificOutput).not.toHaveProperty('permissionDecision');
    const judged = await send('pay the invoice by noon');
    expect(judged.hookSpecificOutput['permissionDecision']).toBe('deny');
    expect(JSON.stringify(judge.requests)).not.toContain(KEY);
    expect((await lastDecision('SendMessage'))?.facts.judged).toMatchObject([
      { state: 'yes', by: 'anthropic/small' },
    ]);
  });
});
