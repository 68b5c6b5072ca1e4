import { CLIENT_VERSIONS, type Script } from '@sallyport/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approvalPlace, type ApprovalPlace } from './support/approval-place.ts';

const bash = (...commands: string[]): Script => [
  ...commands.map((command) => [{ type: 'tool_use', name: 'Bash', input: { command } }] as const),
  [{ type: 'text', text: 'done' }],
];

describe.each(CLIENT_VERSIONS)('with the real client %s', (version) => {
  let place: ApprovalPlace;
  beforeAll(async () => {
    place = await approvalPlace();
    place.write('deploy.sh', '#!/bin/sh\necho "deployed-$((40 + 2))"\n');
  });
  afterAll(async () => place[Symbol.asyncDispose]());

  test('a command waits while a person decides, runs once when it is approved, and is asked about again after that', async () => {
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
