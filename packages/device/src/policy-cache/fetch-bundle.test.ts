import { describe, expect, it } from 'vitest';
import { startFetchingBundles } from './fetch-bundle.ts';

type Client = Parameters<typeof startFetchingBundles>[0];
type Cache = Parameters<typeof startFetchingBundles>[1];

const envelope = { payload: 'p', signature: 's', keyId: 'k' };
// Only these calls are made.
const client = (answers: object[]): Client =>
  ({ policyBundle: async () => answers.shift() ?? { ok: false } }) as unknown as Client;
const cache = (accept: () => object): Cache => ({ accept, state: { ok: false } }) as unknown as Cache;

describe('startFetchingBundles', () => {
  it('says what became of a bundle', async () => {
    const told: unknown[][] = [];
    for (const outcome of [
      { ok: true, version: '7' },
      { ok: false, why: 'unsigned' },
    ]) {
      const fetching = startFetchingBundles(
        client([{ ok: true, value: envelope }]),
        cache(() => outcome),
        'd',
        (...words) => told.push(words),
      );
      await fetching.first;
      fetching.stop();
    }
    expect(told).toEqual([
      ['policy-accepted', { detail: '7' }],
      ['policy-refused', { detail: 'unsigned' }],
    ]);
  });

  it('lives on when the disk will not keep the bundle, and when nobody answers', async () => {
    const told: unknown[][] = [];
    for (const answers of [[{ ok: true, value: envelope }], []]) {
      const fetching = startFetchingBundles(
        client(answers),
        cache(() => {
          throw new Error('no space left');
        }),
        'd',
        (...words) => told.push(words),
      );
      await fetching.first;
      fetching.stop();
    }
    expect(told).toEqual([]);
  });

  it('names who put a policy in force, and asks on with what is in force', async () => {
    const told: unknown[][] = [];
    const asked: unknown[] = [];
    const publication = { kind: 'applied', by: 'ann', reason: 'tea', digest: 'd1' };
    const inForce = { version: '1-d0', publication };
    const answers = [{ ok: true, value: envelope }];
    const asking = new Promise<void>((resolve) => {
      const fetching = startFetchingBundles(
        {
          policyBundle: async (query) => {
            asked.push(query);
            const [answer] = answers.splice(0, 1);
            if (answer !== undefined) return answer as Awaited<ReturnType<Client['policyBundle']>>;
            fetching.stop();
            resolve();
            return { ok: false, status: 304, code: 'x', message: 'x' };
          },
        },
        {
          // What else a state holds is not read.
          state: { ok: true, bundle: inForce } as unknown as Cache['state'],
          accept: () => {
            inForce.version = '2-d1';
            return { ok: true, version: '2-d1' };
          },
        },
        'd',
        (...words) => told.push(words),
      );
    });
    await asking;
    expect(asked).toEqual([{}, { device: 'd', have: '2-d1', waitMs: 25_000 }]);
    expect(told).toEqual([
      [
        'policy-applied',
        { detail: '2-d1', version: '2-d1', kind: 'applied', hash: 'd1', by: 'ann', reason: 'tea' },
      ],
    ]);
  });
});
