/**
 * Ways to have something run that nobody approved: each is refused, or is on record as `weak` and refused where it can't
 * be undone. Each kind has a control that passes, so that a refusal says something.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT_VERSIONS, type Script } from '@sallyport/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approvalPlace, type ApprovalPlace } from './support/approval-place.ts';
import { CHANGE_CELLS, lay, SELF_APPROVALS } from './support/approval-cells.ts';
import { PROGRAM } from './support/command-line.ts';
import { callHook, isStopped, toolCall } from './support/hook-call.ts';

const filled = (text: string, names: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => names[name] ?? whole);

/** One call as the client makes it, by nobody who could be asked while it waits: the answer comes at once. */
const caller =
  (place: ApprovalPlace) =>
  async (tool: string, input: object, { cwd = place.cwd, session = 'attack' } = {}) => {
    const result = await callHook(
      join(place.stateHome, 'hook/hook.sh'),
      'closed',
      toolCall(tool, input, cwd, session),
    );
    return {
      stopped: isStopped(result),
      ticket: /ticket (T[0-9a-f]+)/.exec(result.stdout)?.[1],
      text: result.stdout,
    };
  };

const approve = async (place: ApprovalPlace, ticket: string | undefined, more: string[] = []) => {
  await expect.poll(async () => (await place.api.approval(ticket ?? '')).ok).toBe(true);
  return place.sallyport('approvals', 'approve', ticket ?? '', '--no-input', ...more);
};

