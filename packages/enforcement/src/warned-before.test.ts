import { ActionId, ToolUseId } from '@sallyport/action-model';
import { expect, test } from 'vitest';
import { doorWith, held, read } from './ask-others.fixture.ts';
import { enforce } from './enforce.ts';
import { WarnedBefore } from './warned-before.ts';

const RULES = `
  - {id: notes, on: [file.read], when: "action.paths.exists(p, p.name == 'notes.txt')", verdict: warn, say: careful}
  - {id: home, on: [file.read], when: "action.paths.exists(p, p.under('~/private'))", verdict: warn, say: private}
  - {id: keys, on: [file.read], when: "action.paths.exists(p, p.under('~/.ssh'))", verdict: block, say: never}
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
