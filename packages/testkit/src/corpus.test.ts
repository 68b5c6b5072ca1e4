import { ACTION_KINDS } from '@sallyport/action-model';
import { expect, it } from 'vitest';
import { loadCorpus } from './corpus.ts';

const cases = loadCorpus('hook');

it('every folder of the corpus is named after an action kind or another reading', () => {
  const known: readonly string[] = [...ACTION_KINDS, 'lifecycle', 'outcome', 'unreadable', 'not-ours'];
  const kinds = new Set(cases.map(({ name }) => name.split('/')[0]));
  expect([...kinds].filter((kind) => kind === undefined || !known.includes(kind))).toEqual([]);
});

it('a recording names only the placeholder home and holds no token', () => {
  for (const { provenance, environment, payload } of cases) {
    const text = JSON.stringify({ environment, payload });
    expect(provenance.startsWith('recorded') && /sallyport-home|\/root\/|MESSAGING|API_KEY/.test(text)).toBe(
      false,
    );
  }
});