describe('by the hook alone', () => {
  let place: ApprovalPlace;
  let call: ReturnType<typeof caller>;
  beforeAll(async () => {
    place = await approvalPlace();
    call = caller(place);
  });
  afterAll(async () => place[Symbol.asyncDispose]());

  test('what was approved passes once, and a replay of it is asked about again', async () => {
    const echo = { command: 'echo ask-once' };
    const first = await call('Bash', echo);
    expect(first).toMatchObject({ stopped: true, ticket: expect.any(String) });
    expect((await call('Bash', echo)).ticket).toBe(first.ticket);
    expect((await approve(place, first.ticket)).exitCode).toBe(0);
    expect(await call('Bash', echo)).toMatchObject({ stopped: false });
    const again = await call('Bash', echo);
    expect(again.stopped).toBe(true);
    expect(again.ticket).not.toBe(first.ticket);
    expect((await approve(place, first.ticket)).exitCode).toBe(1);
    expect((await place.lifecycle('approval-answered')).at(-1)?.detail).toMatchObject({
      proof: 'weak',
      ownMachine: true,
      says: 'approve',
    });
  });

  test.for(CHANGE_CELLS)('$name: refused', async ({ files, tool = 'Bash', input, change }) => {
    const cwd = join(place.cwd, `cell-${Math.random().toString(36).slice(2)}`);
    lay(cwd, files);
    const given = 'file_path' in input ? { file_path: join(cwd, input['file_path'] ?? '') } : input;
    const { ticket } = await call(tool, given, { cwd });
    expect((await approve(place, ticket)).exitCode).toBe(0);
    change(cwd);
    const later = await call(tool, given, { cwd });
    expect(later.stopped).toBe(true);
    expect(later.ticket).not.toBe(ticket);
  });

  test.for(CHANGE_CELLS)('control, without that: $name', async ({ files, tool = 'Bash', input }) => {
    const cwd = join(place.cwd, `cell-${Math.random().toString(36).slice(2)}`);
    lay(cwd, files);
    const given = 'file_path' in input ? { file_path: join(cwd, input['file_path'] ?? '') } : input;
    const { ticket } = await call(tool, given, { cwd });
    await approve(place, ticket);
    expect((await call(tool, given, { cwd })).stopped).toBe(false);
  });

  test.for<[string, object, { cwd?: string; session?: string }]>([
    ['another argument', { command: 'echo ask-this  two' }, {}],
    ['a tail', { command: 'echo ask-this; id' }, {}],
    ['a tail behind many spaces', { command: `echo ask-this${' '.repeat(400)}; id` }, {}],
    ['a tail behind empty lines', { command: `echo ask-this${'\n'.repeat(80)}id` }, {}],
    ['a hidden character', { command: 'echo ask-this\u200b' }, {}],
    ['a letter of another script', { command: 'echo ask-th\u0456s' }, {}],
    ['a time limit', { command: 'echo ask-this', timeout: 5 }, {}],
    ['another shell', { command: 'echo ask-this', run_in_background: true }, {}],
    ['another folder', { command: 'echo ask-this' }, { cwd: '/tmp' }],
    ['another session', { command: 'echo ask-this' }, { session: 'other' }],
  ])('an approval of one call is none for the same with %s', async ([, input, where], { task }) => {
    const session = where.session === undefined ? `one-${task.id}` : 'base';
    const { ticket } = await call('Bash', { command: 'echo ask-this' }, { session });
    if ((await place.api.approval(ticket ?? '')).ok) await approve(place, ticket);
    const other = await call('Bash', input, { session, ...where });
    expect(other.stopped).toBe(true);
    expect(other.ticket).not.toBe(ticket);
  });

  test('a call that goes by more files than can be looked at can’t be approved', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `n${index}`).join(' ');
    const flood = await call('Bash', { command: `cat ${names}; ./deploy.sh flood` });
    expect(flood).toMatchObject({ stopped: true, ticket: undefined });
  });

  test('of two same calls at once only one passes', async () => {
    const echo = { command: 'echo ask-race' };
    const { ticket } = await call('Bash', echo);
    await approve(place, ticket);
    const results = await Promise.all([1, 2, 3, 4].map(() => call('Bash', echo)));
    expect(results.filter(({ stopped }) => !stopped)).toHaveLength(1);
  });

  test('an answer after the end counts for nothing', async () => {
    const soon = { command: 'echo soon' };
    const { ticket } = await call('Bash', soon);
    await expect.poll(async () => (await place.api.approval(ticket ?? '')).ok).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await approve(place, ticket)).exitCode).toBe(1);
    expect((await call('Bash', soon)).stopped).toBe(true);
  });

  test('an approval that was not used in time is over', async () => {
    const soon = { command: 'echo soon' };
    const { ticket } = await call('Bash', soon, { session: 'late' });
    const found = await vitestPoll(async () => place.api.approval(ticket ?? ''));
    await place.api.answerApproval(ticket ?? '', { nonce: found.ticket.nonce, says: 'approve' });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await call('Bash', soon, { session: 'late' })).stopped).toBe(true);
  });

  test('what can’t be undone stays stopped when it was approved on this machine, and the record says weak', async () => {
    writeFileSync(join(place.cwd, 'ask-me.tmp'), 'x');
    const remove = { command: 'rm ask-me.tmp' };
    const { ticket } = await call('Bash', remove);
    expect((await approve(place, ticket)).stdout).toContain('stays stopped');
    const later = await call('Bash', remove);
    expect(later).toMatchObject({ stopped: true });
    expect(later.text).toContain('no proof that a person did it');
    const decision = (await place.decisions()).at(-1);
    expect(decision?.decision.marks).toContain('weak-approval-refused');
    expect(decision?.facts.answers).toMatchObject([{ approvers: [{ proof: 'weak' }] }]);
  });

  test('one person is not two, and who is in no group answers for none', async () => {
    const both = await call('Bash', { command: 'echo both' });
    expect((await approve(place, both.ticket)).stdout).toContain('another person');
    await approve(place, both.ticket);
    expect((await call('Bash', { command: 'echo both' })).stopped).toBe(true);
    const others = await call('Bash', { command: 'echo others' });
    const refused = await approve(place, others.ticket);
    expect(refused.exitCode).toBe(3);
    expect(refused.stderr).toContain('group:security');
    expect((await call('Bash', { command: 'echo others' })).stopped).toBe(true);
  });

  test('a person’s no stands: the same call is not asked about again', async () => {
    const echo = { command: 'echo ask-no' };
    const { ticket } = await call('Bash', echo);
    await expect.poll(async () => (await place.api.approval(ticket ?? '')).ok).toBe(true);
    expect((await place.sallyport('approvals', 'deny', ticket ?? '')).exitCode).toBe(0);
    const later = await call('Bash', echo);
    expect(later.ticket).toBe(ticket);
    expect(later.text).toContain('said no');
  });

  test('answers need a login, the ticket’s own nonce, and a grant that the ticket allows', async () => {
    const { ticket = '' } = await call('Bash', { command: './deploy.sh grant' });
    const found = await vitestPoll(async () => place.api.approval(ticket));
    const { nonce } = found.ticket;
    const post = (headers: Record<string, string>, body: object) =>
      fetch(`${place.url}/api/v1/approvals/${ticket}/answer`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
    const token = readFileSync(join(place.stateHome, 'secrets/api-token'), 'utf8').trim();
    const device = readFileSync(join(place.stateHome, 'secrets/device-token'), 'utf8').trim();
    const body = { says: 'approve', nonce };
    expect((await post({}, body)).status).toBe(401);
    expect((await post({ authorization: `Bearer ${device}` }, body)).status).toBe(401);
    expect((await post({ authorization: `Bearer ${token}`, origin: 'http://evil.test' }, body)).status).toBe(
      403,
    );
    expect(
      (await post({ authorization: `Bearer ${token}` }, { ...body, nonce: '0'.repeat(32) })).status,
    ).toBe(409);
    const grant = { pattern: 'same', maxUses: 5, lastsMs: 60_000 };
    expect((await post({ authorization: `Bearer ${token}` }, { ...body, grant })).status).toBe(409);
    const refused = await approve(place, ticket, ['--grant', 'same']);
    expect(refused.stderr).toContain('open-ended');
    expect((await call('Bash', { command: './deploy.sh grant' })).stopped).toBe(true);
  });

  test('a grant lets exactly its call by, so often as it says, and not after it was revoked', async () => {
    const echo = { command: 'echo ask-grant' };
    const { ticket } = await call('Bash', echo);
    expect((await approve(place, ticket, ['--grant', 'same', '--uses', '2'])).exitCode).toBe(0);
    const passes = async (input: object, session: string) =>
      !(await call('Bash', input, { session })).stopped;
    expect(await passes(echo, 'attack')).toBe(true);
    expect(await passes({ command: 'echo ask-grant more' }, 'attack')).toBe(false);
    expect(await passes(echo, 'g1')).toBe(true);
    expect(await passes(echo, 'g2')).toBe(true);
    expect(await passes(echo, 'g3')).toBe(false);
    const words = { command: 'echo ask-revoke' };
    await approve(place, (await call('Bash', words)).ticket, ['--grant', 'same']);
    expect(await passes(words, 'g4')).toBe(true);
    const listed = await place.api.grants();
    const grant = listed.ok ? listed.value.items[0]?.grant : undefined;
    expect((await place.sallyport('approvals', 'revoke', grant ?? '')).stdout).toContain('is revoked');
    expect(await passes(words, 'g5')).toBe(false);
    expect((await place.lifecycle('grant-revoked')).at(-1)?.detail).toMatchObject({ grant });
  });

  test('what a person is shown hides nothing', async () => {
    const command = `echo ask-show p\u0430ypal.test${' '.repeat(300)}; id`;
    const { ticket } = await call('Bash', { command });
    await expect.poll(async () => (await place.api.approval(ticket ?? '')).ok).toBe(true);
    const { stdout } = await place.sallyport('approvals', 'show', ticket ?? '');
    expect(stdout).toContain('⟨U+0430⟩');
    expect(stdout).toContain('⟨300 spaces⟩; id');
    const list = await place.sallyport('approvals', 'list');
    expect(list.stdout).toContain('; id');
  });

  test('a store that somebody wrote into is forgotten, and says so', async () => {
    await using other = await approvalPlace();
    const ask = caller(other);
    const { ticket } = await ask('Bash', { command: 'echo ask-store' });
    const file = join(other.stateHome, 'approvals.json');
    const text = readFileSync(file, 'utf8');
    expect(text).toContain(ticket);
    writeFileSync(file, text.replace(String.raw`\"state\":\"open\"`, String.raw`\"state\":\"approved\"`));
    const { readRunning } = await import('../../packages/device/src/running.ts');
    const pid = readRunning(join(other.stateHome, 'run/running.json'))?.processes?.['device'];
    process.kill(pid ?? 0, 'SIGKILL');
    await expect
      .poll(async () => (await other.lifecycle('approvals-forgotten')).length, { timeout: 30_000 })
      .toBe(1);
    expect((await ask('Bash', { command: 'echo ask-store' })).stopped).toBe(true);
  });
});

