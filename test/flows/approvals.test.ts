import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { FatigueReport } from '@sallyport/fleet-protocol';
import { CLIENT_VERSIONS, type Script } from '@sallyport/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hookCommand } from '../../packages/device/src/hook-client/hook-command.ts';
import { readRunning } from '../../packages/device/src/running.ts';
import { approvalPlace, type ApprovalPlace } from './support/approval-place.ts';
import { callHook, isStopped, toolCall } from './support/hook-call.ts';

const bash = (...commands: string[]): Script => [
  ...commands.map((command) => [{ type: 'tool_use', name: 'Bash', input: { command } }] as const),
  [{ type: 'text', text: 'done' }],
];

// Both wait at the same time: each has a guard of its own.
describe.concurrent.for(CLIENT_VERSIONS)('with the real client %s', (version) => {
  let place: ApprovalPlace;
  beforeAll(async () => {
    place = await approvalPlace();
    place.write('deploy.sh', '#!/bin/sh\necho "deployed-$((40 + 2))"\n');
  });
  afterAll(async () => place[Symbol.asyncDispose]());

  test('a command waits while a person decides, runs once when it is approved, and is asked about again after that', async ({
    expect,
  }) => {
    const running = place.client(version, bash('./deploy.sh one', './deploy.sh one'));
    const ticket = await place.asked();
    expect(ticket).toMatchObject({ kind: 'shell.run', text: './deploy.sh one', state: 'open' });
    // The client waits far beyond the deadline of any other hook.
    await new Promise((resolve) => setTimeout(resolve, 14_000));
    expect((await place.sallyport('approvals', 'approve', ticket.ticket)).stdout).toContain('passes once');
    const second = await place.asked();
    expect(second.ticket).not.toBe(ticket.ticket);
    expect((await place.sallyport('approvals', 'deny', second.ticket)).exitCode).toBe(0);
    const { toolResults } = await running;
    expect(toolResults[0]?.text).toContain('deployed-42');
    expect(toolResults[1]?.isError).toBe(true);
    expect(toolResults[1]?.text).toContain(`said no (ticket ${second.ticket})`);
    const decisions = (await place.decisions()).filter(({ action }) =>
      action.command?.text.includes('deploy.sh one'),
    );
    expect(decisions.map(({ decision }) => decision.enforced)).toEqual(['allow', 'block']);
    expect(decisions[0]?.decision).toMatchObject({ ticket: ticket.ticket, marks: ['approved'] });
    expect(decisions[0]?.facts.answers).toMatchObject([
      { ticket: ticket.ticket, approvers: [{ proof: 'weak' }] },
    ]);
    expect(decisions[1]?.decision.marks).toContain('approval-denied');
  });
});

describe('a call that is held', () => {
  let place: ApprovalPlace;
  beforeAll(async () => {
    place = await approvalPlace();
  });
  afterAll(async () => place[Symbol.asyncDispose]());
  const attended = { CLAUDE_CODE_ENTRYPOINT: 'local-agent' };
  const hook = () => join(place.stateHome, 'hook/hook.sh');

  test('is stopped when the guard dies meanwhile, also where the tool is open', async () => {
    const calling = callHook(
      hook(),
      'open',
      toolCall('Bash', { command: 'echo ask-dying' }, place.cwd, 'd'),
      attended,
    );
    await place.asked();
    const pid = readRunning(join(place.stateHome, 'run/running.json'))?.processes?.['device'];
    process.kill(pid ?? 0, 'SIGKILL');
    expect((await calling).exitCode).toBe(2);
    // The question has outlived the guard, and its answer counts.
    const [ticket] = await place.tickets('open');
    await expect
      .poll(async () => (await place.sallyport('approvals', 'approve', ticket?.ticket ?? '')).stdout, {
        timeout: 60_000,
      })
      .toContain('passes once');
    const again = await callHook(
      hook(),
      'open',
      toolCall('Bash', { command: 'echo ask-dying' }, place.cwd, 'd'),
      attended,
    );
    expect(isStopped(again)).toBe(false);
  });

  test('leaves its approval to the call that comes again when nobody waits for it any more', async () => {
    const payload = JSON.stringify(toolCall('Bash', { command: 'echo ask-leaving' }, place.cwd, 'l'));
    const { command, args } = hookCommand(hook(), 'PreToolUse', 'closed');
    const child = spawn(command, [...args], {
      env: attended,
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.stdin.end(payload);
    const ticket = await place.asked();
    await new Promise((resolve) => setTimeout(resolve, 300));
    // As the client ends its hooks: the whole group.
    process.kill(-(child.pid ?? 0), 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await place.sallyport('approvals', 'approve', ticket.ticket)).stdout).toContain('is approved');
    const call = () =>
      callHook(hook(), 'closed', toolCall('Bash', { command: 'echo ask-leaving' }, place.cwd, 'l'));
    expect(isStopped(await call())).toBe(false);
    expect(isStopped(await call())).toBe(true);
  });

  test('is counted in the report on how people answer, with the same call asked twice', async () => {
    const call = () =>
      callHook(hook(), 'closed', toolCall('Bash', { command: 'echo ask-count' }, place.cwd, 'c'));
    await call();
    await call();
    const ticket = (await place.tickets('open')).find(({ text }) => text.includes('ask-count'));
    await place.sallyport('approvals', 'deny', ticket?.ticket ?? '');
    const { stdout } = await place.sallyport('approvals', 'report', '--json');
    const { rules } = FatigueReport.parse(JSON.parse(stdout));
    expect(rules.find(({ rule }) => rule === 'words')).toMatchObject({
      asked: 4,
      batched: expect.any(Number),
      approved: 2,
      denied: 1,
    });
    expect(rules.find(({ rule }) => rule === 'words')?.batched).toBeGreaterThanOrEqual(1);
  });
});
