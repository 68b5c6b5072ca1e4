import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LifecycleEvidence, type NewEvidence } from '@sallyport/action-model';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { McpEnvironment } from '../install/mcp/mcp-environment.ts';
import { changesAsEvidence, isToldInPart } from './changes-as-evidence.ts';
import type { InventoryItem } from './take-inventory.ts';
import { watchInventory } from './watch-inventory.ts';

let root = '';
let home = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sallyport-watch-inventory-'));
  home = join(root, 'home');
  mkdirSync(home);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const now = (): Date => new Date('2026-01-01T00:00:00Z');
const servers = (servers: object): void =>
  writeFileSync(join(home, '.claude.json'), JSON.stringify({ mcpServers: servers }));
const watch = (note: (evidence: NewEvidence) => void, failed: (why: string) => void, wrap?: McpEnvironment) =>
  watchInventory({
    request: () =>
      Promise.resolve({
        people: [{ user: 'ana', home, isOwn: true }],
        platform: 'linux',
        variables: {},
        marks: [],
        memoryFile: join(root, 'state', 'seen.json'),
        managedFolder: join(root, 'managed'),
        chromePolicyFolders: [],
      }),
    wrapping: () => (wrap === undefined ? undefined : { wrap }),
    home, note, failed, now, everyMs: 3_600_000, apartMs: 0, stampEveryMs: 20,
  }); // prettier-ignore

const detailsOf = (noted: readonly NewEvidence[]) =>
  noted.flatMap((one) =>
    one.type === 'lifecycle'
      ? [[one.event, one.detail['change'], one.detail['name'], one.detail['source']]]
      : [],
  );

/** The servers' names that each listing has. */
const listedIn = (noted: readonly NewEvidence[]) =>
  noted.flatMap((one) =>
    one.type === 'lifecycle' && one.event === 'inventory-listed'
      ? [Object.entries(one.detail).flatMap(([field, value]) => (field.endsWith('.name') ? [value] : []))]
      : [],
  );

test('a server that somebody adds, changes and takes away later is on record each time, and again after a new start', async () => {
  const noted: NewEvidence[] = [];
  const failures: string[] = [];
  servers({ first: { command: '/opt/first' } });
  const saysOf = (name: string, change: string) => () =>
    expect(detailsOf(noted).filter(([, how, what]) => how === change && what === name)).toHaveLength(1);
  let stop = watch((one) => noted.push(one), (why) => failures.push(why)); // prettier-ignore
  await vi.waitFor(() => expect(noted).toHaveLength(2), 30_000);
  expect(listedIn(noted)).toEqual([['first']]);
  servers({ first: { command: '/opt/first' }, later: { command: '/opt/later' } });
  await vi.waitFor(saysOf('later', 'new'), 30_000);
  await stop();
  servers({ later: { command: '/opt/another' } });
  stop = watch((one) => noted.push(one), (why) => failures.push(why)); // prettier-ignore
  await vi.waitFor(saysOf('later', 'changed'), 30_000);
  await vi.waitFor(saysOf('first', 'gone'), 30_000);
  await stop();
  expect(detailsOf(noted).filter(([event]) => event !== 'inventory-listed')).toEqual([
    ['inventory-taken', undefined, undefined, undefined],
    ['inventory-changed', 'new', 'later', '/opt/later'],
    ['inventory-changed', 'changed', 'later', '/opt/another'],
    ['inventory-changed', 'gone', 'first', '/opt/first'],
  ]);
  // Each start lists what is there once, for a control plane that does not know it.
  expect(listedIn(noted)).toEqual([['first'], ['later']]);
  expect(failures).toEqual([]);
});

test('a server that came later is put behind the gateway where that was asked for, and it is on record what was changed', async () => {
  const environment: McpEnvironment = {
    records: join(root, 'records'), userHome: home, variables: {}, managedFolder: join(root, 'managed'),
    platform: 'linux', version: '0', now: now(), marks: [], events: [],
    relay: ['/opt/node', '/opt/sallyport.mjs', 'mcp', 'run'],
  }; // prettier-ignore
  const noted: NewEvidence[] = [];
  servers({ first: { command: '/opt/first' } });
  const stop = watch((one) => noted.push(one), () => {}, environment); // prettier-ignore
  const found = () => noted.find((one) => one.type === 'lifecycle' && one.event.startsWith('servers-'));
  await vi.waitFor(() => expect(found()).toBeDefined(), 30_000);
  await stop();
  expect(found()).toMatchObject({
    event: 'servers-put-behind-gateway',
    detail: { count: 1, servers: 'first', files: expect.stringContaining(join(home, '.claude.json')) },
  });
  expect(readFileSync(join(home, '.claude.json'), 'utf8')).toContain('"--name","first","--","/opt/first"');
});

