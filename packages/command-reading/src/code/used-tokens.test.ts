import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UsedTokens } from './used-tokens.ts';

test('spans that overlap mark the same tokens as marking each one by one', () => {
  const spans = fc.array(fc.tuple(fc.nat(40), fc.nat(60)), { maxLength: 20 });
  fc.assert(
    fc.property(spans, (all) => {
      const used = new UsedTokens(40);
      const plain = new Set<number>();
      for (const [from, to] of all) {
        used.add(from, to);
        for (let at = from; at < to && at < 40; at++) plain.add(at);
      }
      const marked = [...used.all().subarray(0, 40)].flatMap((flag, at) => (flag === 1 ? [at] : []));
      expect(marked).toEqual([...plain].toSorted((left, right) => left - right));
    }),
  );
});
