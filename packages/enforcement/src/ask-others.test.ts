import { expect, test } from 'vitest';
import { doorWith, held, read } from './ask-others.fixture.ts';
import { RateCounts } from './count-rates.ts';
import { enforce } from './enforce.ts';

const LIMITED = `
  - {id: notes, on: [file.read], when: "action.paths.exists(p, p.name == 'notes.txt')", verdict: block, say: too often, rateLimit: {count: 2, per: 1m, by: session}}
`;
const JUDGED = `
  - {id: notes, on: [file.read], when: "action.paths.exists(p, p.name == 'notes.txt')", verdict: block, say: the judge says so, judge: {ask: "is this private?", about: [content]}}
`;
const NOTES = '/home/ann/notes.txt';
const withText = () => ({
  ...read(NOTES),
  samples: [{ role: 'content' as const, text: 'dear diary', truncated: false }],
});

test('an action goes on until its rule has counted enough of them, and again when the window has passed', async () => {
  const at = { now: new Date('2026-11-22T10:00:00Z') };
  const rates = new RateCounts(() => at.now);
  const { door } = doorWith(LIMITED, { rates, counts: (action) => rates.countsFor(action) });
  const ask = async (session = 's') =>
    (await enforce(held(read(NOTES, { session })), door)).decision.enforced;
  expect([await ask(), await ask(), await ask()]).toEqual(['allow', 'allow', 'block']);
  expect(await ask('another')).toBe('allow');
  at.now = new Date('2026-11-22T10:01:01Z');
  expect(await ask()).toBe('allow');
});

test('calls at the same time count one another', async () => {
  const rates = new RateCounts(() => new Date('2026-11-22T10:00:00Z'));
  const { door } = doorWith(LIMITED, { rates, counts: (action) => rates.countsFor(action) });
  const enforced = await Promise.all(
    Array.from({ length: 6 }, async () => (await enforce(held(read(NOTES)), door)).decision.enforced),
  );
  expect(enforced.filter((each) => each === 'allow')).toHaveLength(2);
});

test('what was stopped is not counted', async () => {
  const at = { now: new Date('2026-11-22T10:00:00Z') };
  const rates = new RateCounts(() => at.now);
  const { door } = doorWith(LIMITED, { rates, counts: (action) => rates.countsFor(action) });
  for (let times = 0; times < 5; times++) await enforce(held(read(NOTES)), door);
  expect(rates.countsFor(read(NOTES))).toMatchObject([{ rule: 'notes', count: 2 }]);
});

test('a judge who says yes tightens, and what it said is among the facts of the evidence', async () => {
  const { door, kept } = doorWith(JUDGED, {
    askJudge: async (_action, questions) =>
      questions.map(({ policy, rule }) => ({ policy, rule, state: 'yes', why: 'a diary' })),
  });
  expect((await enforce(held(withText()), door)).decision.enforced).toBe('block');
  expect(kept).toMatchObject([{ facts: { judged: [{ rule: 'notes', state: 'yes', why: 'a diary' }] } }]);
});

test.each(['no', 'off'] as const)('a judge whose answer is `%s` changes nothing', async (state) => {
  const { door } = doorWith(JUDGED, {
    askJudge: async (_action, questions) => questions.map(({ policy, rule }) => ({ policy, rule, state })),
  });
  expect((await enforce(held(withText()), door)).decision.enforced).toBe('allow');
});

test('a judge that fails is on record as one that gave no answer', async () => {
  const { door, kept } = doorWith(JUDGED, {
    askJudge: async () => {
      throw new Error('no network');
    },
  });
  const { decision } = await enforce(held(withText()), door);
  expect(decision.marks).toContain('not-judged');
  expect(kept).toMatchObject([{ facts: { judged: [{ state: 'failed' }] } }]);
});

test('no judge is asked about what is blocked anyway, or about what no rule asks', async () => {
  let asked = 0;
  const { door } = doorWith(
    `${JUDGED}  - {id: keys, on: [file.read], when: "action.paths.exists(p, p.under('~/.ssh'))", verdict: block, say: never}\n`,
    {
      askJudge: async () => {
        asked += 1;
        return [];
      },
    },
  );
  await enforce(held({ ...withText(), paths: read('/home/ann/.ssh/notes.txt').paths }), door);
  await enforce(held(read('/home/ann/readme')), door);
  expect(asked).toBe(0);
});
