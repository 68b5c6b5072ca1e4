import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { generateKeyPairSync, sign } from 'node:crypto';
import { signedText } from '@sallyport/fleet-protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stateHome, type StateHome } from '../../packages/device/src/state-home.ts';
import { callHook, faultyScript, isStopped, toolCall, type HookMode } from './support/hook-call.ts';
import { IMPOSTORS, startImpostor } from './support/impostor.ts';
import { install, type Installation } from './support/installation.ts';

/**
 * Every fault, for tools whose row of the last-resort table is closed and for tools whose row is open. Expected is
 * what that table says, and that nothing is lost silently: each case ends with a record, a gap or a line for one.
 */
let place: Installation;
let home: StateHome;
let table: { tools: Record<string, HookMode>; unknownTool: HookMode };
const modeOf = (tool: string): HookMode => table.tools[tool] ?? table.unknownTool;
/** The lines of these scripts go aside, because the daemon collects the real file while we count. */
const ownGaps = (tool: string): string => join(place.home, `gaps-${tool}.txt`);
const gapText = (tool: string): string =>
  existsSync(ownGaps(tool)) ? readFileSync(ownGaps(tool), 'utf8') : '';
const gapLines = (tool: string): number => gapText(tool).split('\n').length - 1;
const lastGapLine = (tool: string): string | undefined => gapText(tool).trimEnd().split('\n').at(-1);
const SESSION = { CLAUDE_CODE_SESSION_ID: 'fault-session' };

const gapsInChain = async (): Promise<number> => {
  const { stdout } = await place.sallyport('evidence', 'verify', '--json');
  const { gaps } = JSON.parse(stdout) as { gaps: { count?: number }[] };
  return gaps.reduce((sum, gap) => sum + (gap.count ?? 0), 0);
};

const bundle = (): { payload: string; signature: string; keyId: string } =>
  JSON.parse(readFileSync(home.policyBundle, 'utf8')) as never;

/** Harmless calls: policy allows each, so what stops one is the fault's mode and nothing else. */
const tools = (): [string, object][] => [
  ['Read', { file_path: join(place.cwd, 'notes.txt') }],
  ['Bash', { command: 'ls' }],
  ['Write', { file_path: join(place.cwd, 'new.txt'), content: 'x' }],
  ['TaskList', {}],
  ['TodoWrite', { todos: [] }],
  ['NeverHeardOf', {}],
];

/** All at once, for most wait out a deadline: each with a script of its own, which the work has to write. */
const ofEachTool = (work: (tool: string, input: object, script: string) => Promise<void>): Promise<unknown> =>
  Promise.all(tools().map(([tool, input]) => work(tool, input, join(place.home, `hook-${tool}.sh`))));

beforeAll(async () => {
  place = await install({ 'project/notes.txt': 'hello\n', '.ssh/id_ed25519': 'key\n' });
  home = stateHome(place.stateHome);
  table = JSON.parse(readFileSync(home.lastResort, 'utf8')) as typeof table;
});
afterAll(async () => place[Symbol.asyncDispose]());

test('the table has both modes, so the matrix has two columns', () => {
  expect(tools().map(([tool]) => modeOf(tool))).toContain('closed');
  expect(tools().map(([tool]) => modeOf(tool))).toContain('open');
});

