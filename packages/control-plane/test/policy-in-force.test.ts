import { BundleEnvelope, PolicyBundle, RecallList, type ApplyRequest } from '@sallyport/fleet-protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { startedControlPlane, type StartedControlPlane } from './started-control-plane.ts';

/** How a policy comes into force, stays so over starts and upgrades, and how devices hear of it. */
const text = (id: string, more = ''): string =>
  JSON.stringify({
    apiVersion: 'sallyport/v1',
    kind: 'Policy',
    metadata: { id, category: id, severity: 'low' },
    onFailure: 'open',
    rules: [{ id: 'one', on: ['file.read'], verdict: 'block', say: `no ${id}${more}` }],
  });
const pack = (more = '') => [{ name: 'base/a.yaml', text: text('base', more) }];
const OWN = [{ name: 'own/b.yaml', text: text('mine') }];
const applying = (changes: Partial<ApplyRequest> = {}): ApplyRequest => ({
  extends: 'base',
  documents: OWN,
  by: 'ann',
  reason: 'tea',
  ...changes,
});

let plane: StartedControlPlane;
afterEach(async () => plane.remove());

const started = async (shipped = pack(), directory?: string): Promise<StartedControlPlane> => {
  plane = await startedControlPlane({
    shippedPack: (name) => (name === 'base' ? shipped : undefined),
    ...(directory === undefined ? {} : { directory }),
  });
  return plane;
};
/** Stops the control plane and starts it as a program that ships another pack would. */
const restarted = async (shipped: ReturnType<typeof pack>): Promise<StartedControlPlane> => {
  const { directory } = plane;
  await plane.close();
  return started(shipped, directory);
};
const post = async (path: string, body: object): Promise<Response> =>
  plane.ask(
    path,
    { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
    'cli',
  );
const apply = async (request = applying()): Promise<Response> => post('/api/v1/policy/versions', request);
const inForce = async (query = ''): Promise<PolicyBundle> => {
  const response = await plane.ask(`/api/v1/policy/bundle${query}`, {}, 'device');
  const { payload } = BundleEnvelope.parse(await response.json());
  return PolicyBundle.parse(JSON.parse(payload));
};
const names = ({ documents }: PolicyBundle): string[] => documents.map(({ name }) => name);

describe('a policy in force', () => {
  it('is the shipped pack until a person chooses, and follows the settings until then', async () => {
    await started();
    expect(await plane.beginPolicy('base')).toMatchObject({ kind: 'published' });
    expect(await plane.beginPolicy('nothing')).toMatchObject({ kind: 'unknown' });
    expect(await inForce()).toMatchObject({ sequence: 1, publication: { kind: 'shipped' } });
  });

  it('is what a person applied, over starts, beside the pack that the program ships by then', async () => {
    await started();
    await plane.beginPolicy('base');
    expect(await (await apply()).json()).toMatchObject({ changed: true });
    const applied = await inForce();
    expect(names(applied)).toEqual(['base/a.yaml', 'own/b.yaml']);
    expect(applied).toMatchObject({
      sequence: 2,
      publication: { kind: 'applied', by: 'ann', reason: 'tea' },
    });
    await plane.beginPolicy('base');
    expect(await inForce()).toEqual(applied);

    await restarted(pack(' more'));
    await plane.beginPolicy('other');
    const upgraded = await inForce();
    expect(upgraded).toMatchObject({ sequence: 3, publication: { kind: 'upgraded' } });
    expect(upgraded.documents).toEqual([...pack(' more'), ...OWN]);
    await plane.beginPolicy('other');
    expect((await inForce()).sequence).toBe(3);
  });

  it('stays whole when the own documents do not go with the pack of a newer program, which is said', async () => {
    await started();
    await plane.beginPolicy('base');
    await apply();
    const applied = await inForce();
    await restarted([...pack(), { name: 'base/new.yaml', text: text('mine') }]);
    expect(await plane.beginPolicy('base')).toMatchObject({ kind: 'published', changed: false });
    expect(await inForce()).toEqual(applied);
    expect(plane.logged.join('\n')).toContain('do not go with the pack of this program');
  });

  it('goes back as a new version, and stays back when that means an older pack', async () => {
    await started();
    await plane.beginPolicy('base');
    const first = await inForce();
    await apply();
    const back = await post('/api/v1/policy/rollback', { to: first.version, by: 'ben' });
    expect(await back.json()).toMatchObject({ changed: true });
    expect(await inForce()).toMatchObject({
      sequence: 3,
      documents: first.documents,
      publication: { kind: 'rolled-back', by: 'ben', digest: first.publication?.digest },
    });
    await restarted(pack(' more'));
    await plane.beginPolicy('base');
    expect(await inForce()).toMatchObject({ sequence: 4, documents: pack(' more') });
    await post('/api/v1/policy/rollback', { to: first.version, by: 'ben' });
    await plane.beginPolicy('base');
    expect(await inForce()).toMatchObject({ sequence: 5, documents: pack() });
  });

  it('is not changed by who looked at another one, nor by what is no policy or takes a shipped name', async () => {
    await started();
    await plane.beginPolicy('base');
    const before = await inForce();
    const refusals: [object, number][] = [
      [applying({ replaces: '7-other' }), 409],
      [applying({ extends: 'nothing' }), 404],
      [applying({ documents: [{ name: 'base/a.yaml', text: text('mine') }] }), 404],
      [applying({ documents: [{ name: 'x.yaml', text: 'kind: Nonsense' }] }), 422],
      [applying({ documents: [{ name: 'x.yaml', text: text('base') }] }), 422],
      [{ ...applying(), unknown: 1 }, 400],
    ];
    for (const [request, status] of refusals)
      expect((await post('/api/v1/policy/versions', request)).status).toBe(status);
    expect((await post('/api/v1/policy/rollback', { to: '9-none', by: 'x' })).status).toBe(404);
    expect(await inForce()).toEqual(before);
    expect((await apply(applying({ replaces: before.version }))).status).toBe(200);
  });

  it('is taken whole up to its limit, and no larger', async () => {
    await started();
    await plane.beginPolicy('base');
    const long = text('mine', 'x'.repeat(100)).padEnd(500_000);
    expect((await apply(applying({ documents: [{ name: 'own/b.yaml', text: long }] }))).status).toBe(200);
    const many = Array.from({ length: 9 }, (_, at) => ({ name: `own/${at}.yaml`, text: long }));
    expect((await apply(applying({ documents: many }))).status).toBe(413);
  });
});

describe('a device that asks', () => {
  it('is held until something newer is in force, and says what it has', async () => {
    await started();
    await plane.beginPolicy('base');
    const { version } = await inForce();
    const asking = inForce(`?device=d1&have=${version}&waitMs=20000`);
    await expect
      .poll(async () => (await plane.ask('/api/v1/policy/in-force', {}, 'cli')).json())
      .toMatchObject({ items: [{ device: 'd1', version }] });
    await apply();
    expect((await asking).sequence).toBe(2);
    expect((await plane.ask(`/api/v1/policy/bundle?have=${version}`, {}, 'device')).status).toBe(200);
  });

  it('hears that nothing is new when its time is up, and when the control plane stops', async () => {
    await started();
    await plane.beginPolicy('base');
    const { version } = await inForce();
    const path = `/api/v1/policy/bundle?device=d1&have=${version}`;
    expect((await plane.ask(path, {}, 'device')).status).toBe(304);
    expect((await plane.ask(`${path}&waitMs=30`, {}, 'device')).status).toBe(304);
    const held = plane.ask(`${path}&waitMs=20000`, {}, 'device').then(
      ({ status }) => status,
      () => 'closed',
    );
    await expect
      .poll(async () => (await plane.ask('/api/v1/policy/in-force', {}, 'cli')).json())
      .toMatchObject({ items: [{ device: 'd1' }] });
    await plane.close();
    expect([304, 'closed']).toContain(await held);
    expect(plane.logged).toEqual([]);
    await started(pack(), plane.directory);
  });
});

const recalled = async (): Promise<string[]> => {
  const answer = await plane.ask('/api/v1/recalls', {}, 'cli');
  return RecallList.parse(await answer.json()).items.map(({ sha256 }) => sha256);
};

describe('what is recalled', () => {
  const BAD = 'a'.repeat(64);
  const recall = async (sha256 = BAD, why = 'it sends keys away'): Promise<Response> =>
    post('/api/v1/recalls', { components: [{ sha256, why, name: 'deploy', type: 'skill' }], by: 'ann' });
  const lift = async (sha256 = BAD): Promise<Response> =>
    post('/api/v1/recalls/lift', { sha256, reason: 'harmless', by: 'ann' });
  const isStopped = async (sha256 = BAD): Promise<boolean> => {
    const documents = (await inForce()).documents.map((document) => document.text);
    return documents.some((one) => one.includes('"kind": "Recall"') && one.includes(sha256));
  };

  it('is in the next bundle beside the pack, with who, when and why', async () => {
    await started();
    await plane.beginPolicy('base');
    expect(await (await recall()).json()).toMatchObject({ changed: true });
    expect(await inForce()).toMatchObject({ sequence: 2, publication: { kind: 'recalled', by: 'ann' } });
    expect(names(await inForce())).toEqual(['base/a.yaml', 'recalled.yaml']);
    const { items } = RecallList.parse(await (await plane.ask('/api/v1/recalls', {}, 'cli')).json());
    expect(items).toMatchObject([{ sha256: BAD, name: 'deploy', why: 'it sends keys away', by: 'ann' }]);
    expect(Date.parse(items[0]?.at ?? '')).not.toBeNaN();
  });

  it('stays so through every other change of the policy, over a start and an upgrade', async () => {
    await started();
    await plane.beginPolicy('base');
    const before = (await inForce()).version;
    await recall();
    expect((await apply()).status).toBe(200);
    expect(await isStopped()).toBe(true);
    expect((await post('/api/v1/policy/rollback', { to: before, by: 'bob' })).status).toBe(200);
    expect(await isStopped()).toBe(true);
    await restarted(pack(' more'));
    await plane.beginPolicy('base');
    expect(names(await inForce())).toContain('recalled.yaml');
    expect(await isStopped()).toBe(true);
    expect(await recalled()).toEqual([BAD]);
  });

  it('ends when a person lifts it, and rolling back does not bring it back either', async () => {
    await started();
    await plane.beginPolicy('base');
    await recall();
    const then = (await inForce()).version;
    expect((await lift()).status).toBe(200);
    expect(await isStopped()).toBe(false);
    expect((await lift()).status).toBe(404);
    await post('/api/v1/policy/rollback', { to: then, by: 'bob' });
    expect(await recalled()).toEqual([]);
  });

  it('has one entry a part: a second recall gives it the new reason', async () => {
    await started();
    await plane.beginPolicy('base');
    await recall();
    await recall('b'.repeat(64));
    await recall(BAD, 'worse');
    expect(await recalled()).toEqual(['b'.repeat(64), BAD]);
  });

  it('is all there when many people recall and apply at once', async () => {
    await started();
    await plane.beginPolicy('base');
    const hashes = Array.from({ length: 8 }, (_, index) => String(index).repeat(64));
    await Promise.all([
      ...hashes.map(async (sha256) => recall(sha256)),
      apply(),
      apply(applying({ by: 'bob' })),
    ]);
    expect((await recalled()).toSorted()).toEqual(hashes);
  });

  it('is a document that nobody else may write', async () => {
    await started();
    await plane.beginPolicy('base');
    await recall();
    const answer = await apply(applying({ documents: [{ name: 'recalled.yaml', text: text('mine') }] }));
    expect(answer.status).toBe(404);
    expect(await isStopped()).toBe(true);
  });
});
