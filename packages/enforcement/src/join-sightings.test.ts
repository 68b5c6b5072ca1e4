import {
  type Action,
  type Decision,
  type NewEvidence,
  quietFacts,
  SessionId,
  strictness,
  ToolUseId,
  type Verdict,
} from '@sallyport/action-model';
import { loadPolicies, type CompiledPolicy } from '@sallyport/policy-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readOf } from './action.fixture.ts';
import { DeedLedger } from './deed-ledger.ts';
import { enforce, type AppendOutcome, type Door, type Held } from './enforce.ts';

const policyOf = (verdict: Verdict): CompiledPolicy => {
  const rule =
    verdict === 'allow'
      ? 'when: "false", verdict: block'
      : `when: "action.paths.exists(p, p.name == 'a')", verdict: ${verdict}`;
  const loaded = loadPolicies(
    [
      {
        name: 'test',
        text: `
apiVersion: sallyport/v1
kind: Policy
metadata: {id: p, category: exfiltration, severity: high}
onFailure: closed
rules: [{id: r, on: [file.read], ${rule}, say: no}]
`,
      },
    ],
    { version: verdict },
  );
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.policy;
};
const POLICIES = { allow: policyOf('allow'), warn: policyOf('warn'), block: policyOf('block') };

let made = 0;
const read = (origin: Partial<Action['origin']> = {}, changes: Partial<Action> = {}): Action =>
  ({
    ...readOf('/home/ann/a', `a-${(made += 1)}`, {
      session: SessionId.parse('s1'),
      toolUseId: ToolUseId.parse('toolu_1'),
      ...origin,
    }),
    ...changes,
    // The changes that tests make keep the kind.
  }) as Action;

