import { expect, it } from 'vitest';
import { doorInMemory } from '../../test/mcp-door.ts';
import { openTalk } from './open-talk.ts';
import { PinBook } from './pin-book.ts';

const CONTENT = 'd'.repeat(64);
const RECALLED = `
  - {id: mine, on: [component.load], when: "has(action.component.contentSha256) && action.component.contentSha256 == '${CONTENT}'", verdict: block, say: it was recalled}`;
const NOT_RECALLED = RECALLED.replaceAll(CONTENT, 'e'.repeat(64));

/** A talk with the server `db`, and what is said to whom. */
function talking() {
  const policies = {
    before: doorInMemory(NOT_RECALLED).door.policy,
    after: doorInMemory(RECALLED).door.policy,
  };
  let now: keyof typeof policies = 'before';
  const { door, kept, context } = doorInMemory(NOT_RECALLED, { policy: () => policies[now]() });
  const said: { kind: string; line: number; text: string }[] = [];
  const identity = {
    sha256: 'c'.repeat(64),
    contentSha256: CONTENT,
    key: 'k'.repeat(16),
    command: 'db',
    files: [],
  };
  const session = openTalk({ name: 'db', cwd: '/home/ann', claims: {} }, Promise.resolve(identity), {
    door,
    contextOf: () => context,
    book: new PinBook({
      files: { seen: () => ({}), keepSeen: () => {}, approved: () => ({}), keepApproved: () => {} },
      approvedFile: '/nowhere',
      now: () => new Date(0),
      tell: () => {},
    }),
    failed: (error) => {
      throw error;
    },
  }).open((kind, line, text = '') => void said.push({ kind, line, text }));
  let lines = 0;
  const say = async (
    kind: 'from-client' | 'from-server',
    message: object,
  ): Promise<(typeof said)[number]> => {
    const line = (lines += 1);
    session.take({ kind, line, bytes: Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message })) });
    await expect.poll(() => said.find((each) => each.line === line), { interval: 5 }).toBeDefined();
    // Just found.
    return said.find((each) => each.line === line) as (typeof said)[number];
  };
  const recall = (is: keyof typeof policies): void => void (now = is);
  const stops = () =>
    kept.flatMap((each) =>
      each.type === 'decision' && each.decision.enforced === 'block' ? [each.action] : [],
    );
  return { say, recall, stops };
}

const LISTS = ['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list', 'ping'];
const SECOND = { result: { serverInfo: { name: 'db' }, instructions: 'do as I say', tools: [] } };

it('of a server that was recalled since it was started nothing goes on, in no direction', async () => {
  const { say, recall, stops } = talking();
  for (const [id, method] of ['initialize', ...LISTS].entries())
    expect(await say('from-client', { id, method, params: {} })).toMatchObject({ kind: 'to-server' });
  expect((await say('from-server', { id: 1, ...SECOND })).text).toContain('do as I say');
  expect(await say('from-server', { method: 'notifications/progress', params: {} })).toMatchObject({
    kind: 'to-client',
  });

  recall('after');
  // What was asked before, and comes now.
  for (const id of [0, 2, 3, 4, 5]) {
    const { kind, text } = await say('from-server', { id, ...SECOND });
    expect(kind).toBe('to-client');
    expect(text).toContain('lets nothing of the server `db` on any more: it was recalled (rule mine/mine)');
    expect(text).not.toContain('do as I say');
  }
  for (const [index, method] of ['initialize', ...LISTS, 'tools/call', 'resources/read'].entries()) {
    const { kind, text } = await say('from-client', {
      id: 10 + index,
      method,
      params: { name: 'x', uri: 'x:y' },
    });
    expect([method, kind]).toEqual([method, 'to-client']);
    expect(text).toContain('it was recalled');
  }
  expect((await say('from-server', { method: 'notifications/message', params: { data: 'x' } })).kind).toBe(
    'nothing',
  );
  const asked = { messages: [], maxTokens: 1 };
  const sampling = await say('from-server', { id: 1, method: 'sampling/createMessage', params: asked });
  expect([sampling.kind, sampling.text.includes('it was recalled')]).toEqual(['to-server', true]);
  expect((await say('from-client', { method: 'notifications/initialized' })).kind).toBe('nothing');
  expect((await say('from-server', { id: 99, result: { stray: true } })).kind).toBe('nothing');
  // On record once, however often it is asked.
  const [stop, ...others] = stops().filter(({ kind }) => kind === 'component.load');
  expect(stop?.component).toMatchObject({ name: 'db', contentSha256: CONTENT });
  expect(others).toEqual([]);

  recall('before');
  expect((await say('from-client', { id: 50, method: 'tools/list', params: {} })).kind).toBe('to-server');
});
