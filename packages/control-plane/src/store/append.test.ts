import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decision, lifecycle, startChain, upload } from '../../test/evidence-chain.ts';
import { openAppend } from './append.ts';
import { listDays, openDay } from './day-segment.ts';
import { listFindings, listSessions } from './registry-rows.ts';
import { allRows, integer, oneRow } from './sqlite.ts';
import { openStateFile } from './state-file.ts';

const RECEIVED = '2026-11-22T12:00:00.000Z';

let directory: string;
let state: DatabaseSync;
let store: ReturnType<typeof openAppend>;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sallyport-append-'));
  state = openStateFile(directory, { readOnly: false });
  store = openAppend(directory, state);
});
afterEach(() => {
  store.close();
  state.close();
  rmSync(directory, { recursive: true, force: true });
});

const append = (body: unknown) => {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  return store.append([{ bytes, receivedAt: RECEIVED }])[0];
};

/** The numbers stored, over all days. */
const stored = (): number[] =>
  listDays(directory)
    .flatMap((day) => {
      const database = openDay(directory, day, { readOnly: true });
      const rows = allRows(database.prepare('SELECT seq FROM records'));
      database.close();
      return rows.map((row) => integer(row, 'seq'));
    })
    .sort((left, right) => left - right);

const causes = (): string[] =>
  listFindings(state)
    .map(({ cause }) => cause)
    .sort();
const deviceRecords = (): number =>
  integer(oneRow(state.prepare('SELECT records FROM devices')) ?? {}, 'records');

