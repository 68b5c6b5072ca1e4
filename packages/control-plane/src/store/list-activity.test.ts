import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ActivityQuery, type ActivityItem } from '@sallyport/fleet-protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decision, startChain, upload } from '../../test/evidence-chain.ts';
import { aggregateActivity, READ_HOURS } from './aggregate-activity.ts';
import { openAppend } from './append.ts';
import { listDays } from './day-segment.ts';
import { listActivity, prepareList } from './list-activity.ts';
import { OpenDays } from './open-days.ts';
import { openStateFile } from './state-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'sallyport-list-'));
const days = new OpenDays(directory, { readOnly: true }, (database) => ({
  ...prepareList(database),
  hours: database.prepare(READ_HOURS),
}));

// Two devices over two days, ten minutes apart; the second device uploads late, and one moment is shared by many.
const COUNT = 250;
const at = (n: number): string =>
  new Date(Date.parse('2026-11-21T00:00:00.000Z') + Math.floor(n / 3) * 1_200_000).toISOString();

beforeAll(() => {
  const state = openStateFile(directory, { readOnly: false });
  const store = openAppend(directory, state);
  for (const device of ['device-1', 'device-2']) {
    const chain = startChain(device);
    const lines = Array.from({ length: COUNT }, (_, n) =>
      chain.add(
        decision({ path: `/data/file-${n}`, verdict: n % 5 === 0 ? 'block' : 'allow', session: `s${n % 2}` }),
        at(n),
      ),
    );
    const bytes = new TextEncoder().encode(JSON.stringify(upload(lines, { device })));
    store.append([{ bytes, receivedAt: '2026-11-23T01:00:00.000Z' }]);
  }
  store.close();
  state.close();
});
afterAll(() => {
  days.closeAll();
  rmSync(directory, { recursive: true, force: true });
});

const list = (query: Record<string, unknown>) =>
  listActivity(ActivityQuery.parse(query), listDays(directory), (day) => days.get(day).prepared);

const everything = (query: Record<string, unknown>): ActivityItem[] => {
  const items: ActivityItem[] = [];
  let cursor: string | null | undefined;
  do {
    const page = list(cursor === undefined ? query : { ...query, cursor });
    if (page === null) throw new Error('a cursor of ours was not taken');
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return items;
};

const name = ({ device, seq }: ActivityItem): string => `${device}/${seq}`;

describe('listActivity', () => {
  it.each([7, 100, 500])('gives every record once and newest first, in pages of %i', (limit) => {
    const items = everything({ limit });
    expect(new Set(items.map(name)).size).toBe(2 * COUNT);
    expect(items).toHaveLength(2 * COUNT);
    expect(items.map((item) => item.at)).toEqual(
      items
        .map((item) => item.at)
        .sort()
        .reverse(),
    );
  });

  it.each([
    [{ verdict: 'block' }, 100],
    [{ device: 'device-2' }, COUNT],
    [{ device: 'device-2', session: 's1', verdict: 'block' }, 25],
    [{ q: 'file-17' }, 2 * 11],
    [{ q: 'file-249' }, 2],
    [{ q: 'nothing like this' }, 0],
    [{ since: at(240) }, 2 * 10],
    [{ until: at(3) }, 2 * 3],
    [{ since: at(3), until: at(9) }, 2 * 6],
    [{ q: 'file', since: at(3), until: at(9) }, 2 * 6],
    [{ policy: 'secrets-stay-home' }, 100],
    [{ rule: 'ssh-keys', device: 'device-1' }, 50],
    [{ policy: 'secrets-stay-home', rule: 'ssh-keys', q: 'file-10' }, 2 * 3],
    [{ policy: 'ssh-keys' }, 0],
    [{ tool: 'Read', kind: 'file.read', agent: 'claude-code', type: 'decision' }, 2 * COUNT],
  ])('with %j pages through exactly what matches', (query, count) => {
    const items = everything({ ...query, limit: 9 });
    expect(new Set(items.map(name)).size).toBe(count);
    expect(items).toHaveLength(count);
  });

  it('has no next page when the last one is exactly full', () => {
    expect(list({ limit: 500 })?.next).toBeNull();
    expect(list({ limit: 499 })?.next).not.toBeNull();
  });

  it('says that a cursor is not its own', () => {
    expect(list({ cursor: 'not-a-cursor' })).toBeNull();
  });
});

const aggregate = (query: Parameters<typeof aggregateActivity>[0]) =>
  aggregateActivity(query, listDays(directory), (day) => days.get(day).prepared.hours);

describe('aggregateActivity', () => {
  it('counts what the list lists', () => {
    const all = aggregate({});
    expect(all).toMatchObject({
      total: 2 * COUNT,
      verdicts: { block: 100, allow: 400 },
      tools: [{ tool: 'Read', count: 500 }],
    });
    expect(all.hours.reduce((sum, { count }) => sum + count, 0)).toBe(2 * COUNT);
    expect(all.hours.reduce((sum, { blocked }) => sum + blocked, 0)).toBe(100);
    expect(aggregate({ verdict: 'block', device: 'device-1' }).total).toBe(50);
  });

  it('counts whole hours between two moments', () => {
    const { hours } = aggregate({ since: '2026-11-21T05:30:00.000Z', until: '2026-11-21T07:00:00.000Z' });
    expect(hours.map(({ hour }) => hour)).toEqual(['2026-11-21T05:00:00.000Z', '2026-11-21T06:00:00.000Z']);
  });
});