test('servers that cannot be put behind the gateway are on record once, and looks go on', async () => {
  const noted: NewEvidence[] = [];
  let asked = 0;
  const stop = watchInventory({
    request: () => Promise.reject(new Error('not asked here')),
    wrapping: () => {
      asked += 1;
      throw new Error('our own program is gone');
    },
    home, note: (one) => void noted.push(one), failed: () => {}, now, everyMs: 1,
  }); // prettier-ignore
  await vi.waitFor(() => expect(asked).toBeGreaterThan(3), 30_000);
  await stop();
  expect(noted.slice(1)).toEqual([
    { type: 'lifecycle', event: 'servers-left-as-they-are', detail: { why: 'our own program is gone' } },
  ]);
});

test('a look that cannot be taken is on record once, and the next one is taken all the same', async () => {
  const noted: NewEvidence[] = [];
  let asked = 0;
  const request = (): Promise<never> => {
    asked += 1;
    return Promise.reject(new Error('out of memory'));
  };
  const note = (one: NewEvidence): void => void noted.push(one);
  const stop = watchInventory({ request, home, note, failed: () => {}, now, everyMs: 1 });
  await vi.waitFor(() => expect(asked).toBeGreaterThan(3), 30_000);
  await stop();
  expect(noted).toEqual([{ type: 'lifecycle', event: 'inventory-failed', detail: { why: 'out of memory' } }]);
});

const item = (name: string, state: InventoryItem['state'] = 'new'): InventoryItem => ({
  kind: 'mcp-server', name, scope: 'user', path: '/home/ana/.claude.json', user: 'ana', home: '/home/ana',
  firstSeen: '2026-01-01T00:00:00Z', lastSeen: '2026-01-01T00:00:00Z', state,
}); // prettier-ignore

test('a home full of changes makes so many records and one that says how many more, and each of them is a record', () => {
  const changes = Array.from({ length: 5000 }, (_, index) => item(`${'x'.repeat(3000)}\uD800${index}`));
  const said = changesAsEvidence({ changes, items: 6000, notes: [], isPartial: false }, now());
  expect(said).toHaveLength(101);
  expect(said.at(-1)).toMatchObject({ event: 'inventory-changed-more', detail: { changes: 4900 } });
  for (const one of said)
    expect(
      LifecycleEvidence.omit({ v: true, seq: true, at: true, device: true, tier: true, prev: true, hash: true })
        .safeParse(one).success,
    ).toBe(true);
}); // prettier-ignore

test('what comes into a home that was empty is told by name', async () => {
  const noted: NewEvidence[] = [];
  const stop = watch((one) => noted.push(one), () => {}); // prettier-ignore
  await vi.waitFor(() => expect(listedIn(noted)).toEqual([[]]), 30_000);
  servers({ later: { command: '/opt/later' } });
  await vi.waitFor(
    () => expect(detailsOf(noted).at(-1)).toEqual(['inventory-changed', 'new', 'later', '/opt/later']),
    30_000,
  );
  await stop();
});

test('a look of which not all could be told is followed by a listing', () => {
  const changes = Array.from({ length: 101 }, (_, index) => item(`${index}`));
  const look = { changes, items: 200, notes: [], isPartial: false };
  expect(isToldInPart(look)).toBe(true);
  expect(isToldInPart({ ...look, changes: changes.slice(1) })).toBe(false);
  expect(isToldInPart({ ...look, changes: [], notes: ['it is damaged'] })).toBe(true);
});

test('a memory that was damaged is on record, since nothing can be said of what changed', () => {
  expect(
    changesAsEvidence({ changes: [item('a')], items: 1, notes: ['it is damaged'], isPartial: false }, now()),
  ).toEqual([
    { type: 'lifecycle', event: 'inventory-note', detail: { why: 'it is damaged' } },
    { type: 'lifecycle', event: 'inventory-taken', detail: { items: 1 } },
  ]);
  expect(changesAsEvidence({ changes: [], items: 1, notes: [], isPartial: false }, now())).toEqual([]);
});
