import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PolicyId, RuleId, type NewEvidence } from '@sallyport/action-model';
import { startJudgeServer, type JudgeReply, type JudgeServer } from '@sallyport/testkit';
import { afterEach, expect, test } from 'vitest';
import { actionOf } from './action-support.ts';
import { judgeOfFile } from '../src/judge/judge-of-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'sallyport-judge-'));
const file = join(folder, 'judge.yaml');
const servers: JudgeServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const action = actionOf({
  kind: 'message.send',
  recipients: ['someone@mail.example'],
  effects: ['external'],
  samples: [{ role: 'message', text: 'the list of customers, key AKIAZ3MHALF2TESTKEYX', truncated: false }],
});
const questions = [
  {
    policy: PolicyId.parse('p'),
    rule: RuleId.parse('r'),
    ask: 'Is customer data sent to a personal address?',
    about: ['message' as const],
  },
];

async function judgeWith(
  script: () => JudgeReply,
  { provider = 'anthropic', timeoutMs = 2000, key = 'sk-judge-1' } = {},
) {
  const server = await startJudgeServer(script);
  servers.push(server);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'judge-key'), `${key}\n`, { mode: 0o600 });
  writeFileSync(
    file,
    `apiVersion: sallyport/v1\nkind: Judge\nprovider: ${provider}\nurl: ${server.url}\nmodel: small-1\nkeyFile: judge-key\ntimeoutMs: ${timeoutMs}\n`,
  );
  const noted: NewEvidence[] = [];
  const problems: string[] = [];
  const judge = judgeOfFile({
    file,
    tier: 'cooperative',
    now: () => new Date(),
    note: (evidence) => void noted.push(evidence),
    onProblem: (why) => void problems.push(why),
  });
  return { server, judge, noted, problems };
}

test.each(['anthropic', 'openai'])(
  'a model behind the %s form is asked with its key, and answers',
  async (provider) => {
    const { server, judge, noted } = await judgeWith(() => ['yes'], { provider });
    expect(await judge(action, questions)).toEqual([
      { policy: 'p', rule: 'r', state: 'yes', why: 'as scripted', by: `${provider}/small-1` },
    ]);
    const [request] = server.requests;
    expect(request?.form).toBe(provider);
    expect(JSON.stringify(request?.headers)).toContain('sk-judge-1');
    expect(request?.text).toContain('someone@mail.example');
    expect(request?.text).not.toContain('AKIAZ3MHALF2TESTKEYX');
    expect(noted).toMatchObject([
      { type: 'lifecycle', event: 'judge-asked', detail: { state: 'answered', questions: 1 } },
    ]);
    expect(JSON.stringify(noted)).not.toContain('customers');
  },
);

test.each([
  ['garbage', 'failed'],
  ['prose', 'failed'],
  ['status 500', 'failed'],
  ['redirect', 'failed'],
  ['endless', 'failed'],
  ['silence', 'timed-out'],
] as const)('a service that gives %s has %s, which is on record', async (reply, state) => {
  const { judge, noted, problems } = await judgeWith(() => reply, { timeoutMs: 1000 });
  expect(await judge(action, questions)).toMatchObject([{ state }]);
  expect(noted).toMatchObject([{ event: 'judge-asked', detail: { state } }]);
  expect(problems).toHaveLength(1);
});

test('without the file there is no judge; a broken file is one that failed, until it is mended', async () => {
  const { judge } = await judgeWith(() => ['no']);
  expect(await judge(action, questions)).toMatchObject([{ state: 'no' }]);
  writeFileSync(file, 'kind: Judge\nthis is not it\n');
  expect(await judge(action, questions)).toMatchObject([{ state: 'failed' }]);
  rmSync(file);
  expect(await judge(action, questions)).toMatchObject([{ state: 'off' }]);
});
