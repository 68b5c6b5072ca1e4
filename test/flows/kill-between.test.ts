import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EvidenceRecord } from '@sallyport/action-model';
import { CLIENT_VERSIONS, runClient, type ClientResult } from '@sallyport/testkit';
import { expect, test } from 'vitest';
import { readRunning } from '../../packages/device/src/running.ts';
import { stateHome } from '../../packages/device/src/state-home.ts';
import { install, type Installation } from './support/installation.ts';

/** Of the form of a bot's token, put together here so that no scanner takes this file for a leak. */
const SECRET = ['xoxb', '263594206564', '2343594206574', 'FGqddMF8t08v8N7Oq4i57vs1'].join('-');
const LATER = { timeout: 60_000, interval: 50 };

type Running = NonNullable<ReturnType<typeof readRunning>>;

/** One call that runs until it is told to go on, and what is done to the guard in the middle of it. */
async function runWith(
  version: (typeof CLIENT_VERSIONS)[number],
  place: Installation,
  meanwhile: (running: Running) => Promise<void>,
): Promise<ClientResult> {
  const [started, go] = [join(place.cwd, 'started'), join(place.cwd, 'go')];
  const command = 'touch started; while [ ! -e go ]; do sleep 0.05; done; cat settings.txt';
  const running = runClient({
    version,
    home: place.home,
    prompt: 'please help',
    script: [[{ type: 'tool_use', name: 'Bash', input: { command } }], [{ type: 'text', text: 'done' }]],
    allowedTools: ['Bash'],
  });
  await expect.poll(() => existsSync(started), LATER).toBe(true);
  const before = readRunning(stateHome(place.stateHome).running);
  if (before === undefined) throw new Error('nothing runs');
  await meanwhile(before);
  writeFileSync(go, '');
  return running;
}

const deviceOf = (running: Running | undefined): number => {
  const pid = running?.processes?.['device'];
  if (pid === undefined) throw new Error('no guard runs');
  return pid;
};

const files = { 'project/settings.txt': `first\nTOKEN=${SECRET}\nthird\n` };

async function recordsOf(place: Installation) {
  const { stdout } = await place.sallyport('evidence', 'tail', '--json', '-n', '1000');
  const records = stdout.split('\n').filter((line) => line !== '');
  expect(stdout).not.toContain(SECRET);
  return records.map((line) => EvidenceRecord.parse(JSON.parse(line)));
}

/** The call's own decision, and what became of it: both on record, whoever was killed between them. */
async function expectWhole(place: Installation): Promise<void> {
  const of = async () => {
    const records = await recordsOf(place);
    return {
      decided: records.filter((record) => record.type === 'decision' && record.action.kind === 'shell.run'),
      ended: records.filter((record) => record.type === 'outcome' && record.tool === 'Bash'),
    };
  };
  // What was decided without the guard is taken in by the next one.
  await expect.poll(async () => (await of()).ended.length, LATER).toBe(1);
  const { decided } = await of();
  expect(decided.some((record) => record.type === 'decision' && record.decision.verdict === 'redact')).toBe(
    true,
  );
  expect(decided.some((record) => record.type === 'decision' && record.decision.enforced === 'allow')).toBe(
    true,
  );
  const verified = await place.sallyport('evidence', 'verify', '--json');
  expect(JSON.parse(verified.stdout)).toMatchObject({ ok: true, breaks: [] });
}

test.each(CLIENT_VERSIONS)(
  'client %s: the guard is killed while a tool runs, and the next one takes the secret out of its result',
  async (version) => {
    await using place = await install(files);
    const { running } = stateHome(place.stateHome);
    const result = await runWith(version, place, async (before) => {
      process.kill(deviceOf(before), 'SIGKILL');
      await expect.poll(() => readRunning(running)?.processes?.['device'], LATER).not.toBe(deviceOf(before));
    });
    expect(result.toolResults[0]?.text).toContain('[redacted:');
    expect(result.modelSaw(SECRET)).toBe(false);
    await expectWhole(place);
  },
);

test.each(CLIENT_VERSIONS)(
  'client %s: everything is killed while a tool runs, and the hook alone takes the secret out of its result',
  async (version) => {
    await using place = await install(files);
    const { running } = stateHome(place.stateHome);
    const result = await runWith(version, place, async (before) => {
      process.kill(before.pid, 'SIGKILL');
      process.kill(deviceOf(before), 'SIGKILL');
      await expect.poll(() => readRunning(running), LATER).toBe(undefined);
    });
    expect(result.toolResults[0]?.text).toContain('[redacted:');
    expect(result.modelSaw(SECRET)).toBe(false);
    // What was decided waits for the next guard, without the secret.
    const { offlineEvidence } = stateHome(place.stateHome);
    const kept = readdirSync(offlineEvidence).map((name) =>
      readFileSync(join(offlineEvidence, name), 'utf8'),
    );
    expect(kept.some((text) => text.includes('"redact"'))).toBe(true);
    expect(kept.join('')).not.toContain(SECRET);
  },
);
