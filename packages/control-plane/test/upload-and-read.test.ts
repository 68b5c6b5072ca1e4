import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApiClient, MAX_UPLOAD_BYTES, type ApiClient } from '@sallyport/fleet-protocol';
import { decision, lifecycle, startChain, upload } from './evidence-chain.ts';
import { API_TOKEN, startedControlPlane, STATUS, type StartedControlPlane } from './started-control-plane.ts';

let plane: StartedControlPlane;
let client: ApiClient;
beforeEach(async () => {
  plane = await startedControlPlane();
  client = createApiClient({ baseUrl: `http://127.0.0.1:${plane.port}`, fetch, token: API_TOKEN });
});
afterEach(async () => plane.remove());

const value = <Value>(result: { ok: true; value: Value } | { ok: false; message: string }): Value => {
  if (!result.ok) throw new Error(result.message);
  return result.value;
};

const said = (policy: string, rule: string) => ({ policy, rule, say: 'because' });
const withReasons = (...reasons: object[]): Record<string, unknown> => {
  const record = decision({ verdict: 'block' });
  return { ...record, decision: { ...(record['decision'] as object), reasons } };
};
const seqs = async (query: Parameters<ApiClient['activity']>[0]): Promise<number[]> =>
  value(await client.activity(query)).items.map(({ seq }) => seq);

describe('evidence', () => {
  it('is listed, found, counted and shown whole as soon as it is acknowledged', async () => {
    const chain = startChain();
    const line = chain.add(decision({ path: '/home/ada/.ssh/id_ed25519', verdict: 'block' }));
    const answer = await plane.send(upload([chain.add(decision()), line].toReversed()));
    expect(answer.status).toBe(200);
    const found = value(await client.activity({ q: 'id_ed255', verdict: 'block' }));
    expect(found.items).toMatchObject([
      { summary: 'read ~/.ssh/id_ed25519', reason: 'private keys stay out of agents' },
    ]);
    const detail = value(await client.activityDetail('device-1', 'epoch-1', 1));
    expect(detail.line).toBe(line);
    expect(detail.record?.type).toBe('decision');
    expect(value(await client.aggregate()).verdicts).toEqual({ block: 1, allow: 1 });
  });

  it('is found by policy and by rule, also by one that did not name the verdict, in the list and in the stream', async () => {
    const chain = startChain();
    const abort = new AbortController();
    const stream = await plane.ask(
      '/api/v1/activity/stream?policy=quiet&rule=reads',
      { signal: abort.signal },
      'cli',
    );
    await plane.send(
      upload([
        chain.add(withReasons(said('strict', 'keys'), said('quiet', 'reads'))),
        chain.add(withReasons(said('strict', 'reads'))),
        chain.add(withReasons(said('quiet', 'other'), said('strict', 'reads'))),
      ]),
    );
    expect(await seqs({ policy: 'quiet' })).toEqual([3, 1]);
    expect(await seqs({ rule: 'reads' })).toEqual([3, 2, 1]);
    expect(await seqs({ policy: 'quiet', rule: 'reads' })).toEqual([1]);
    expect(await seqs({ policy: 'quiet', rule: 'keys' })).toEqual([]);
    let text = '';
    for await (const chunk of stream.body ?? []) {
      text += new TextDecoder().decode(chunk);
      if (text.includes('event: activity')) break;
    }
    expect([...text.matchAll(/"seq":(\d+)/g)].map(([, seq]) => seq)).toEqual(['1']);
    abort.abort();
  });

  it('makes the device active and the session confirmed', async () => {
    const chain = startChain();
    await plane.send(upload([chain.add(lifecycle('daemon-started'))]));
    expect(value(await client.devices()).items).toMatchObject([
      { id: 'device-1', state: 'enrolled', lastHookAt: null },
    ]);
    await plane.send(
      upload([
        chain.add(lifecycle('SessionStart', { session: 'session-1' })),
        chain.add(decision({ surface: 'mcp' })),
      ]),
    );
    // Seen on another path, so a hook is still to fire.
    expect(value(await client.devices()).items[0]?.state).toBe('enrolled');
    await plane.send(upload([chain.add(decision())]));
    expect(value(await client.devices()).items).toMatchObject([
      { state: 'active', records: 4, host: 'ada-laptop' },
    ]);
    expect(value(await client.session('session-1'))).toMatchObject({
      coverage: 'confirmed',
      actions: 2,
      blocked: 0,
    });
    expect(value(await client.sessions({ coverage: 'blind' })).items).toEqual([]);
  });

  it('that contradicts itself is listed and named', async () => {
    const line = startChain().add(decision());
    const answer = await plane.send(upload([line.replace('notes', 'other')]));
    expect(await answer.json()).toMatchObject({ storedThrough: 1, findings: 1 });
    expect(value(await client.findings()).items).toMatchObject([{ cause: 'hash-mismatch', seq: 1 }]);
    expect(value(await client.activity()).items).toHaveLength(1);
  });

  it('outlives a restart', async () => {
    const chain = startChain();
    await plane.send(upload([chain.add(decision())]));
    await plane.close();
    const again = await startedControlPlane({ directory: plane.directory });
    await again.send(upload([chain.add(decision())]));
    const items = await again.ask('/api/v1/activity', {}, 'cli');
    expect(await items.json()).toMatchObject({ items: [{ seq: 2 }, { seq: 1 }] });
    await again.remove();
    plane = await startedControlPlane();
  });

  it('that is past its retention is gone after the next start', async () => {
    const chain = startChain();
    await plane.send(upload([chain.add(decision(), '2026-10-01T10:00:00.000Z'), chain.add(decision())]));
    await plane.close();
    const again = await startedControlPlane({ directory: plane.directory });
    const page = await again.ask('/api/v1/activity', {}, 'cli');
    expect(await page.json()).toMatchObject({ items: [{ seq: 2 }], next: null });
    await again.remove();
    plane = await startedControlPlane();
  });

  it('that could not be stored is not acknowledged, and can be sent again', async () => {
    // In the place of the day's file: SQLite can't open it, as on a broken disk.
    const broken = join(plane.directory, 'activity', '2026-11-22.sqlite');
    mkdirSync(broken, { recursive: true });
    const body = upload([startChain().add(decision())]);
    const refused = await plane.send(body);
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ error: { code: 'not-stored' } });
    expect(plane.logged.join()).toContain('evidence could not be stored');
    rmdirSync(broken);
    expect(await (await plane.send(body)).json()).toMatchObject({ storedThrough: 1, findings: 0 });
    expect(value(await client.activity()).items).toHaveLength(1);
  });

  it('of more than one upload at a time is acknowledged to each', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, n) => {
        const chain = startChain(`device-${n}`);
        const answer = await plane.send(
          upload([chain.add(decision()), chain.add(decision())], { device: `device-${n}` }),
        );
        return answer.json();
      }),
    );
    for (const answer of answers) expect(answer).toMatchObject({ storedThrough: 2, findings: 0 });
    expect(value(await client.aggregate()).total).toBe(40);
  });

  it('larger than an upload may be is refused with what to do', async () => {
    const answer = await plane.send({ filler: 'x'.repeat(MAX_UPLOAD_BYTES) });
    expect(answer.status).toBe(413);
  });
});