describe('nobody can be asked: the mode of the entry decides, and a line is left for a gap record', () => {
  test.for(Object.entries(IMPOSTORS))('a daemon that %s', async ([name, behave]) => {
    const socket = join(place.home, 'impostor.sock');
    await using _impostor = await startImpostor(socket, behave);
    await ofEachTool(async (tool, input, script) => {
      faultyScript(script, home, place.home, { socket, gaps: ownGaps(tool) });
      const before = gapLines(tool);
      const result = await callHook(script, modeOf(tool), toolCall(tool, input, place.cwd));
      expect(isStopped(result), `${name}: ${tool}`).toBe(modeOf(tool) === 'closed');
      expect(result.stdout).toBe('');
      expect(result.stderr).toContain(modeOf(tool) === 'closed' ? 'sallyport doctor' : '');
      expect(gapLines(tool)).toBe(before + 1);
    });
  });

  test.for([
    ['the token is wrong', (folder: string) => ({ tokenHeader: wrongToken(folder) })],
    ['curl is missing', () => ({ curl: '/nowhere/curl' })],
    ['the daemon is down and Node is missing', () => ({ socket: '/nowhere.sock', node: '/nowhere/node' })],
    [
      'the daemon is down and the offline decider is missing',
      () => ({ socket: '/nowhere.sock', offlineDecider: '/nowhere.mjs' }),
    ],
    [
      'the daemon is down and the offline decider crashes',
      (folder: string) => ({
        socket: '/nowhere.sock',
        offlineDecider: written(folder, 'crash.mjs', 'process.exit(7)'),
      }),
    ],
    [
      'the daemon is down and the offline decider prints rubbish',
      (folder: string) => ({
        socket: '/nowhere.sock',
        offlineDecider: written(folder, 'rubbish.mjs', 'console.log("{}")'),
      }),
    ],
  ] as [string, (folder: string) => Partial<Parameters<typeof faultyScript>[3]>][])(
    '%s',
    async ([name, change]) => {
      const fault = change(place.home);
      await ofEachTool(async (tool, input, script) => {
        faultyScript(script, home, place.home, { ...fault, gaps: ownGaps(tool) });
        const before = gapLines(tool);
        const result = await callHook(script, modeOf(tool), toolCall(tool, input, place.cwd), SESSION);
        expect(isStopped(result), `${name}: ${tool}`).toBe(modeOf(tool) === 'closed');
        expect(gapLines(tool)).toBe(before + 1);
        // The tool's name is there as long as nobody has taken the payload; the session's id always.
        const named = name === 'the token is wrong' ? '-' : tool;
        expect(lastGapLine(tool)).toMatch(
          new RegExp(`^PreToolUse ${modeOf(tool)} curl-\\d+ ${named} fault-session$`),
        );
      });
    },
  );

  test('the lines become gap records that count them', async () => {
    const before = await gapsInChain();
    const texts = tools().map(([tool]) => gapText(tool));
    const lines = tools().reduce((sum, [tool]) => sum + gapLines(tool), 0);
    expect(lines).toBeGreaterThan(0);
    appendFileSync(home.hookGaps, texts.join(''));
    await expect.poll(gapsInChain, { timeout: 40_000, interval: 500 }).toBe(before + lines);
  });

  test('a daemon that closes every connection: the payload is still there, so the offline decider is asked, or it is the last resort', async () => {
    const socket = join(place.home, 'closing.sock');
    await using _impostor = await startImpostor(socket, (connection) => connection.destroy());
    const gaps = ownGaps('Read');
    const script = faultyScript(join(place.home, 'hook.sh'), home, place.home, { socket, gaps });
    const key = toolCall('Read', { file_path: join(place.home, '.ssh/id_ed25519') }, place.cwd);
    expect(isStopped(await callHook(script, 'closed', key))).toBe(true);
  });
});

describe('the daemon is gone: the offline decider decides by the cached policy, and its evidence reaches the chain', () => {
  test.for([
    ['there is no socket', (folder: string) => join(folder, 'none.sock')],
    ['the socket is left behind by a dead process', (folder: string) => written(folder, 'dead.sock', '')],
  ] as [string, (folder: string) => string][])('%s', async ([, socket]) => {
    const script = faultyScript(join(place.home, 'hook.sh'), home, place.home, {
      socket: socket(place.home),
    });
    const session = `offline-${Math.random().toString(36).slice(2)}`;
    for (const [tool, input] of tools()) {
      const result = await callHook(script, modeOf(tool), toolCall(tool, input, place.cwd, session));
      expect(isStopped(result), tool).toBe(false);
    }
    const stopped = await callHook(
      script,
      'open',
      toolCall('Read', { file_path: join(place.home, '.ssh/id_ed25519') }, place.cwd, session),
    );
    expect(isStopped(stopped)).toBe(true);
    await expect
      .poll(async () => (await place.decisions()).filter(({ origin }) => origin.session === session).length, {
        timeout: 40_000,
        interval: 1000,
      })
      .toBe(tools().length + 1);
  });

  test('the token file is missing: the daemon is not asked, and the policy still holds', async () => {
    const script = faultyScript(join(place.home, 'hook.sh'), home, place.home, {
      tokenHeader: '/nowhere/token',
    });
    const result = await callHook(
      script,
      'closed',
      toolCall('Read', { file_path: join(place.home, '.ssh/id_ed25519') }, place.cwd),
    );
    expect(isStopped(result)).toBe(true);
  });
});