describe('append', () => {
  it('stores a batch and acknowledges its last number', () => {
    const chain = startChain();
    const lines = [chain.add(decision()), chain.add(decision())];
    expect(append(upload(lines))).toMatchObject({ kind: 'stored', storedThrough: 2, findings: 0 });
    expect(stored()).toEqual([1, 2]);
  });

  it('stores each record once, however often it is sent', () => {
    const chain = startChain();
    const first = [chain.add(decision()), chain.add(decision())];
    append(upload(first));
    append(upload(first));
    const outcome = append(upload([...first, chain.add(decision())]));
    expect(outcome).toMatchObject({ storedThrough: 3, findings: 0 });
    expect(stored()).toEqual([1, 2, 3]);
    expect(deviceRecords()).toBe(3);
    expect(listSessions(state, { limit: 10 })[0]?.actions).toBe(3);
  });

  it('makes up for a crash between the rows and the count of them', () => {
    const chain = startChain();
    const lines = [chain.add(decision()), chain.add(decision({ verdict: 'block' }))];
    state.exec("CREATE TRIGGER crash BEFORE UPDATE ON chains BEGIN SELECT raise(ABORT, 'crash'); END");
    expect(() => append(upload(lines))).toThrow('crash');
    expect(stored()).toEqual([1, 2]);
    state.exec('DROP TRIGGER crash');
    expect(append(upload(lines))).toMatchObject({ kind: 'stored', storedThrough: 2, findings: 0 });
    expect(stored()).toEqual([1, 2]);
    expect(deviceRecords()).toBe(2);
    const day = openDay(directory, '2026-11-22', { readOnly: true });
    expect(integer(oneRow(day.prepare('SELECT sum(count) AS n FROM hourly')) ?? {}, 'n')).toBe(2);
    day.close();
  });

  it('keeps a record that was changed on the way, and says so', () => {
    const chain = startChain();
    const line = chain.add(decision());
    append(upload([line.replace('notes.txt', 'other.txt')]));
    expect(stored()).toEqual([1]);
    expect(causes()).toEqual(['hash-mismatch']);
  });

  it('says when a record does not follow the one before it', () => {
    const chain = startChain();
    const other = startChain();
    const first = chain.add(decision());
    other.add(decision({ path: '/elsewhere' }));
    append(upload([first, other.add(decision())]));
    expect(stored()).toEqual([1, 2]);
    expect(causes()).toEqual(['chain-broken']);
  });

  it('names the numbers that never came, and takes them when they come late', () => {
    const chain = startChain();
    const lines = Array.from({ length: 6 }, () => chain.add(decision()));
    append(upload(lines.slice(0, 2)));
    expect(append(upload(lines.slice(4)))).toMatchObject({ storedThrough: 6, findings: 1 });
    expect(listFindings(state)[0]).toMatchObject({
      cause: 'records-missing',
      seq: 5,
      detail: 'records 3 to 4 never came',
    });
    append(upload(lines.slice(2, 4)));
    append(upload(lines.slice(2, 4)));
    expect(stored()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(causes()).toEqual(['records-missing']);
  });

  it('keeps the first of two different lines with one number, even when the second names another day', () => {
    const chain = startChain();
    append(upload([chain.add(decision())]));
    const rewritten = startChain().add(decision({ path: '/forged' }), '2026-11-21T10:00:00.000Z');
    append(upload([rewritten]));
    expect(stored()).toEqual([1]);
    expect(causes()).toEqual(['conflicting-copy']);
  });

  it('lists what it can not read as a gap, with its line', () => {
    const chain = startChain();
    const lines = [chain.add(decision()), chain.add({ type: 'from-the-future' })];
    expect(append(upload(lines))).toMatchObject({ items: [{ type: 'decision' }, { type: 'gap', seq: 2 }] });
    expect(stored()).toEqual([1, 2]);
    // Its hash and its place are right; only its shape is unknown.
    expect(causes()).toEqual(['unreadable']);
  });

  it('numbers a line without a number by its place, keeps whatever it displaces, and stores neither twice', () => {
    const chain = startChain();
    const lines = [chain.add(decision()), 'not a record', chain.add(decision())];
    append(upload(lines));
    append(upload(lines));
    expect(stored()).toEqual([1, 2]);
    expect(causes()).toEqual(['conflicting-copy', 'hash-mismatch', 'unreadable']);
    expect(listFindings(state).find(({ cause }) => cause === 'conflicting-copy')?.line).toBe(lines[2]);
  });

  it('refuses lines of which none says its number', () => {
    expect(append(upload(['{}', 'x']))).toMatchObject({ kind: 'refused' });
  });

  it('does not believe a time outside of what can be, and lists the record beside its neighbours', () => {
    const chain = startChain();
    append(
      upload([
        chain.add(decision()),
        chain.add(decision(), '2031-01-01T00:00:00.000Z'),
        chain.add(decision(), '1999-01-01T00:00:00.000Z'),
      ]),
    );
    expect(listDays(directory)).toEqual(['2026-11-22']);
    expect(stored()).toEqual([1, 2, 3]);
    expect(causes()).toEqual(['clock', 'clock']);
  });

  it('keeps two epochs of one device apart', () => {
    append(upload([startChain().add(decision())]));
    append(upload([startChain().add(decision())], { epoch: 'epoch-2' }));
    expect(stored()).toEqual([1, 1]);
    expect(causes()).toEqual([]);
  });

  it('sees a record that names another device', () => {
    append(upload([startChain('device-9').add(decision())]));
    expect(causes()).toEqual(['mislabelled']);
  });

  it.each([
    ['nothing', undefined],
    ['a list', []],
    ['no lines', upload([])],
    ['too many lines', upload(Array.from({ length: 1001 }, () => '{}'))],
    ['an empty device', upload(['{}'], { device: '' })],
  ])('stores nothing of a body that is %s', (_, body) => {
    const bytes =
      body === undefined ? new Uint8Array([0xff, 0xfe]) : new TextEncoder().encode(JSON.stringify(body));
    expect(store.append([{ bytes, receivedAt: RECEIVED }])[0]).toMatchObject({ kind: 'refused' });
    expect(listDays(directory)).toEqual([]);
  });

  it('answers each upload of a group by itself, and lets them continue one chain', () => {
    const chain = startChain();
    const bodies = [upload([chain.add(decision())]), { bad: true }, upload([chain.add(decision())])];
    const outcomes = store.append(
      bodies.map((body) => ({ bytes: new TextEncoder().encode(JSON.stringify(body)), receivedAt: RECEIVED })),
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(['stored', 'refused', 'stored']);
    expect(causes()).toEqual([]);
    expect(stored()).toEqual([1, 2]);
  });

  it('turns a session blind when its hooks were passed by, and keeps the first reason', () => {
    const chain = startChain();
    append(
      upload([
        chain.add(lifecycle('SessionStart', { session: 'session-1' })),
        chain.add(decision()),
        chain.add(
          lifecycle('bypass-detected', { session: 'session-1', reason: 'a tool ran\nwithout a decision' }),
        ),
        chain.add(lifecycle('bypass-detected', { session: 'session-1', reason: 'another reason' })),
      ]),
    );
    expect(listSessions(state, { limit: 10 })).toMatchObject([
      { coverage: 'blind', coverageReason: 'a tool ran without a decision' },
    ]);
  });
});
