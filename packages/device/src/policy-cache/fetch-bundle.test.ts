import { describe, expect, it } from 'vitest';
import { startFetchingBundles } from './fetch-bundle.ts';

type Client = Parameters<typeof startFetchingBundles>[0];
type Cache = Parameters<typeof startFetchingBundles>[1];

const envelope = { payload: 'p', signature: 's', keyId: 'k' };
// Only these calls are made.
const client = (answers: object[]): Client =>
  ({ policyBundle: async () => answers.shift() ?? { ok: false } }) as unknown as Client;
const cache = (accept: () => object): Cache => ({ accept }) as unknown as Cache;

describe('startFetchingBundles', () => {
  it('says what became of a bundle', async () => {
    const told: string[][] = [];
    for (const outcome of [
      { ok: true, version: '7' },
      { ok: false, why: 'unsigned' },
    ]) {
      const fetching = startFetchingBundles(
        client([{ ok: true, value: envelope }]),
        cache(() => outcome),
        (...words) => told.push(words),
      );
      await fetching.first;
      fetching.stop();
    }
    expect(told).toEqual([
      ['policy-accepted', '7'],
      ['policy-refused', 'unsigned'],
    ]);
  });

  it('lives on when the disk will not keep the bundle, and when nobody answers', async () => {
    const told: string[][] = [];
    for (const answers of [[{ ok: true, value: envelope }], []]) {
      const fetching = startFetchingBundles(
        client(answers),
        cache(() => {
          throw new Error('no space left');
        }),
        (...words) => told.push(words),
      );
      await fetching.first;
      fetching.stop();
    }
    expect(told).toEqual([]);
  });
});
