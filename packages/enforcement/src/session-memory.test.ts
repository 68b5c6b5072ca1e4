import { PolicyId, RuleId, SessionId, type Reason } from '@sallyport/action-model';
import { expect, it } from 'vitest';
import { SessionMemory, type LabelledSession } from './session-memory.ts';

const name = (session: string, user = 'ann') => ({ user, session: SessionId.parse(session) });
const REASON: Reason = { policy: PolicyId.parse('p'), rule: RuleId.parse('r'), say: 'start a new one' };

it('adds labels and takes none away, whatever the session says of itself', () => {
  const memory = new SessionMemory();
  memory.label(name('a'), ['secret-seen']);
  memory.label(name('a'), ['untrusted-content', 'secret-seen']);
  for (const start of ['clear', 'resume', 'startup', 'compact', 'fork', 'unknown'] as const)
    memory.began(name('a'), start);
  expect(memory.labelsOf(name('a'))).toEqual(['secret-seen', 'untrusted-content']);
  expect(memory.labelsOf(name('a', 'bob'))).toEqual([]);
  expect(memory.labelsOf(name('b'))).toEqual([]);
});

it('a stopped conversation stays stopped when it is resumed, and others go on', () => {
  const memory = new SessionMemory();
  memory.heard(name('b'));
  memory.stop(name('a'), REASON);
  memory.began(name('a'), 'resume');
  memory.began(name('a'), 'startup');
  expect(memory.stopOf(name('a'))).toEqual(REASON);
  memory.began(name('c'), 'startup');
  expect([name('b'), name('c'), name('a', 'bob')].map((each) => memory.stopOf(each))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

it('a copy of a stopped conversation is stopped: a fork, and one that never said how it began', () => {
  const memory = new SessionMemory();
  memory.began(name('early'), 'fork');
  memory.stop(name('a'), REASON);
  memory.began(name('copy'), 'fork');
  expect(memory.stopOf(name('copy'))).toEqual(REASON);
  memory.heard(name('quiet'));
  expect(memory.stopOf(name('quiet'))).toEqual(REASON);
  memory.began(name('quiet'), 'resume');
  expect(memory.stopOf(name('quiet'))).toEqual(REASON);
  expect(memory.stopOf(name('early'))).toBeUndefined();
});

it('forgets the session that was quiet longest, and a stopped one last', () => {
  const memory = new SessionMemory();
  memory.stop(name('stopped'), REASON);
  memory.label(name('old', 'bob'), ['secret-seen']);
  for (let index = 0; index < 10_000; index++) memory.label(name(`s${index}`, 'bob'), ['secret-seen']);
  expect(memory.labelsOf(name('old', 'bob'))).toEqual([]);
  expect(memory.labelsOf(name('s9999', 'bob'))).toEqual(['secret-seen']);
  expect(memory.stopOf(name('stopped'))).toEqual(REASON);
});

it('tells each stop once, and takes up those of before without doubting others', () => {
  const told: string[] = [];
  const memory = new SessionMemory({ onStop: ({ session }) => void told.push(session) });
  memory.stop(name('a'), REASON);
  memory.stop(name('a'), REASON);
  memory.began(name('copy'), 'fork');
  expect(told).toEqual(['a', 'copy']);
  const next = new SessionMemory({ stopped: [{ ...name('a'), reason: REASON }] });
  expect(next.stopOf(name('a'))).toEqual(REASON);
  expect(next.stopOf(name('a', 'bob'))).toBeUndefined();
  expect(next.stopOf(name('other'))).toBeUndefined();
});

it('takes whoever an earlier daemon never heard of for a copy of what it stopped', () => {
  const heard: string[] = [];
  const next = new SessionMemory({
    stopped: [{ ...name('a'), reason: REASON }],
    heard: [name('old')],
    onHeard: ({ session }) => void heard.push(session),
  });
  expect(next.stopOf(name('old'))).toBeUndefined();
  expect(next.stopOf(name('unheard'))).toEqual(REASON);
  next.began(name('new'), 'startup');
  expect(next.stopOf(name('new'))).toBeUndefined();
  next.label(name('labelled'), ['secret-seen']);
  expect(next.stopOf(name('labelled'))).toEqual(REASON);
  expect(heard).toEqual(['new']);
});

it('stops an agent and not the session that started it', () => {
  const told: unknown[] = [];
  const memory = new SessionMemory({ onStop: ({ agent }) => void told.push(agent) });
  const agent = { ...name('a'), subagent: { id: 'x' } };
  memory.stop(agent, REASON);
  expect([...memory.stoppedAgents(name('a')).keys()]).toEqual(['x']);
  expect(memory.stopOf(name('a'))).toBeUndefined();
  expect(memory.stopOf(agent)).toEqual(REASON);
  memory.began(name('b'), 'fork');
  expect(memory.stopOf(name('b'))).toBeUndefined();
  for (let index = 0; index < 300; index++) memory.stop({ ...agent, subagent: { id: `${index}` } }, REASON);
  expect(memory.stopOf(name('a'))).toEqual(REASON);
  expect(told.length).toBeLessThan(260);
});

it('goes on after a release, and copies of it too once nothing of that user is stopped', () => {
  let isReleased = false;
  const memory = new SessionMemory({ isReleased: () => isReleased });
  memory.stop(name('a'), REASON);
  expect(memory.stopOf(name('a'))).toEqual(REASON);
  isReleased = true;
  expect(memory.stopOf(name('a'))).toBeUndefined();
  isReleased = false;
  expect(memory.stopOf(name('a'))).toBeUndefined();
  expect(memory.stopOf(name('later'))).toBeUndefined();
});

it('gives a fork and a cleared conversation what others of their folder have been through, and a later one nothing', () => {
  let minutes = 0;
  const memory = new SessionMemory({ now: () => new Date(minutes * 60_000) });
  memory.began(name('a'), 'startup', '/work');
  memory.label(name('a'), ['secret-seen']);
  memory.began(name('elsewhere'), 'startup', '/other');
  memory.label(name('elsewhere'), ['external-send']);
  memory.began(name('fork'), 'fork', '/work');
  expect(memory.labelsOf(name('fork'))).toEqual(['secret-seen']);
  memory.heard(name('quiet'), '/work');
  expect(memory.labelsOf(name('quiet'))).toEqual(['secret-seen']);
  memory.began(name('cleared'), 'clear', '/work');
  expect(memory.labelsOf(name('cleared'))).toEqual(['secret-seen']);
  minutes = 3;
  memory.began(name('new'), 'startup', '/work');
  memory.heard(name('new'), '/work');
  expect(memory.labelsOf(name('new'))).toEqual([]);
});

it('tells once of a session that takes over from many, and names those that were heard of last', () => {
  const told: LabelledSession[] = [];
  const memory = new SessionMemory({ onLabels: (labelled) => told.push(labelled) });
  for (let each = 0; each < 100; each++) {
    memory.began(name(`s${each}`), 'startup', `/work/${each}`);
    memory.label(name(`s${each}`), [each === 0 ? 'secret-seen' : 'untrusted-content']);
  }
  told.length = 0;
  memory.heard(name('heir'));
  expect(told).toMatchObject([{ session: 'heir', labels: ['secret-seen', 'untrusted-content'] }]);
  expect(told[0]?.parents).toHaveLength(32);
  expect(memory.lineageOf(name('heir'))[1]).toBe(memory.lineageOf(name('s99'))[0]);
});

it('knows where a session stands that is heard of by its actions alone', () => {
  const memory = new SessionMemory();
  memory.label({ ...name('relay'), cwd: '/work' }, ['untrusted-content']);
  memory.began(name('elsewhere'), 'startup', '/other');
  memory.began(name('here'), 'startup', '/work');
  expect(memory.labelsOf(name('elsewhere'))).toEqual([]);
  expect(memory.labelsOf(name('here'))).toEqual(['untrusted-content']);
});

it('takes a run of the client inside a command, and one right behind in its folder, for a child', () => {
  let minutes = 0;
  const memory = new SessionMemory({ now: () => new Date(minutes * 60_000) });
  memory.began(name('a'), 'startup', '/work');
  memory.label(name('a'), ['secret-seen']);
  memory.began(name('behind'), 'startup', '/work');
  expect(memory.labelsOf(name('behind'))).toEqual(['secret-seen']);
  memory.began(name('stranger'), 'startup', '/other');
  expect(memory.labelsOf(name('stranger'))).toEqual([]);
  memory.shellBegan(name('a'));
  minutes = 5;
  memory.began(name('nested'), 'startup', '/other');
  expect(memory.labelsOf(name('nested'))).toEqual(['secret-seen']);
  expect(memory.lineageOf(name('nested'))).toHaveLength(2);
  memory.shellEnded(name('a'));
  memory.began(name('later'), 'startup', '/third');
  expect(memory.labelsOf(name('later'))).toEqual([]);
  minutes = 20;
  memory.began({ ...name('other'), user: 'somebody else' }, 'fork', '/work');
  expect(memory.labelsOf({ ...name('other'), user: 'somebody else' })).toEqual([]);
});

it('labels last over a restart, until a day of quiet or a release of what was there then', () => {
  let hours = 0;
  let releasedMs: number | undefined;
  const kept: LabelledSession[] = [];
  const options = { now: () => new Date(hours * 3_600_000), labelsReleasedMs: () => releasedMs };
  const memory = new SessionMemory({ ...options, onLabels: (labelled) => void kept.push(labelled) });
  memory.heard(name('a'), '/work');
  memory.label(name('a'), ['secret-seen']);
  memory.label(name('a'), ['secret-seen']);
  expect(kept).toHaveLength(1);
  hours = 20;
  memory.heard(name('a'), '/work');
  expect(kept).toHaveLength(2);
  hours = 40;
  const next = new SessionMemory({ ...options, labelled: kept });
  expect(next.labelsOf(name('a'))).toEqual(['secret-seen']);
  hours = 45;
  expect(next.labelsOf(name('a'))).toEqual([]);
  next.heard(name('a'), '/work');
  next.label(name('a'), ['external-send']);
  expect(next.labelsOf(name('a'))).toEqual(['external-send']);
  releasedMs = 46 * 3_600_000;
  expect(next.labelsOf(name('a'))).toEqual([]);
  hours = 47;
  next.label(name('a'), ['untrusted-content']);
  expect(next.labelsOf(name('a'))).toEqual(['untrusted-content']);
});

it('a session that was only asked about is new when it is heard of', () => {
  const memory = new SessionMemory();
  memory.began(name('first'), 'startup', '/work');
  memory.label(name('first'), ['untrusted-content']);
  memory.filesOf(name('second'));
  memory.heard(name('second'), '/work');
  expect(memory.labelsOf(name('second'))).toEqual(['untrusted-content']);
});
