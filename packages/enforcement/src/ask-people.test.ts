import {
  Answer,
  quietFacts,
  SessionId,
  ToolUseId,
  type Action,
  type NewEvidence,
} from '@sallyport/action-model';
import { loadPolicies, type CompiledPolicy } from '@sallyport/policy-core';
import { expect, test } from 'vitest';
import { readOf } from './action.fixture.ts';
import { DeedLedger } from './deed-ledger.ts';
import { enforce, type Door, type Held } from './enforce.ts';
import type { AskPeople } from './reach-decision.ts';

const DOCUMENT = `
apiVersion: sallyport/v1
kind: Policy
metadata: {id: asking, category: asking, severity: high}
onFailure: closed
rules:
  - {id: notes, on: [file.read], when: "action.paths.exists(p, p.name == 'notes.txt')", verdict: approve, say: ask first}
  - {id: keys, on: [file.read], when: "action.paths.exists(p, p.under('~/.ssh'))", verdict: block, say: never}
`;

const policy = (): CompiledPolicy => {
  const loaded = loadPolicies([{ name: 'test', text: DOCUMENT }], { version: 'v1' });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.policy;
};

const read = (path: string, id = 'first'): Action =>
  readOf(path, id, { session: SessionId.parse('s'), toolUseId: ToolUseId.parse('t') });

const answer = (rule: string) =>
  Answer.parse({
    policy: 'asking',
    rule,
    ticket: 'T1',
    approvers: [{ name: 'bob', proof: 'other-device' }],
  });

const doorOf = (askPeople?: AskPeople) => {
  const kept: NewEvidence[] = [];
  const compiled = policy();
  const door: Door = {
    policy: () => ({ ok: true, policy: compiled }),
    lastResort: () => ({ tools: {}, unknownTool: 'closed' }),
    facts: () => quietFacts('2026-11-22T10:00:00.000Z'),
    append: async (evidence) => {
      kept.push(evidence);
      return { ok: true, seq: kept.length };
    },
    now: () => new Date('2026-11-22T10:00:00.000Z'),
    deeds: new DeedLedger(),
    ...(askPeople === undefined ? {} : { askPeople }),
  };
  return { door, kept };
};

const held = (action: Action): Held => ({
  actions: [action],
  surface: 'hook',
  express: (said) => said,
  waits: true,
});

test('an answer for another rule than the one that asked leaves the question open', async () => {
  const { door } = doorOf(async () => ({ ticket: 'T1', answers: [answer('keys')] }));
  const { decision } = await enforce(held(read('/home/ann/notes.txt')), door);
  expect(decision).toMatchObject({ enforced: 'approve', ticket: 'T1', marks: ['waiting-for-approval'] });
});

test('a person who says no is on record, and the action stays stopped', async () => {
  const { door, kept } = doorOf(async () => ({ ticket: 'T1', answers: [], denied: { by: 'bob' } }));
  const { decision } = await enforce(held(read('/home/ann/notes.txt')), door);
  expect(decision).toMatchObject({ enforced: 'approve', marks: ['approval-denied'] });
  expect(kept).toMatchObject([{ type: 'decision', decision: { marks: ['approval-denied'] } }]);
});

test('whoever keeps the questions failing lets nothing on', async () => {
  const { door } = doorOf(async () => {
    throw new Error('no room for another question');
  });
  expect((await enforce(held(read('/home/ann/notes.txt')), door)).decision.enforced).toBe('approve');
});

test('nobody is asked about what is blocked anyway, about what passes, or where the surface cannot wait', async () => {
  const asked: string[] = [];
  const { door } = doorOf(async (action) => {
    asked.push(action.paths[0]?.path ?? '');
    return { ticket: 'T1', answers: [] };
  });
  await enforce(held(read('/home/ann/.ssh/notes.txt')), door);
  await enforce(held(read('/home/ann/readme')), door);
  const { waits: _waits, ...observing } = held(read('/home/ann/notes.txt'));
  await enforce(observing, door);
  expect(asked).toEqual([]);
});

test('a second hook that shows the same deed while people are asked waits for their answer, and asks nobody', async () => {
  let asked = 0;
  const answered = Promise.withResolvers<void>();
  const { door, kept } = doorOf(async () => {
    asked += 1;
    await answered.promise;
    return { ticket: 'T1', answers: [] };
  });
  const first = enforce(held(read('/home/ann/notes.txt')), door);
  const second = enforce(held(read('/home/ann/notes.txt', 'second')), door);
  answered.resolve();
  const [one, two] = await Promise.all([first, second]);
  expect(asked).toBe(1);
  expect(two.decision).toEqual(one.decision);
  expect(kept.map(({ type }) => type)).toEqual(['decision', 'sighting']);
});