/** A door whose disk answers when it is told to. */
function slowDoor(deeds = new DeedLedger()) {
  const kept: NewEvidence[] = [];
  const waiting: (() => void)[] = [];
  let verdict: keyof typeof POLICIES = 'allow';
  let fails = 0;
  const door: Door = {
    policy: () => ({ ok: true, policy: POLICIES[verdict] }),
    lastResort: () => ({ tools: { Read: 'closed' }, unknownTool: 'open' }),
    facts: () => quietFacts('2026-11-22T10:00:00.000Z'),
    append: (evidence) =>
      new Promise<AppendOutcome>((resolve) => {
        waiting.push(() => {
          if (fails > 0) {
            fails -= 1;
            resolve({ ok: false, failure: 'spool-full', detail: 'no room' });
          } else resolve({ ok: true, seq: kept.push(evidence) });
        });
      }),
    now: () => new Date('2026-11-22T10:00:00.000Z'),
    deeds,
  };
  const sync = async (): Promise<void> => {
    for (let round = 0; round < 4; round += 1) {
      for (const done of waiting.splice(0)) done();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return {
    door,
    kept,
    sync,
    say: (next: keyof typeof POLICIES) => (verdict = next),
    failNext: (count: number) => (fails = count),
  };
}

const held = (action: Action): Held => ({
  actions: [action],
  surface: 'hook',
  express: (decision: Decision) => decision,
});

const both = (): Held => ({ ...held(read()), actions: [read(), read({}, { kind: 'file.list' })] });

describe('a deed that two hooks show', () => {
  test('is one decision with a second sighting that names it, though both ask before anything is durable', async () => {
    const { door, kept, sync } = slowDoor();
    const [first, second] = [read(), read()];
    const answers = Promise.all([enforce(held(first), door), enforce(held(second), door)]);
    let answered = false;
    void answers.then(() => (answered = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(false);
    await sync();
    await answers;
    expect(kept.map(({ type }) => type)).toEqual(['decision', 'sighting']);
    expect(kept[1]).toMatchObject({
      of: 'decision',
      action: first.id,
      decision: 1,
      session: 's1',
      sighting: { path: 'hook', toolUseId: 'toolu_1' },
    });
  });

  test.each([
    ['allow', 'block', 'block', ['decision', 'decision']],
    ['block', 'allow', 'block', ['decision', 'sighting']],
    ['warn', 'block', 'block', ['decision', 'decision']],
    ['block', 'block', 'block', ['decision', 'sighting']],
  ] as const)('%s and then %s is %s', async (before, after, told, types) => {
    const { door, kept, sync, say } = slowDoor();
    say(before);
    const first = enforce(held(read()), door);
    say(after);
    const second = enforce(held(read()), door);
    await sync();
    await first;
    expect((await second).decision.enforced).toBe(told);
    expect(kept.map(({ type }) => type)).toEqual(types);
    const marks = kept[1]?.type === 'decision' ? kept[1].decision.marks : undefined;
    expect(marks).toEqual(types[1] === 'decision' ? ['tightened-by-later-sighting'] : undefined);
  });

  test('has a whole record of its second sighting when the first could not be kept', async () => {
    const { door, kept, sync, failNext } = slowDoor();
    failNext(1);
    const answers = Promise.all([enforce(held(read()), door), enforce(held(read()), door)]);
    await sync();
    const [first, second] = await answers;
    expect(first.decision.enforced).toBe('block');
    expect(second.decision.enforced).toBe('allow');
    expect(kept.map(({ type }) => type)).toEqual(['decision']);
  });

  test('is stopped at a closed tool when the second sighting can not be kept', async () => {
    const { door, sync, failNext } = slowDoor();
    const first = enforce(held(read()), door);
    await sync();
    await first;
    failNext(1);
    const second = enforce(held(read()), door);
    await sync();
    expect((await second).decision.enforced).toBe('block');
  });

  test('keeps as many records as it has actions', async () => {
    const { door, kept, sync } = slowDoor();
    const answers = Promise.all([enforce(both(), door), enforce(both(), door)]);
    await sync();
    await answers;
    expect(kept.map(({ type }) => type)).toEqual(['decision', 'decision', 'sighting', 'sighting']);
  });
});

const prompt = (id: string | undefined, changes: Partial<Action> = {}): Action => {
  const { toolUseId: _id, ...origin } = read().origin;
  return read(
    {},
    { kind: 'prompt.submit', origin: { ...origin, ...(id === undefined ? {} : { prompt: id }) }, ...changes },
  );
};
const onAccount = (id: string): Action => prompt(id, { kind: 'file.list' });

describe('a prompt', () => {
  test.each([
    ['that two hooks show is one action', prompt('p1'), prompt('p1'), 'sighting'],
    ['with another text is another', prompt('p1'), prompt('p1', { digest: '1'.repeat(64) }), 'decision'],
    ['without a number is joined with none', prompt(undefined), prompt(undefined), 'decision'],
    ['does not join what happens on its account', onAccount('p1'), onAccount('p1'), 'decision'],
  ])('%s', async (_name, one, other, type) => {
    const { door, kept, sync } = slowDoor();
    const answers = Promise.all([enforce(held(one), door), enforce(held(other), door)]);
    await sync();
    await answers;
    expect(kept.map((evidence) => evidence.type)).toEqual(['decision', type]);
  });
});

describe('an id that is used again', () => {
  const other = {
    path: '/home/ann/b',
    given: 'b',
    access: 'read',
    recursive: false,
    glob: false,
    certain: true,
  } as const;

  test.each([
    ['for another input', read({}, { digest: '1'.repeat(64) })],
    ['for another file under the same digest', read({}, { paths: [other] })],
    ['from another folder', read({ cwd: '/home/ann/else' })],
    ['by another tool', read({}, { tool: { name: 'Grep', provenance: 'built-in', known: true } })],
    ['by another agent', read({ agent: 'cowork' })],
  ])('%s is an action of its own, and marked', async (_name, second) => {
    const { door, kept, sync, say } = slowDoor();
    say('block');
    const first = enforce(held(read()), door);
    say('allow');
    const answer = enforce(held(second), door);
    await sync();
    await Promise.all([first, answer]);
    expect(kept.map(({ type }) => type)).toEqual(['decision', 'decision']);
    expect(kept[1]).toMatchObject({ action: { id: second.id }, decision: { marks: ['tool-use-id-reused'] } });
  });

  test('after the first has run is an action of its own, though everything is the same', async () => {
    const deeds = new DeedLedger();
    const { door, kept, sync } = slowDoor(deeds);
    const first = read();
    const one = enforce(held(first), door);
    await sync();
    await one;
    for (const deed of deeds.deedsOf(first.origin)) deed.ended = true;
    const two = enforce(held(read()), door);
    await sync();
    expect((await two).decision.marks).toEqual(['tool-use-id-reused']);
    expect(kept).toHaveLength(2);
  });

  test.each([
    ['session', read({ session: SessionId.parse('s2') })],
    ['user', read({ user: 'eve' })],
  ])('in another %s is nobody else’s business', async (_name, second) => {
    const { door, kept, sync } = slowDoor();
    const answers = Promise.all([enforce(held(read()), door), enforce(held(second), door)]);
    await sync();
    await answers;
    expect(kept.map(({ type }) => type)).toEqual(['decision', 'decision']);
    expect(kept[1]).toMatchObject({ decision: { marks: [] } });
  });
});

test('without an id, or without a memory, each sighting is an action', async () => {
  const { door, kept, sync } = slowDoor();
  const { deeds: _deeds, ...forgetful } = door;
  const { toolUseId: _id, ...origin } = read().origin;
  const answers = Promise.all([
    enforce(held({ ...read(), origin }), door),
    enforce(held({ ...read(), origin }), door),
    enforce(held(read()), forgetful),
    enforce(held(read()), forgetful),
  ]);
  await sync();
  await answers;
  expect(kept.map(({ type }) => type)).toEqual(['decision', 'decision', 'decision', 'decision']);
});

test('what is remembered is bounded, and what was forgotten is decided as the first', () => {
  const deeds = new DeedLedger({ maxCost: 20_000 });
  const meet = (session: number, call: number) =>
    deeds.meet([read({ session: SessionId.parse(`s${session}`), toolUseId: ToolUseId.parse(`t${call}`) })]);
  for (let session = 0; session < 100; session += 1) meet(session, 1);
  expect(meet(99, 1)?.kind).toBe('again');
  expect(meet(0, 1)?.kind).toBe('first');
  // A session that floods pushes the others out, and then its own oldest.
  for (let call = 0; call < 100; call += 1) meet(5, call);
  expect(meet(5, 99)?.kind).toBe('again');
  expect(meet(5, 1)?.kind).toBe('first');
});

test('whatever was shown before, no answer is looser than a fresh one, and every call leaves a record', async () => {
  const verdict = fc.constantFrom('allow' as const, 'warn' as const, 'block' as const);
  const call = fc.record({
    verdict,
    id: fc.constantFrom('t1', 't2'),
    digest: fc.constantFrom('0', '1'),
    ends: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(call, { maxLength: 12 }), async (calls) => {
      const deeds = new DeedLedger();
      const { door, kept, sync, say } = slowDoor(deeds);
      for (const [index, each] of calls.entries()) {
        say(each.verdict);
        const action = read({ toolUseId: ToolUseId.parse(each.id) }, { digest: each.digest.repeat(64) });
        const answer = enforce(held(action), door);
        await sync();
        const { enforced } = (await answer).decision;
        expect(strictness(enforced)).toBeGreaterThanOrEqual(strictness(each.verdict));
        expect(kept).toHaveLength(index + 1);
        if (each.ends) for (const deed of deeds.deedsOf(action.origin)) deed.ended = true;
      }
    }),
    { numRuns: 60 },
  );
});
