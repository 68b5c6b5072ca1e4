import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { testMachine, type TestMachine } from '../../test/install/test-machine.ts';
import { readLastProofs } from './last-proofs.ts';
import { ProofKeeper } from './proof-keeper.ts';

const AT = '2026-11-22T10:00:00.000Z';
const hook = (session: string, at = AT, tool: string | null = 'Bash') => ({
  event: tool === null ? 'SessionStart' : 'PreToolUse',
  tool,
  at,
  session,
  clientVersion: '2.1.330',
});
const open = async (path: string, errors: unknown[] = []) => {
  const keeper = await ProofKeeper.open({
    path,
    now: new Date(AT),
    onError: (error) => errors.push(error),
    procFolder: '/nowhere',
  });
  onTestFinished(() => keeper.close());
  return keeper;
};

/** Goes after the keepers on it are closed: one that still writes would make its folder again. */
const machineOfTest = async (): Promise<TestMachine> => {
  const machine = await testMachine();
  onTestFinished(() => machine[Symbol.asyncDispose]());
  return machine;
};

const at = (second: number): string => new Date(Date.parse(AT) + second * 1000).toISOString();

describe('ProofKeeper', () => {
  it('keeps the last proof of each kind across a restart, in a file for its owner alone', async () => {
    const machine = await machineOfTest();
    const path = join(machine.root, 'state/proofs.json');
    const keeper = await open(path);
    keeper.hookSeen(hook('s1'));
    keeper.evaluated({ status: '200', at: AT, tool: 'Bash', bytes: 12, session: 's1' });
    keeper.stored({ seq: 3, at: AT });
    await keeper.close();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await open(path)).proofs).toMatchObject({
      hook: { tool: 'Bash' },
      evaluate: { bytes: 12 },
      stored: { seq: 3 },
    });
  });

  it('remembers the last tool of a session when an event without a tool follows', async () => {
    const machine = await machineOfTest();
    const keeper = await open(join(machine.root, 'proofs.json'));
    keeper.hookSeen(hook('s1'));
    keeper.hookSeen(hook('s1', '2026-11-22T10:05:00.000Z', null));
    expect(keeper.proofs.sessions['s1']).toEqual({ at: '2026-11-22T10:05:00.000Z', toolAt: AT });
  });

  it('forgets the session that was silent longest, and stops claiming to know about its time', async () => {
    const machine = await machineOfTest();
    const keeper = await open(join(machine.root, 'proofs.json'));
    for (let index = 0; index <= 500; index++) keeper.hookSeen(hook(`s${index}`, at(index)));
    keeper.hookSeen(hook('s1', at(600)));
    keeper.hookSeen(hook('new', at(601)));
    expect(Object.keys(keeper.proofs.sessions)).toHaveLength(500);
    expect(Object.keys(keeper.proofs.sessions)).toEqual(expect.arrayContaining(['s1', 'new', 's500']));
    expect(keeper.proofs.sessions).not.toHaveProperty('s2');
    expect(keeper.proofs.sessionsSince).toBe(at(2));
  });

  it('starts anew from a damaged file, and tells when it cannot write', async () => {
    const machine = await machineOfTest();
    const path = await machine.put('proofs.json', '{"v":1,"hook":');
    expect((await open(path)).proofs).toMatchObject({ hook: null, sessionsSince: AT });
    const errors: unknown[] = [];
    const keeper = await open(join(path, 'below-a-file'), errors);
    await keeper.flush();
    expect(errors).toHaveLength(1);
  });

  it('writes what readers can read', async () => {
    const machine = await machineOfTest();
    const path = join(machine.root, 'proofs.json');
    const keeper = await open(path);
    // A session id is the client's claim; this one would be a member of every object.
    keeper.hookSeen(hook('__proto__'));
    await keeper.flush();
    expect(await readFile(path, 'utf8')).toMatch(/\n$/);
    expect(await readLastProofs(path)).toMatchObject({ kind: 'proofs' });
  });
});
