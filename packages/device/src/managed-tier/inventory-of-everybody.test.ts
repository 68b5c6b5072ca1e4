import { chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NewEvidence } from '@sallyport/action-model';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeLook } from '../inventory/take-look.ts';
import { InventoryOfEverybody, type EverybodyOptions } from './inventory-of-everybody.ts';
import { readLooks } from './inventory-looks.ts';
import type { Person } from './people.ts';

let root = '';
let steadyMs = 0;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sallyport-everybody-'));
  steadyMs = 1;
  for (const name of ['root', 'ada', 'bob']) mkdirSync(join(root, name));
  mkdirSync(join(root, 'managed'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const personOf = (user: string, uid: number): Person => ({ uid, user, home: join(root, user) });
const PEOPLE = [
  ['root', 0],
  ['ada', 2001],
  ['bob', 2002],
] as const;
const servers = (user: string, ...names: readonly string[]): void =>
  writeFileSync(
    join(root, user, '.claude.json'),
    JSON.stringify({ mcpServers: Object.fromEntries(names.map((name) => [name, { command: `/opt/${name}` }])) }),
  ); // prettier-ignore

const inventoryOf = (more: Partial<EverybodyOptions> = {}) => {
  const noted: (readonly [uid: number, evidence: NewEvidence])[] = [];
  const inventory = new InventoryOfEverybody({
    people: () => PEOPLE.map(([user, uid]) => personOf(user, uid)),
    look: takeLook,
    request: () =>
      Promise.resolve({ marks: [], managedFolder: join(root, 'managed'), chromePolicyFolders: [] }),
    memoryFileOf: (uid) => join(root, 'state', `${uid}.json`),
    looksFile: join(root, 'state', 'looks.json'),
    note: (evidence, { uid }) => noted.push([uid, evidence]),
    failed: () => {},
    now: () => new Date('2026-01-02T03:04:05Z'),
    steadyMs: () => steadyMs,
    everyMs: 600_000,
    ...more,
  });
  const round = async () => {
    noted.length = 0;
    await inventory.round(new AbortController().signal);
    return noted.flatMap(([uid, one]) => (one.type === 'lifecycle' ? [{ uid, ...one }] : []));
  };
  return { inventory, round };
};
type Told = Awaited<ReturnType<ReturnType<typeof inventoryOf>['round']>>;
/** Who has what, by the listings. */
const listed = (told: Told) =>
  told.flatMap(({ uid, event, detail }) =>
    event === 'inventory-listed'
      ? [[uid, detail['person'], ...Object.keys(detail).filter((key) => key.endsWith('.name')).map((key) => detail[key])]]
      : [],
  ); // prettier-ignore

test('each person is listed by name, what is the machine’s is listed once, and a change is told of whom it is', async () => {
  servers('ada', 'files');
  servers('bob', 'mail', 'web');
  writeFileSync(join(root, 'managed', 'managed-mcp.json'), '{"mcpServers":{"house":{"command":"/opt/house"}}}');
  const { round } = inventoryOf();
  expect(listed(await round())).toEqual([
    [0, 'root', 'house'],
    [2001, 'ada', 'files'],
    [2002, 'bob', 'mail', 'web'],
  ]);
  servers('bob', 'mail');
  expect(await round()).toEqual([]);
  steadyMs += 600_000;
  expect(await round()).toEqual([
    expect.objectContaining({
      uid: 2002,
      event: 'inventory-changed',
      detail: expect.objectContaining({ change: 'gone', name: 'web', person: 'bob' }),
    }),
  ]);
  // Once a day everything, so that whoever reads it elsewhere knows that somebody looks.
  steadyMs += 24 * 3_600_000;
  expect(listed(await round())).toEqual([
    [0, 'root', 'house'],
    [2001, 'ada', 'files'],
    [2002, 'bob', 'mail'],
  ]);
}); // prettier-ignore

test('what could not be read is told once with its place, is not called gone, and stands where doctor reads it', async () => {
  servers('ada', 'files');
  const { round } = inventoryOf();
  await round();
  rmSync(join(root, 'ada', '.claude.json'));
  symlinkSync('/proc/self/environ', join(root, 'ada', '.claude.json'));
  steadyMs += 600_000;
  expect(await round()).toEqual([
    expect.objectContaining({
      uid: 2001,
      event: 'inventory-unread',
      detail: {
        person: 'ada',
        count: 1,
        places: `${join(root, 'ada', '.claude.json')}: it leads to the system itself`,
      },
    }),
  ]);
  expect(readLooks(join(root, 'state', 'looks.json'))?.get(2001)).toMatchObject({
    user: 'ada',
    at: '2026-01-02T03:04:05.000Z',
    unread: 1,
    first: expect.stringContaining('it leads to the system itself'),
  });
  steadyMs += 600_000;
  expect(await round()).toEqual([]);
});

// Files are given to other people here, which only root can do; CI runs these as root.
test.runIf(process.getuid?.() === 0)('a project of somebody else’s is not opened for whoever names it', async () => {
  const secret = join(root, 'bob', 'project');
  mkdirSync(secret);
  writeFileSync(join(secret, '.mcp.json'), '{"mcpServers":{"of-bob":{"command":"/opt/b"}}}');
  writeFileSync(join(root, 'ada', '.claude.json'), JSON.stringify({ mcpServers: {}, projects: { [secret]: {} } }));
  chownSync(join(root, 'ada'), 4001, 4001);
  for (const path of ['bob', 'bob/project', 'bob/project/.mcp.json']) chownSync(join(root, path), 4002, 4002);
  const { round } = inventoryOf();
  const told = await round();
  expect(JSON.stringify(listed(told))).not.toContain('of-bob');
  expect(told.find(({ event }) => event === 'inventory-unread')?.detail).toMatchObject({
    person: 'ada',
    places: `${secret}: it leads to what belongs to somebody else`,
  });
}); // prettier-ignore

test('a home that is away keeps what was in it', async () => {
  servers('ada', 'files');
  const { round } = inventoryOf();
  await round();
  rmSync(join(root, 'ada'), { recursive: true });
  steadyMs += 600_000;
  expect((await round()).map(({ event }) => event)).toEqual(['inventory-unread']);
});

test('a look that somebody’s files make fail costs nobody else theirs, and is told once', async () => {
  const { round } = inventoryOf({
    look: (request) =>
      request.people[0]?.user === 'ada' ? Promise.reject(new Error('it took too long')) : takeLook(request),
  });
  const told = await round();
  expect(listed(told).map(([uid]) => uid)).toEqual([0, 2002]);
  expect(told.filter(({ event }) => event === 'inventory-failed')).toEqual([
    expect.objectContaining({ uid: 2001, detail: { why: 'it took too long', person: 'ada' } }),
  ]);
  expect(readLooks(join(root, 'state', 'looks.json'))?.get(2001)).toEqual({
    user: 'ada', at: null, unread: 0, failed: 'it took too long',
  }); // prettier-ignore
  steadyMs += 600_000;
  expect((await round()).filter(({ event }) => event === 'inventory-failed')).toEqual([]);
});

test('somebody who makes looks long is looked at less often, and others as before', async () => {
  const looked: (string | undefined)[] = [];
  const { round } = inventoryOf({
    look: (request) => {
      const user = request.people[0]?.user;
      looked.push(user);
      if (user === 'ada') steadyMs += 120_000;
      return takeLook(request);
    },
  });
  await round();
  steadyMs += 600_000;
  await round();
  expect(looked).toEqual(['root', 'ada', 'bob', 'root', 'bob']);
  steadyMs += 600_000;
  await round();
  expect(looked.slice(5)).toContain('ada');
});

test('a client that starts brings the next look, but for whoever was looked at within the minute', async () => {
  const looked: (string | undefined)[] = [];
  const { inventory, round } = inventoryOf({
    look: (request) => {
      looked.push(request.people[0]?.user);
      return takeLook(request);
    },
  });
  await round();
  inventory.soon(2002);
  steadyMs += 59_000;
  await round();
  expect(looked.slice(3)).toEqual([]);
  steadyMs += 1000;
  await round();
  expect(looked.slice(3)).toEqual(['bob']);
});

test('who is met by a call is looked at, and who has left is no longer missed', async () => {
  let here = PEOPLE.map(([user, uid]) => personOf(user, uid));
  const { inventory, round } = inventoryOf({ people: () => here });
  mkdirSync(join(root, 'eve'));
  servers('eve', 'far');
  inventory.meet(personOf('eve', 90_001));
  expect(listed(await round())).toContainEqual([90_001, 'eve', 'far']);
  here = here.filter(({ user }) => user !== 'bob');
  steadyMs += 600_000;
  await round();
  expect([...(readLooks(join(root, 'state', 'looks.json'))?.keys() ?? [])]).toEqual([0, 2001, 90_001]);
});

test('where no list names root, what is the machine’s is listed all the same', async () => {
  const users: (string | undefined)[] = [];
  const { round } = inventoryOf({
    people: () => [personOf('ada', 2001)],
    look: async (request) => {
      users.push(request.people[0]?.user);
      return { changes: [], items: 0, isPartial: false, unread: [], unreadCount: 0, notes: [] };
    },
  });
  await round();
  expect(users).toEqual(['root', 'ada']);
});