describe('hostile input', () => {
  it('is only text when it is searched for', async () => {
    await plane.send(upload([startChain().add(decision())]));
    const typed = [
      '"',
      "' OR 1=1 --",
      '*',
      'NEAR(',
      'text:x',
      '(((',
      '\u0000',
      '\uD800',
      '%',
      'a'.repeat(500),
      '"a" OR *',
      '-',
      '^a',
      '{b c}:d',
    ];
    for (const q of typed) expect(await client.activity({ q })).toMatchObject({ ok: true });
  });

  it('in evidence reaches nobody as it was', async () => {
    const chain = startChain();
    const nasty = '<img src=x onerror=alert(1)>\u202E\u001b[2J\n';
    await plane.send(
      upload(
        [
          chain.add(
            decision({ path: `/${nasty}`, tool: nasty, session: nasty, say: nasty, verdict: 'block' }),
          ),
        ],
        { host: nasty, user: nasty },
      ),
    );
    const answer = await plane.ask('/api/v1/activity', {}, 'cli');
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    const text = await answer.text();
    for (const hidden of ['\u202E', '\u001b', '\\u202e', '\\u001b', '\\n'])
      expect(text).not.toContain(hidden);
    const metrics = await (await plane.ask('/metrics')).text();
    expect(metrics).not.toContain('onerror');
    expect(plane.logged.join('')).not.toContain('onerror');
  });
});

describe('what the caller brought', () => {
  it('is what status and chain answer', async () => {
    expect(value(await client.status())).toEqual(STATUS);
    expect(value(await client.chain())).toEqual(STATUS.chain);
  });
});
