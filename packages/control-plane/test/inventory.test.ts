import {
  INVENTORY_CHANGED,
  createApiClient,
  entryDetail,
  INVENTORY_LISTED,
  listingDetails,
  type ApiClient,
  type InventoryEntry,
  type InventoryQuery,
} from '@sallyport/fleet-protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lifecycle, startChain, upload, type Chain } from './evidence-chain.ts';
import { API_TOKEN, startedControlPlane, type StartedControlPlane } from './started-control-plane.ts';

let plane: StartedControlPlane;
let client: ApiClient;
beforeEach(async () => {
  plane = await startedControlPlane();
  client = createApiClient({ baseUrl: `http://127.0.0.1:${plane.port}`, fetch, token: API_TOKEN });
});
afterEach(async () => plane.remove());

const server = (name: string, more: Partial<InventoryEntry> = {}): InventoryEntry => ({
  kind: 'mcp-server', name, scope: 'user', path: '/home/ada/.claude.json', at: `$.mcpServers.${name}`, ...more,
}); // prettier-ignore
const changed = (change: string, entry: InventoryEntry) =>
  lifecycle(INVENTORY_CHANGED, { ...entryDetail(entry), change });
const listing = (chain: Chain, look: string, entries: readonly InventoryEntry[], at?: string) =>
  listingDetails(entries, { look, isAll: true }).map((detail) =>
    chain.add(lifecycle(INVENTORY_LISTED, detail), at),
  );
const page = async (query: Partial<InventoryQuery> = {}) => {
  const result = await client.inventory(query);
  if (!result.ok) throw new Error(result.message);
  return result.value;
};
const seen = async (query: Partial<InventoryQuery> = {}) =>
  (await page(query)).items.map(({ device, name, state }) => `${device} ${name} ${state}`).sort();

const AT = ['2026-11-22T10:00:00.000Z', '2026-11-22T10:05:00.000Z', '2026-11-22T10:09:00.000Z'] as const;

it('what devices list and change is found by kind, text, hash, device and state, page by page', async () => {
  const [one, two] = [startChain(), startChain('device-2')];
  const sha256 = 'abcdef01'.repeat(8);
  const skill = { kind: 'skill', name: 'Deploy', scope: 'user', path: '/s/deploy', sha256 };
  await plane.send(upload(listing(one, 'l1', [server('files', { source: 'npx files', version: '1' }), skill])));
  await plane.send(
    upload(listing(two, 'l1', [{ ...skill, name: 'other-name' }]), { device: 'device-2', host: 'bo-mac' }),
  );
  await plane.send(
    upload([
      one.add(changed('changed', server('files', { source: 'npx files', version: '2' })), AT[1]),
      one.add(changed('new', server('100%_odd\u202E"')), AT[1]),
      one.add(changed('gone', skill), AT[2]),
    ]),
  );
  expect(await seen()).toEqual([
    'device-1 100%_odd\u202E" present',
    'device-1 Deploy gone',
    'device-1 files present',
    'device-2 other-name present',
  ]);
  expect(await seen({ kind: 'mcp-server', q: 'NPX' })).toEqual(['device-1 files present']);
  expect(await seen({ q: '100%_' })).toEqual(['device-1 100%_odd\u202E" present']);
  expect(await seen({ sha256: 'abcdef01ab' })).toEqual(['device-1 Deploy gone', 'device-2 other-name present']);
  expect(await seen({ sha256, state: 'present' })).toEqual(['device-2 other-name present']);
  expect((await page({ device: 'device-1', q: 'files' })).items).toMatchObject([
    { host: 'ada-laptop', user: 'ada', version: '2', firstSeen: AT[0], lastSeen: AT[1], changedAt: AT[1] },
  ]);
  // Gone is no sign of being there.
  expect((await page({ state: 'gone' })).items).toMatchObject([{ lastSeen: AT[0], changedAt: AT[2] }]);
  const first = await page({ limit: 3 });
  const rest = await page({ limit: 3, cursor: first.next ?? '' });
  expect([first.items.length, rest.items.length, rest.next]).toEqual([3, 1, null]);
  expect(new Set([...first.items, ...rest.items].map(({ name }) => name)).size).toBe(4);
}); // prettier-ignore

it('only a whole listing says what is not there any more, on that device alone, and what is told later stands', async () => {
  const [one, two] = [startChain(), startChain('device-2')];
  const many = Array.from({ length: 60 }, (_, index) => server(`s${index}`));
  await plane.send(upload(listing(one, 'l1', many)));
  await plane.send(upload(listing(two, 'l1', [server('s0')]), { device: 'device-2' }));
  const [first = '', ...parts] = listing(one, 'l2', many.slice(0, 40), AT[1]);
  const late = one.add(changed('new', server('late')), AT[1]);
  // A part of it did not come.
  await plane.send(upload([...parts, late]));
  expect(await seen({ state: 'gone' })).toEqual([]);
  await plane.send(upload([first]));
  expect((await seen({ state: 'gone' })).length).toBe(20);
  expect(await seen({ q: 'late' })).toEqual(['device-1 late present']);
  const third = listing(one, 'l3', [server('s1')], AT[2]);
  await plane.send(upload(third));
  expect(await seen({ state: 'present' })).toEqual(['device-1 s1 present', 'device-2 s0 present']);
  // The same lines once more count for nothing.
  await plane.send(upload([late, ...third]));
  expect(await seen({ state: 'present' })).toEqual(['device-1 s1 present', 'device-2 s0 present']);
});

it('a record that comes late, into a hole, does not undo what came behind it', async () => {
  const one = startChain();
  const lines = [
    one.add(changed('new', server('a'))),
    one.add(changed('changed', server('a', { version: '2' }))),
    one.add(changed('gone', server('a', { version: '2' }))),
  ];
  await plane.send(upload([lines[0] ?? '', lines[2] ?? '']));
  await plane.send(upload([lines[1] ?? '']));
  expect((await page()).items).toMatchObject([{ name: 'a', state: 'gone', version: '2' }]);
});

it('people of one managed machine stay apart: what one’s listing leaves out says nothing of another’s, or of the same place', async () => {
  const one = startChain();
  const of = (person: string, look: string, entries: readonly InventoryEntry[], at?: string) =>
    listingDetails(entries, { look, isAll: true, person }).map((detail) =>
      one.add(lifecycle(INVENTORY_LISTED, detail), at),
    );
  const everybodys = { kind: 'agent', name: 'Claude Code', scope: 'user', path: '/usr/bin/claude' };
  const who = async (query: Partial<InventoryQuery> = {}) =>
    (await page(query)).items.map(({ person, name, state }) => `${person} ${name} ${state}`).sort();
  await plane.send(
    upload([...of('ada', 'l1', [server('a'), everybodys]), ...of('bob', 'l1', [server('b'), everybodys])]),
  );
  await plane.send(
    upload([
      ...of('ada', 'l2', [], AT[1]),
      one.add(lifecycle(INVENTORY_CHANGED, { ...entryDetail(server('c')), change: 'new', person: 'bob' }), AT[1]),
    ]),
  );
  expect(await who()).toEqual([
    'ada Claude Code gone',
    'ada a gone',
    'bob Claude Code present',
    'bob b present',
    'bob c present',
  ]);
  expect(await who({ person: 'bob', kind: 'mcp-server' })).toEqual(['bob b present', 'bob c present']);
  expect((await page({ person: 'ada', kind: 'agent' })).items).toMatchObject([{ tier: 'cooperative' }]);
}); // prettier-ignore
