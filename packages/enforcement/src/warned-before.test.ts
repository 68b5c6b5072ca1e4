import { ActionId, ToolUseId, type Action } from '@sallyport/action-model';
import { loadPolicies } from '@sallyport/policy-core';
import { expect, test } from 'vitest';
import { doorWith, held, read } from './ask-others.fixture.ts';
import { enforce, type Door } from './enforce.ts';
import { WarnedBefore } from './warned-before.ts';

const RULES = `
  - {id: notes, on: [file.read], when: "action.paths.exists(p, p.name == 'notes.txt')", verdict: warn, say: careful}
  - {id: home, on: [file.read], when: "action.paths.exists(p, p.under('~/private'))", verdict: warn, say: private}
  - {id: machine, on: [file.read], when: "facts.posture.sandboxOff && action.paths.exists(p, p.name == 'list')", verdict: warn, say: no sandbox}
  - {id: keys, on: [file.read], when: "action.paths.exists(p, p.under('~/.ssh'))", verdict: block, say: never}
`;
const RULES_OF_GUARD = `
apiVersion: sallyport/v1
kind: Policy
metadata: {id: guard, category: self-protection, severity: high}
onFailure: closed
rules:
  - {id: state, on: [file.read], verdict: warn, say: this is the guard's own}
`;
const finding = {
  detector: 'pii' as const,
  rule: 'card',
  level: 'warn' as const,
  role: 'content' as const,
  sample: 0,
  start: 0,
  end: 4,
  confidence: 1,
  detectorVersion: '1',
};

const asking = () => {
  const { door, kept } = doorWith(RULES, { warned: new WarnedBefore() });
  const ask = async (path: string, session = 's') =>
    (await enforce(held(read(path, { session })), door)).decision;
  return { door, kept, ask };
};

test('a warning is said once a session, and every time is on record', async () => {
  const { ask, kept } = asking();
  expect((await ask('/home/ann/notes.txt')).enforced).toBe('warn');
  expect(await ask('/home/ann/work/notes.txt')).toMatchObject({
    verdict: 'warn',
    enforced: 'allow',
    marks: ['warned-before'],
  });
  expect((await ask('/home/ann/notes.txt', 'another')).enforced).toBe('warn');
  expect(kept).toHaveLength(3);
});

test('another rule is news, and so are both together', async () => {
  const { ask } = asking();
  await ask('/home/ann/notes.txt');
  expect((await ask('/home/ann/private/notes.txt')).enforced).toBe('warn');
  expect((await ask('/home/ann/private/list')).enforced).toBe('allow');
});

test('what is stopped is stopped every time', async () => {
  const { ask } = asking();
  expect((await ask('/home/ann/.ssh/notes.txt')).enforced).toBe('block');
  expect((await ask('/home/ann/.ssh/notes.txt')).enforced).toBe('block');
});

test('what was seen in content is said every time', async () => {
  const { door } = asking();
  for (const _time of [1, 2]) {
    const action = { ...read('/home/ann/notes.txt'), findings: [finding] };
    expect((await enforce(held(action), door)).decision.enforced).toBe('warn');
  }
});

test('what can’t be undone is warned of every time', async () => {
  const { door } = asking();
  for (const _time of [1, 2]) {
    const action: Action = { ...read('/home/ann/notes.txt'), effects: ['irreversible'] };
    expect((await enforce(held(action), door)).decision.enforced).toBe('warn');
  }
});

test('the state of the machine is warned of every time', async () => {
  const { door } = asking();
  const { facts } = door;
  const off: Door = {
    ...door,
    facts: (action) => {
      const known = facts(action);
      return { ...known, posture: { ...known.posture, sandboxOff: true } };
    },
  };
  for (const _time of [1, 2])
    expect((await enforce(held(read('/home/ann/list')), off)).decision.enforced).toBe('warn');
});

test('what the guard says of itself is said every time', async () => {
  const loaded = loadPolicies([{ name: 'own', text: RULES_OF_GUARD }]);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { door } = doorWith(RULES, { warned: new WarnedBefore() });
  const guarded: Door = { ...door, policy: () => ({ ok: true, policy: loaded.policy }) };
  for (const _time of [1, 2])
    expect((await enforce(held(read('/home/ann/notes.txt')), guarded)).decision.enforced).toBe('warn');
});

test('a second hook that shows the same deed is not taken for a stricter one', async () => {
  const { door, kept } = doorWith(RULES, { warned: new WarnedBefore() });
  await enforce(held(read('/home/ann/notes.txt')), door);
  const action = read('/home/ann/notes.txt');
  const again = { ...action, origin: { ...action.origin, toolUseId: ToolUseId.parse('t') } };
  await enforce(held(again), door);
  const { decision } = await enforce(held({ ...again, id: ActionId.parse('second') }), door);
  expect(decision).toMatchObject({ enforced: 'allow', marks: ['warned-before'] });
  expect(kept.map(({ type }) => type)).toEqual(['decision', 'decision', 'sighting']);
});
