import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DecisionEvidence } from '@sallyport/action-model';
import {
  CLIENT_VERSIONS,
  makeClientHome,
  runClient,
  type ClientResult,
  type Script,
} from '@sallyport/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRunning } from '../../packages/device/src/running.ts';
import { stateHome } from '../../packages/device/src/state-home.ts';
import { faultyScript } from './support/hook-call.ts';
import { install, type Installation } from './support/installation.ts';

/** Of the form of a bot's token, put together here so that no scanner takes this file for a leak. */
const SECRET = ['xoxb', '263594206564', '2343594206574', 'FGqddMF8t08v8N7Oq4i57vs1'].join('-');
const KEY_BODY = 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW';
const KEY = `-----BEGIN OPENSSH PRIVATE KEY-----\n${KEY_BODY}\n${KEY_BODY}\n-----END OPENSSH PRIVATE KEY-----`;
/** Numbered by a guard that remembers the session, and without a number where nobody does. */
const MARK = /\[redacted:slack-bot-token(?:#\d+)?\]/;
const DOT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const SERVER = join(import.meta.dirname, 'support/leaky-server.mjs');

const FILES = {
  'project/settings.txt': `first\nTOKEN=${SECRET}\nthird\n`,
  'project/deploy.txt': `before\n${KEY}\nbehind\n`,
  'project/deep/settings.env': `first\nTOKEN=${SECRET}\nthird\n`,
  'project/token': `${SECRET}\n`,
  'project/notes.txt': 'the quick brown fox\nann@example.org\n',
  'project/notes.ipynb': JSON.stringify({
    cells: [
      {
        cell_type: 'code',
        source: [`token = "${SECRET}"`],
        metadata: {},
        outputs: [{ output_type: 'stream', name: 'stdout', text: [`${SECRET}\n`] }],
        execution_count: 1,
      },
    ],
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  }),
  'mcp.json': JSON.stringify({ mcpServers: { leaky: { command: process.execPath, args: [SERVER] } } }),
};

type Call = readonly [name: string, input: object];
const calls = (...list: readonly Call[]): Script => [
  ...list.map(([name, input]) => [{ type: 'tool_use', name, input }] as const),
  [{ type: 'text', text: 'done' }],
];
const bash = (command: string): Call => ['Bash', { command }];

describe.each(CLIENT_VERSIONS)('what the model of client %s is shown', (version) => {
  let place: Installation;
  beforeAll(async () => {
    place = await install(FILES);
    writeFileSync(join(place.cwd, 'dot.png'), DOT);
  });
  afterAll(async () => place[Symbol.asyncDispose]());
  const run = (home: string, script: Script, options: Partial<Parameters<typeof runClient>[0]> = {}) =>
    runClient({
      version,
      home,
      prompt: 'please help',
      script,
      allowedTools: ['Bash', 'Read', 'Grep', 'Glob', 'Write', 'Edit', 'mcp__leaky'],
      ...options,
      args: ['--mcp-config', join(home, 'mcp.json'), ...(options.args ?? [])],
    });
  const file = (name: string): string => join(place.cwd, name);

  const LEAKS = [
    ['Bash on standard output', () => bash('cat settings.txt')],
    ['Bash on standard error', () => bash('cat settings.txt >&2')],
    ['Bash behind a long output', () => bash('seq 1 4000; cat settings.txt')],
    ['Read of a notebook', () => ['Read', { file_path: file('notes.ipynb') }]],
    ['Grep', () => ['Grep', { pattern: 'TOKEN', path: place.cwd, output_mode: 'content' }]],
    ['an MCP tool', () => ['mcp__leaky__plain', {}]],
    ['an MCP tool beside a picture', () => ['mcp__leaky__picture', {}]],
    ['an MCP tool with structured output', () => ['mcp__leaky__structured', {}]],
    ['an MCP tool with a resource', () => ['mcp__leaky__resource', {}]],
  ] as const satisfies [string, () => Call][];

  describe('has no secret, and the rest of what came by', () => {
    let result: ClientResult;
    let records: DecisionEvidence[];
    beforeAll(async () => {
      result = await run(place.home, calls(...LEAKS.map(([, call]) => call())));
      records = (await place.decisions()).filter(
        ({ decision, origin }) =>
          decision.marks.includes('of-the-result') && origin.session === result.sessionId,
      );
    });

    test.for(LEAKS.map(([name], index) => [name, index] as const))('%s', ([, index]) => {
      const shown = result.toolResults[index];
      expect(shown?.text).toMatch(MARK);
      expect(shown?.text).not.toContain(SECRET);
      expect(shown?.isError).toBe(false);
      const record = records[index];
      expect(record?.decision.enforced).toBe('redact');
      expect(record?.findings).toContainEqual(
        expect.objectContaining({ detector: 'secret', rule: 'slack-bot-token', role: 'result' }),
      );
      expect(record?.facts.session.labels).toEqual(expect.arrayContaining(['secret-seen', 'sensitive-read']));
    });

    test('all of them in one run that went on to its end, and nothing of it in the evidence', () => {
      expect(result.modelSaw(SECRET)).toBe(false);
      expect(result.requests.length).toBe(LEAKS.length + 1);
      expect(JSON.stringify(records)).not.toContain(SECRET);
      expect(records.at(-1)?.facts.session.labels).toContain('untrusted-content');
    });
  });

  test('keeps its lines and is still JSON where it was', async () => {
    const result = await run(place.home, calls(bash('cat deploy.txt'), ['mcp__leaky__structured', {}]));
    expect(result.modelSaw(KEY_BODY)).toBe(false);
    expect(result.toolResults[0]?.text).toMatch(/^before\n\[redacted:private-key[^\]]*\][^]*\nbehind$/);
    expect(JSON.parse(result.toolResults[1]?.text ?? '')).toMatchObject({
      token: expect.stringMatching(MARK) as string,
    });
  });

  test('does not come back over the secret when the model writes the file whole', async () => {
    const target = file('deep/settings.env');
    const result = await run(
      place.home,
      calls(
        bash('cat deep/settings.env'),
        ['Write', { file_path: target, content: 'changed\nTOKEN=[redacted:slack-bot-token#1]\nthird\n' }],
        bash("sed -i 's/third/THIRD/' deep/settings.env"),
      ),
    );
    expect(result.toolResults.map(({ isError }) => isError)).toEqual([false, true, false]);
    expect(readFileSync(target, 'utf8')).toBe(`first\nTOKEN=${SECRET}\nTHIRD\n`);
  });

  test('is byte for byte the same as without Sallyport where there is no secret', async () => {
    await using alone = await makeClientHome(FILES);
    writeFileSync(join(alone.cwd, 'dot.png'), DOT);
    const without = await run(alone.home, cleanCalls(alone.cwd));
    const guarded = await run(place.home, cleanCalls(place.cwd));
    expect(without.toolResults).toHaveLength(11);
    expect(shown(guarded, place.home)).toEqual(shown(without, alone.home));
    expect(pictures(guarded)).toEqual(pictures(without));
    expect(pictures(guarded)).not.toEqual([]);
  });

  test('has no secret of a file that the prompt attaches: the prompt is stopped and says what to do', async () => {
    const stopped = await run(place.home, calls(), { prompt: 'what is in @settings.txt ?' });
    expect(stopped.requests.length).toBe(0);
    expect((await place.decisions()).at(-1)?.decision.reasons[0]?.say).toContain('name the file without `@`');
    const other = await run(place.home, calls(), { prompt: 'what is in @notes.txt ?' });
    expect(other.modelSaw('quick brown fox')).toBe(true);
  });

  const afterSummary = async (): Promise<[summary: ClientResult, next: ClientResult]> => {
    const summary = await run(place.home, calls(), { prompt: '/compact', args: ['--continue'] });
    return [summary, await run(place.home, calls(), { prompt: 'go on', args: ['--continue'] })];
  };

  describe('after a summary, when the client attaches the files it knows from disk', () => {
    test('has no secret of a file: its Read and Edit are refused, and a shell shows and changes the rest', async () => {
      const target = file('later.env');
      writeFileSync(target, `first\nTOKEN=${SECRET}\nthird\n`);
      const first = await run(
        place.home,
        calls(
          ['Read', { file_path: target }],
          ['Read', { file_path: target, limit: 1 }],
          ['Edit', { file_path: target, old_string: 'third', new_string: 'THIRD' }],
          bash('sed -n 1,200p later.env'),
          bash("sed -i 's/third/fourth/' later.env"),
        ),
      );
      expect(first.toolResults.map(({ isError }) => isError)).toEqual([true, true, true, false, false]);
      expect(first.toolResults[0]?.text).toContain('findings-secrets/in-files-that-come-back');
      expect(first.toolResults[0]?.text).not.toContain('do not retry it');
      expect(first.toolResults[3]?.text).toMatch(new RegExp(`first\nTOKEN=${MARK.source}\nthird`, 'u'));
      expect(readFileSync(target, 'utf8')).toBe(`first\nTOKEN=${SECRET}\nfourth\n`);
      const [summary, next] = await afterSummary();
      expect(summary.requests.length).toBeGreaterThan(0);
      expect(next.requests.length).toBeGreaterThan(0);
      expect([first, summary, next].map((each) => each.modelSaw(SECRET))).toEqual([false, false, false]);
    });

    test('has no secret that came into a file after it was read: there is no summary until others were', async () => {
      const target = file('grows.txt');
      writeFileSync(target, 'nothing yet\n');
      const read = await run(place.home, calls(['Read', { file_path: target }]));
      expect(read.toolResults[0]?.text).toContain('nothing yet');
      writeFileSync(target, `nothing yet\nTOKEN=${SECRET}\n`);
      const [summary, next] = await afterSummary();
      expect(summary.requests.length).toBe(0);
      expect(summary.stdout).toContain('grows.txt');
      expect(next.modelSaw(SECRET)).toBe(false);
      expect((await place.decisions()).at(-2)?.decision.reasons[0]?.rule).toBe('in-files-behind-a-summary');
    });

    test('has what the model wrote itself, and may edit it', async () => {
      const target = file('own.txt');
      const result = await run(
        place.home,
        calls(
          ['Write', { file_path: target, content: `own words: ${SECRET}\n` }],
          ['Edit', { file_path: target, old_string: 'own', new_string: 'my own' }],
          ['Edit', { file_path: target, old_string: 'my', new_string: 'all my' }],
        ),
      );
      expect(result.toolResults.map(({ isError }) => isError)).toEqual([false, false, false]);
      const [summary, next] = await afterSummary();
      expect(summary.requests.length).toBeGreaterThan(0);
      expect(next.requests.length).toBeGreaterThan(0);
    });

    test('has the secret where nothing looks at files: these tests can fail', async () => {
      await using alone = await makeClientHome({ 'project/later.env': `TOKEN=${SECRET}\n` });
      const bare = (prompt: string, script: Script, args: string[] = []) =>
        runClient({ version, home: alone.home, prompt, script, allowedTools: ['Read'], args });
      await bare('help', calls(['Read', { file_path: join(alone.cwd, 'later.env') }]));
      await bare('/compact', calls(), ['--continue']);
      const next = await bare('go on', calls(), ['--continue']);
      expect(next.requests[0]?.text).toContain(SECRET);
    });
  });

  test('is nothing more once a failed call, which no hook can rewrite, gave back a secret', async () => {
    const result = await run(place.home, calls(bash('cat settings.txt; exit 3'), bash('echo went on')));
    expect(result.requests.length).toBe(1);
    expect(result.modelSaw(SECRET)).toBe(false);
    const record = (await place.decisions()).at(-1);
    expect(record?.decision).toMatchObject({ verdict: 'redact', enforced: 'block' });
    const goingOn: [string, string[]][] = [
      ['continued', ['--continue']],
      ['resumed', ['--resume', result.sessionId ?? '']],
      ['forked', ['--continue', '--fork-session']],
    ];
    for (const [how, args] of goingOn) {
      const later = await run(place.home, calls(), { prompt: 'go on', args });
      expect([how, later.requests.length]).toEqual([how, 0]);
    }
    const summary = await run(place.home, calls(), { prompt: '/compact', args: ['--continue'] });
    expect(summary.requests.length).toBe(0);
    // Kept on disk: a guard that is started anew knows it, and so does whoever decides until then.
    const device = readRunning(stateHome(place.stateHome).running)?.processes?.['device'];
    if (device === undefined) throw new Error('no device runs');
    process.kill(device, 'SIGKILL');
    const restarted = await run(place.home, calls(), {
      prompt: 'go on',
      args: ['--resume', result.sessionId ?? ''],
    });
    expect(restarted.requests.length).toBe(0);
    const copied = await run(place.home, calls(), {
      prompt: 'go on',
      args: ['--resume', result.sessionId ?? '', '--fork-session'],
    });
    expect(copied.requests.length).toBe(0);
    const fresh = await run(place.home, calls());
    expect(fresh.requests.length).toBeGreaterThan(0);
    expect(fresh.modelSaw(SECRET)).toBe(false);
    const release = (...words: string[]) => place.sallyport('sessions', 'release', ...words, '--json');
    expect((await release(result.sessionId ?? '')).exitCode).toBe(2);
    expect((await release('nobody', '--reason', 'x')).exitCode).toBe(1);
    const released = await release(result.sessionId ?? '', '--reason', 'the token of a test fixture');
    expect(JSON.parse(released.stdout)).toMatchObject({ session: result.sessionId });
    const later = await run(place.home, calls(), {
      prompt: 'go on',
      args: ['--resume', result.sessionId ?? ''],
    });
    expect(later.requests.length).toBeGreaterThan(0);
  });

  test('is not sent by waking an agent that was stopped, and its session goes on', async () => {
    const agent = { description: 'd', prompt: 'look', subagent_type: 'general-purpose', name: 'helper1' };
    const script = calls(
      ['Agent', { ...agent, run_in_background: false }],
      // The agent's own and only step.
      bash('cat settings.txt; exit 3'),
      ['SendMessage', { to: 'helper1', message: 'please go on', summary: 'go on' }],
      bash('sleep 3'),
    );
    const result = await run(place.home, script, { allowedTools: ['Bash', 'Agent', 'SendMessage'] });
    expect(result.requests.length).toBe(5);
    expect(result.modelSaw(SECRET)).toBe(false);
    const reasons = (await place.decisions()).slice(-12).flatMap(({ decision }) => decision.reasons);
    expect(reasons.map(({ say }) => say)).toContainEqual(expect.stringContaining('an agent of this session'));
    const next = await run(place.home, calls(), { prompt: 'go on', args: ['--continue'] });
    expect(next.requests.length).toBeGreaterThan(0);
    expect(next.modelSaw(SECRET)).toBe(false);
  });

  describe('with a broken hook', () => {
    let broken: Installation;
    beforeAll(async () => {
      broken = await install(FILES);
    });
    afterAll(async () => broken[Symbol.asyncDispose]());

    /** A hook script of the same installation that finds nobody listening. */
    const offline = (name: string, more: { node?: string } = {}): string => {
      const socket = join(broken.home, 'nobody.sock');
      return faultyScript(join(broken.home, name), stateHome(broken.stateHome), broken.home, {
        socket,
        ...more,
      });
    };

    test('does not go on where the hook script alone ended the step', async () => {
      using _ = withFault(
        broken,
        'PostToolBatch',
        `exec /bin/sh ${offline('alone.sh', { node: '/nowhere' })} "$@"`,
      );
      const result = await run(broken.home, calls(bash('cat settings.txt; exit 3')));
      expect(result.requests.length).toBe(1);
      const next = await run(broken.home, calls(), { prompt: 'go on', args: ['--continue'] });
      expect(next.requests.length).toBe(0);
    });

    test('has the secret when both doors behind the tool are gone: these tests can fail', async () => {
      using _ = withFault(broken, 'PostToolUse|PostToolBatch', 'exit 0');
      const result = await run(broken.home, calls(bash('cat settings.txt')));
      expect(result.modelSaw(SECRET)).toBe(true);
    });

    test('has no secret while no daemon listens', async () => {
      using _ = withFault(broken, '*', `exec /bin/sh ${offline('offline.sh')} "$@"`);
      const result = await run(broken.home, calls(bash('cat settings.txt'), bash('cat notes.txt')));
      expect(result.modelSaw(SECRET)).toBe(false);
      expect(result.toolResults[0]?.text).toMatch(MARK);
      expect(result.modelSaw('quick brown fox')).toBe(true);
    });

    test.for([
      ['missing', 'exec /nowhere'],
      ['killed', 'kill -9 $$'],
      ['answering garbage', 'echo "{{{"; exit 0'],
      ['answering nothing', 'exit 0'],
      ['failing', 'exit 1'],
    ] as const)('has no secret when the hook behind a tool is %s: the step ends', async ([, fault]) => {
      using _ = withFault(broken, 'PostToolUse', fault);
      for (const call of [bash('cat settings.txt'), ['mcp__leaky__plain', {}] as const]) {
        // What holds no secret goes on before it.
        const result = await run(broken.home, calls(bash('cat notes.txt'), call));
        expect(result.requests.length).toBe(2);
        expect(result.modelSaw('quick brown fox')).toBe(true);
        expect(result.modelSaw(SECRET)).toBe(false);
      }
    });
  });
});

/** Puts something else in the place of the hook for these events, until it is disposed of. */
const withFault = ({ stateHome: root, home }: Installation, events: string, fault: string): Disposable => {
  const { hookScript } = stateHome(root);
  const good = join(home, 'good.sh');
  renameSync(hookScript, good);
  writeFileSync(hookScript, `case $1 in ${events}) ${fault} ;; esac; exec /bin/sh ${good} "$@"\n`);
  return { [Symbol.dispose]: () => renameSync(good, hookScript) };
};

/** Ordinary work of all sorts, in which nothing is to be taken out. */
const cleanCalls = (cwd: string): Script =>
  calls(
    bash('cat notes.txt; ls; seq 1 300; printf "\\033[31mred\\033[0m\\n"'),
    bash('cat notes.txt; exit 3'),
    ['Read', { file_path: join(cwd, 'notes.txt') }],
    ['Read', { file_path: join(cwd, 'dot.png') }],
    ['Grep', { pattern: 'fox', path: cwd, output_mode: 'content' }],
    ['Glob', { pattern: '*.txt' }],
    ['mcp__leaky__clean', {}],
    ['Write', { file_path: join(cwd, 'new.txt'), content: `own words: ${SECRET}\n` }],
    ['Edit', { file_path: join(cwd, 'new.txt'), old_string: 'own', new_string: 'my own' }],
    bash('yes "a line of a megabyte" | head -c 1000000'),
    bash('true'),
  );

const shown = (result: ClientResult, home: string) =>
  result.toolResults.map(({ text, isError }) => ({ isError, text: plain(text, home) }));

/** What differs between two homes and two runs, and says nothing of a result. */
const plain = (text: string, home: string): string =>
  text
    .replaceAll(home, '/home/ann')
    .replaceAll(home.replaceAll(/[/.]/g, '-'), '-home-ann')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'SESSION')
    .replaceAll(/tool-results\/[\w.-]+/g, 'tool-results/FILE');

/** The bytes of all pictures that the model was shown. */
const pictures = ({ requests }: ClientResult): string[] => [
  ...new Set(requests.flatMap(({ text }) => text.match(/"data":"[A-Za-z0-9+/=]{40,}"/g) ?? [])),
];
