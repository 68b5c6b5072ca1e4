import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeviceId, type NewEvidence } from '@sallyport/action-model';
import { expect, test } from 'vitest';
import { openSpool } from '../spool/open-spool.ts';
import { doorOfPerson } from './door-of-person.ts';

const EVIDENCE: NewEvidence = { type: 'lifecycle', event: 'x', detail: { text: 'x'.repeat(1000) } };

test('one person’s flood fills that person’s share, whatever sessions it claims to be of', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'spool-'));
  const spool = await openSpool({
    directory,
    device: DeviceId.parse('d'),
    tier: 'managed',
    now: () => new Date('2026-11-22T12:00:00.000Z'),
    quota: { sessionBytes: 20_000 },
  });
  try {
    const door = {
      append: spool.append.bind(spool),
      note: (evidence: NewEvidence, session?: string): void =>
        void spool.append(evidence, { lane: 'observation', ...(session === undefined ? {} : { session }) }),
    };
    const doorOf = (uid: number) => doorOfPerson(door, { uid, user: `u${uid}` });
    const [ada, bob] = [doorOf(2001), doorOf(2002)];
    const flood = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        ada.append(EVIDENCE, {
          lane: 'decision',
          ...(index % 3 === 0 ? {} : { session: index % 3 === 1 ? 'bobs' : `made up ${index}` }),
        }),
      ),
    );
    expect(flood.filter(({ ok }) => ok).length).toBeLessThan(20);
    expect(await bob.append(EVIDENCE, { lane: 'decision', session: 'bobs' })).toMatchObject({ ok: true });
  } finally {
    await spool.close();
    rmSync(directory, { recursive: true, force: true });
  }
});

test('texts wait in the person’s own line', async () => {
  const callers: unknown[] = [];
  const door = {
    append: async () => ({ ok: true }) as const,
    note: () => {},
    inspect: async (_texts: unknown, { caller }: { deadlineMs: number; caller?: string }) => {
      callers.push(caller);
      return [];
    },
  };
  await doorOfPerson(door, { uid: 2001, user: 'ada' }).inspect?.([], { deadlineMs: 1, caller: 'bob' });
  expect(callers).toEqual(['of user 2001']);
});
