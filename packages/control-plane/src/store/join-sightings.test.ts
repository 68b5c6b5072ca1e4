import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { ActivityQuery, MAX_ITEM_SIGHTINGS } from '@sallyport/fleet-protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decision, lifecycle, startChain, upload } from '../../test/evidence-chain.ts';
import { openAppend } from './append.ts';
import { listDays, openDay } from './day-segment.ts';
import { listActivity, prepareList } from './list-activity.ts';
import { listSessions } from './registry-rows.ts';
import { allRows, integer, oneRow } from './sqlite.ts';
import { openStateFile } from './state-file.ts';

let directory: string;
let state: DatabaseSync;
let store: ReturnType<typeof openAppend>;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sallyport-sightings-'));
  state = openStateFile(directory, { readOnly: false });
  store = openAppend(directory, state);
});
afterEach(() => {
  store.close();
  state.close();
  rmSync(directory, { recursive: true, force: true });
});

const AT = '2026-11-22T10:00:00.000Z';
const append = (lines: readonly string[]) => {
  const bytes = new TextEncoder().encode(JSON.stringify(upload(lines)));
  return store.append([{ bytes, receivedAt: '2026-11-22T12:00:00.000Z' }])[0];
};

const sighting = (of: number, more: Record<string, unknown> = {}) => ({
  type: 'sighting',
  of: 'decision',
  action: 'action-1',
  decision: of,
  session: 'session-1',
  sighting: { path: 'hook', toolUseId: 'toolu_1', at: AT },
  ...more,
});
const decided = () => ({ ...decision(), sightings: [{ path: 'hook', toolUseId: 'toolu_1', at: AT }] });

const list = (query: Record<string, unknown> = {}) => {
  const open: DatabaseSync[] = [];
  try {
    return (
      listActivity(ActivityQuery.parse(query), listDays(directory), (day) => {
        const database = openDay(directory, day, { readOnly: true });
        open.push(database);
        return prepareList(database);
      })?.items ?? []
    );
  } finally {
    for (const database of open) database.close();
  }
};
const records = (): number =>
  listDays(directory).reduce((sum, day) => {
    const database = openDay(directory, day, { readOnly: true });
    const count = integer(oneRow(database.prepare('SELECT count(*) AS n FROM records')) ?? {}, 'n');
    database.close();
    return sum + count;
  }, 0);

describe('a later sighting', () => {
  it.each(['in the same batch', 'in a later batch'])(
    'that comes %s stands in the line of its decision',
    (when) => {
      const chain = startChain();
      const lines = [chain.add(decided()), chain.add(sighting(1))];
      if (when === 'in the same batch') append(lines);
      else for (const line of lines) append([line]);
      expect(list()).toMatchObject([
        {
          seq: 1,
          type: 'decision',
          sightings: [{ path: 'hook' }, { path: 'hook', seq: 2, toolUseId: 'toolu_1' }],
        },
      ]);
      expect(list({ session: 'session-1' })).toHaveLength(1);
      expect(list({ q: 'record' })).toEqual([]);
      expect(records()).toBe(2);
      expect(listSessions(state, { limit: 10 })[0]?.actions).toBe(1);
    },
  );

  it('is not published as something new', () => {
    const chain = startChain();
    const outcome = append([chain.add(decided()), chain.add(sighting(1))]);
    expect(outcome?.kind === 'stored' ? outcome.items.map(({ seq }) => seq) : []).toEqual([1]);
  });

  it('is added once though a crash makes the device send it again', () => {
    const chain = startChain();
    const lines = [chain.add(decided()), chain.add(sighting(1))];
    state.exec("CREATE TRIGGER crash BEFORE UPDATE ON chains BEGIN SELECT raise(ABORT, 'crash'); END");
    expect(() => append(lines)).toThrow('crash');
    state.exec('DROP TRIGGER crash');
    append(lines);
    append(lines);
    expect(list()).toHaveLength(1);
    expect(list()[0]?.sightings).toHaveLength(2);
    expect(records()).toBe(2);
  });

  it('finds its decision on the other side of midnight', () => {
    const chain = startChain();
    append([chain.add(decided(), '2026-11-21T23:59:59.999Z')]);
    append([chain.add(sighting(1), '2026-11-22T00:00:00.001Z')]);
    expect(list()).toMatchObject([{ seq: 1, sightings: [{}, { seq: 2 }] }]);
  });

  it('of an outcome is kept and adds nothing', () => {
    const chain = startChain();
    append([chain.add(decided()), chain.add(sighting(1, { of: 'outcome' }))]);
    expect(list()).toHaveLength(1);
    expect(list()[0]?.sightings).toHaveLength(1);
    expect(records()).toBe(2);
  });

  it.each([
    ['a record that never came', sighting(7)],
    ['a record of another action', sighting(1, { action: 'action-9' })],
    ['a record that is no decision', sighting(2)],
    ['no record', { ...sighting(1), decision: undefined }],
  ])('that names %s has a line of its own', (_name, content) => {
    const chain = startChain();
    append([chain.add(decided()), chain.add(lifecycle('SessionStart')), chain.add(content)]);
    expect(list().map(({ seq, type }) => [seq, type])).toContainEqual([3, 'sighting']);
    expect(list().find(({ seq }) => seq === 1)?.sightings).toHaveLength(1);
  });

  it('is one of a bounded number in the line, and all are stored', () => {
    const chain = startChain();
    append([chain.add(decided()), ...Array.from({ length: 40 }, () => chain.add(sighting(1)))]);
    expect(list()).toHaveLength(1);
    expect(list()[0]?.sightings).toHaveLength(MAX_ITEM_SIGHTINGS);
    expect(records()).toBe(41);
  });
});

it.each(['ran-with-another-input', 'ran-though-blocked', 'ran-undecided'])(
  'a session with an action that %s is unverified',
  (mark) => {
    const chain = startChain();
    const started = lifecycle('SessionStart', { session: 'session-1' });
    append([chain.add(started), chain.add(decided())]);
    expect(listSessions(state, { limit: 10 })).toMatchObject([{ coverage: 'confirmed' }]);
    const stray = decided();
    append([
      chain.add({ ...stray, decision: { ...(stray as { decision?: object })['decision'], marks: [mark] } }),
    ]);
    expect(listSessions(state, { limit: 10 })).toMatchObject([{ coverage: 'unverified' }]);
    expect(list()[0]?.summary).toMatch(/^ran /);
    expect(allRows(state.prepare('SELECT * FROM findings'))).toEqual([]);
  },
);
