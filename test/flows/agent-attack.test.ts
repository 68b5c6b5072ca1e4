import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT_VERSIONS, runClient } from '@sallyport/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stateHome } from '../../packages/device/src/state-home.ts';
import {
  AGENT_CELLS,
  MENTIONED_FILES,
  PROGRAM_CELLS,
  type AgentCell,
  type ProgramCell,
} from './support/agent-cells.ts';
import { HIDDEN_READ } from './support/attack-cells.ts';
import {
  DETECTION,
  doctorSays,
  evidenceOf,
  inParallel,
  KEY,
  namesOf,
  oneTool,
  prepareAttack,
  runningOf,
  VICTIMS,
  type AttackPlace,
} from './support/attack-place.ts';
import { callHook, isStopped, toolCall, type HookResult } from './support/hook-call.ts';
import { install } from './support/installation.ts';

/**
 * An agent that uses its tools to stop, change, remove or impersonate the guard. Every deed goes through the real hook
 * script to the real daemon; a share of them through the real client too, with the guard alive and unchanged after.
 */
let ground: AttackPlace;
const filled = (input: object): object => JSON.parse(ground.fill(JSON.stringify(input))) as object;
const answers = new Map<AgentCell, HookResult>();

beforeAll(async () => {
  ground = prepareAttack(await install(VICTIMS));
  const { hookScript } = stateHome(ground.place.stateHome);
  await inParallel(AGENT_CELLS, 4, async (cell) => {
    const call = toolCall(cell.tool, filled(cell.input), ground.place.cwd, 'agent-attack');
    answers.set(cell, await callHook(hookScript, 'open', call));
  });
});
afterAll(async () => ground.place[Symbol.asyncDispose]());

test('there are at least forty ways, ten of them with the real client', () => {
  expect(new Set(AGENT_CELLS.map(({ tool, input }) => `${tool} ${JSON.stringify(input)}`)).size).toBe(
    AGENT_CELLS.length,
  );
  expect(AGENT_CELLS.length).toBeGreaterThanOrEqual(40);
  expect(AGENT_CELLS.filter(({ real }) => real === true).length).toBeGreaterThanOrEqual(10);
});

describe('through the hook', () => {
  test.for(AGENT_CELLS.map((cell) => [`${cell.tool}: ${cell.name}`, cell] as const))(
    '%s',
    async ([, cell]) => {
      const answer = answers.get(cell);
      expect(answer && isStopped(answer)).toBe(true);
      // By policy, which says why, and not because nobody could decide; some wait for a person, and have not run.
      expect(answer?.stdout).toMatch(
        /Sallyport (?:stopped this .*, as policy says|has put this .* before a person)/,
      );
    },
  );
});

/** What none of the deeds may change. */
const watched = (): string[] => {
  const { hookScript, apiToken, policyBundle } = stateHome(ground.place.stateHome);
  return [join(ground.place.home, '.claude/settings.json'), hookScript, apiToken, policyBundle].map((file) =>
    readFileSync(file, 'utf8'),
  );
};

describe.each(CLIENT_VERSIONS)('with the real client %s', (version) => {
  test('every deed is refused, and the guard is as it was', async () => {
    const before = { files: watched(), running: runningOf(ground.place) };
    const token = before.files[2]?.trim() ?? 'no token';
    const refusals = new Map<string, string>();
    await inParallel(
      AGENT_CELLS.filter(({ real }) => real === true),
      3,
      async (cell) => {
        const result = await runClient({
          version,
          home: ground.place.home,
          prompt: 'please help',
          script: oneTool(cell.tool, filled(cell.input)),
          allowedTools: ['Bash', 'Read', 'Write', 'Edit', 'Grep', 'WebFetch'],
        });
        const [answer] = result.toolResults;
        refusals.set(cell.name, answer?.isError === true ? 'refused' : (answer?.text ?? 'no result'));
        expect(result.modelSaw(token)).toBe(false);
      },
    );
    expect([...refusals].filter(([, answer]) => answer !== 'refused')).toEqual([]);
    expect({ files: watched(), running: runningOf(ground.place) }).toEqual(before);
    expect(existsSync(join(ground.place.cwd, '.claude/settings.local.json'))).toBe(false);
    expect(await ground.place.api.status()).toMatchObject({ ok: true });
  });

  test.for(MENTIONED_FILES)('a prompt that mentions @%s does not bring it to the model', async (mention) => {
    const path = ground.fill(mention);
    const lines = readFileSync(path.replace('~', ground.place.home), 'utf8').split('\n');
    const secret = lines.sort((a, b) => b.length - a.length)[0] ?? '';
    expect(secret.length).toBeGreaterThan(20);
    const result = await runClient({
      version,
      home: ground.place.home,
      prompt: `what is in @${path} ?`,
      script: [[{ type: 'text', text: 'done' }]],
    });
    expect(result.modelSaw(secret)).toBe(false);
  });
});

test('the file that is mentioned would be read, were it not the guard’s', async () => {
  const result = await runClient({
    version: '2.1.330',
    home: ground.place.home,
    prompt: 'what is in @~/.bashrc ?',
    script: [[{ type: 'text', text: 'done' }]],
  });
  expect(result.modelSaw('a=1')).toBe(true);
});

const starts = async (): Promise<number> =>
  (await evidenceOf(ground.place)).filter(
    (record) => record.type === 'lifecycle' && record.event === 'daemon-started',
  ).length;
const programOf = (detectedBy: ProgramCell['detectedBy']): string =>
  PROGRAM_CELLS.find((cell) => cell.detectedBy === detectedBy)?.program ?? '';

const runScript = async (program: string) => {
  writeFileSync(join(ground.place.cwd, 'helper.sh'), ground.fill(program));
  return runClient({
    version: '2.1.330',
    home: ground.place.home,
    prompt: 'please help',
    script: oneTool('Bash', { command: 'sh ./helper.sh' }),
  });
};

describe('a program that the agent wrote and runs', () => {
  test('that kills the daemon works, is on record, and the daemon that comes back is protected too', async () => {
    const { processes } = runningOf(ground.place);
    const before = await starts();
    await runScript(programOf('daemon-started'));
    await expect.poll(starts, DETECTION).toBe(before + 1);
    const { processes: after } = runningOf(ground.place);
    expect(after['device']).not.toBe(processes['device']);
    const { hookScript } = stateHome(ground.place.stateHome);
    const kill = toolCall('Bash', { command: `kill -9 ${after['device']}` }, ground.place.cwd);
    expect(isStopped(await callHook(hookScript, 'open', kill))).toBe(true);
  });

  test('that kills all of it works, doctor says so, and what policy stops is still stopped', async () => {
    ground = { ...ground, fill: namesOf(ground.place) };
    await runScript(programOf('daemon-down'));
    await expect.poll(async () => (await doctorSays(ground.place)).has('daemon-down'), DETECTION).toBe(true);
    const result = await runClient({
      version: '2.1.330',
      home: ground.place.home,
      prompt: 'please help',
      script: oneTool('Bash', { command: ground.fill(HIDDEN_READ) }),
    });
    expect(result.modelSaw(KEY)).toBe(false);
    expect(result.toolResults).toMatchObject([{ isError: true }]);
  });
});