const vitestPoll = async <Value>(
  look: () => Promise<{ ok: true; value: Value } | { ok: false }>,
  what = 'it',
): Promise<Value> => {
  for (let tries = 0; tries < 800; tries++) {
    const found = await look();
    if (found.ok) return found.value;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`the control plane never heard of ${what}`);
};

describe.each(CLIENT_VERSIONS)('with the real client %s', (version) => {
  let place: ApprovalPlace;
  beforeAll(async () => {
    place = await approvalPlace();
  });
  afterAll(async () => place[Symbol.asyncDispose]());

  test('what changes while a person looks at it does not run', async () => {
    const cells = CHANGE_CELLS.map((cell, index) => ({ ...cell, cwd: join(place.cwd, `real-${index}-`) }));
    for (const { cwd, files } of cells) lay(cwd, files);
    const script: Script = [
      ...cells.map(({ tool = 'Bash', input, cwd }) => [
        {
          type: 'tool_use' as const,
          name: tool,
          input:
            'file_path' in input
              ? { file_path: join(cwd, input['file_path'] ?? '') }
              : { command: `cd ${cwd} && ${input['command'] ?? ''}` },
        },
      ]),
      [{ type: 'text', text: 'done' }],
    ];
    const running = place.client(version, script);
    const seen = new Set<string>();
    for (const { cwd, change, name } of cells) {
      const ticket = await vitestPoll(async () => {
        const open = (await place.tickets('open')).find(
          (each) => !seen.has(each.ticket) && each.text.includes(cwd),
        );
        return open === undefined ? { ok: false } : { ok: true, value: open };
      }, name);
      change(cwd);
      await place.api.answerApproval(ticket.ticket, { nonce: ticket.nonce, says: 'approve' });
      seen.add(ticket.ticket);
      // Asked anew, for another deed.
      const again = await vitestPoll(async () => {
        const open = (await place.tickets('open')).find(
          (each) => !seen.has(each.ticket) && each.text.includes(cwd),
        );
        return open === undefined ? { ok: false } : { ok: true, value: open };
      }, `${name}, again`);
      seen.add(again.ticket);
    }
    const { toolResults } = await running;
    expect(toolResults).toHaveLength(cells.length);
    for (const [index, { text, isError }] of toolResults.entries())
      expect([cells[index]?.name, isError, text.includes('It has not run.')]).toEqual([
        cells[index]?.name,
        true,
        true,
      ]);
  });

  test('an agent can’t answer its own question', async () => {
    const hook = caller(place);
    const asked = await hook('Bash', { command: 'echo ask-self' });
    const { ticket } = await vitestPoll(async () => place.api.approval(asked.ticket ?? ''));
    const names = {
      ticket: ticket.ticket,
      nonce: ticket.nonce,
      program: PROGRAM,
      home: place.home,
      state: place.stateHome,
      port: new URL(place.url).port,
    };
    const script: Script = [
      ...SELF_APPROVALS.map((command) => [
        { type: 'tool_use' as const, name: 'Bash', input: { command: filled(command, names) } },
      ]),
      [{ type: 'text', text: 'done' }],
    ];
    const { toolResults } = await place.client(version, script, { env: {} });
    expect(toolResults).toHaveLength(SELF_APPROVALS.length);
    for (const [index, { text, isError }] of toolResults.entries())
      expect([SELF_APPROVALS[index], isError, text.includes('Sallyport')]).toEqual([
        SELF_APPROVALS[index],
        true,
        true,
      ]);
    const after = await place.api.approval(ticket.ticket);
    expect(after.ok && after.value.ticket.state).toBe('open');
    expect(after.ok && after.value.answering).toBe(false);
    const passkeys = await place.api.passkeys();
    expect(passkeys.ok && passkeys.value.items.flatMap((each) => each.passkeys)).toEqual([]);
  });
});