describe('the policy is unusable: the last-resort table answers, and evidence says why', () => {
  test.for([
    ['the bundle is missing', (copy: StateHome) => rmSync(copy.policyBundle), 'no-bundle'],
    ['the bundle is empty', (copy: StateHome) => writeFileSync(copy.policyBundle, ''), 'bundle-invalid'],
    [
      'the bundle is cut short',
      (copy: StateHome) => writeFileSync(copy.policyBundle, readFileSync(copy.policyBundle).subarray(0, 500)),
      'bundle-invalid',
    ],
    [
      'the bundle is not signed',
      (copy: StateHome) => writeFileSync(copy.policyBundle, JSON.stringify({ ...bundle(), signature: '' })),
      'bundle-invalid',
    ],
    [
      'one byte of the bundle is changed',
      (copy: StateHome) =>
        writeFileSync(
          copy.policyBundle,
          JSON.stringify({ ...bundle(), payload: bundle().payload.replace('block', 'allow') }),
        ),
      'bundle-invalid',
    ],
    [
      'the bundle is signed by a stranger',
      (copy: StateHome) => writeFileSync(copy.policyBundle, JSON.stringify(signedByStranger(bundle()))),
      'bundle-invalid',
    ],
    ['the trusted key is missing', (copy: StateHome) => rmSync(copy.policyTrust), 'bundle-invalid'],
    [
      'the trusted key is damaged',
      (copy: StateHome) => writeFileSync(copy.policyTrust, '{"keyId":"x"}'),
      'bundle-invalid',
    ],
    [
      'the bundle is older than one this device had',
      (copy: StateHome) =>
        writeFileSync(
          copy.policyTrust,
          readFileSync(copy.policyTrust, 'utf8').replace(/"lastSequence":\d+/, '"lastSequence":999'),
        ),
      'bundle-invalid',
    ],
  ] as [string, (copy: StateHome) => void, string][])('%s', async ([name, break_, failure]) => {
    const copy = stateHome(join(place.home, `copy-${Math.random().toString(36).slice(2, 8)}`));
    for (const part of ['policy', 'secrets', 'hook', 'state.json'])
      cpSync(join(home.root, part), join(copy.root, part), { recursive: true });
    break_(copy);
    // The decider and the daemon share everything but the process; without a socket this is the decider.
    const script = faultyScript(join(place.home, 'hook.sh'), copy, place.home, {});
    for (const [tool, input] of tools()) {
      const result = await callHook(script, modeOf(tool), toolCall(tool, input, place.cwd));
      expect(isStopped(result), `${name}: ${tool}`).toBe(modeOf(tool) === 'closed');
      expect(result.exitCode).toBe(0);
    }
    const kept = readOffline(copy);
    expect(kept).toHaveLength(tools().length);
    for (const { decision } of kept) expect(decision.failMode?.failure).toBe(failure);
  });
});

describe('the payload is unusable: the last-resort table answers, and evidence says why', () => {
  test.for([
    ['not JSON', 'this is not json'],
    ['cut short', '{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_in'],
    ['empty', ''],
    ['an array', '[1,2,3]'],
    ['a tool input of the wrong shape', JSON.stringify(toolCall('Bash', { command: 42 }, '/'))],
    [
      'a tool name of the wrong type',
      JSON.stringify({ hook_event_name: 'PreToolUse', tool_name: 7, tool_input: {} }),
    ],
  ] as [string, string][])('%s', async ([, payload]) => {
    const before = (await place.decisions()).length;
    const script = faultyScript(join(place.home, 'hook.sh'), home, place.home, { deadlineSeconds: 10 });
    const tool = /"tool_name":"(\w+)"/.exec(payload)?.[1];
    const expected = tool !== undefined && payload.endsWith('}') ? modeOf(tool) : table.unknownTool;
    const result = await callHook(script, 'open', payload);
    expect(isStopped(result)).toBe(expected === 'closed');
    const decisions = await place.decisions();
    expect(decisions.length).toBe(before + 1);
    expect(decisions.at(-1)?.decision.failMode?.failure).toBe('unreadable-payload');
  });

  test('larger than is read: refused before it is read whole, and the mode of the entry decides', async () => {
    const script = faultyScript(join(place.home, 'hook.sh'), home, place.home, { deadlineSeconds: 10 });
    const payload = JSON.stringify(
      toolCall('Write', { file_path: '/tmp/x', content: 'x'.repeat(40 * 1024 * 1024) }, '/'),
    );
    expect(isStopped(await callHook(script, 'closed', payload))).toBe(true);
    expect(isStopped(await callHook(script, 'open', payload))).toBe(false);
  });
});

const written = (folder: string, name: string, text: string): string => {
  const path = join(folder, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, text);
  return path;
};

function wrongToken(folder: string): string {
  const path = join(folder, 'wrong-token');
  rmSync(path, { force: true });
  appendFileSync(path, `X-Sallyport-Token: ${'0'.repeat(64)}\n`);
  return path;
}

function signedByStranger(envelope: { payload: string; keyId: string }): object {
  const { privateKey } = generateKeyPairSync('ed25519');
  return {
    ...envelope,
    signature: sign(null, Buffer.from(signedText(envelope.payload)), privateKey).toString('base64'),
  };
}

function readOffline(copy: StateHome): { decision: { failMode?: { failure: string } } }[] {
  return readdirSync(copy.offlineEvidence).map(
    (name) => JSON.parse(readFileSync(join(copy.offlineEvidence, name), 'utf8')) as never,
  );
}
