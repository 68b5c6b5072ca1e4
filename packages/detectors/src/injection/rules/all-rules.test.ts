import { describe, expect, it } from 'vitest';
import { normalise } from '../../normalise/normalise.ts';
import { findInjection } from '../find-injection.ts';
import { INJECTION_RULES } from './all-rules.ts';

const kindsIn = (text: string): readonly string[] =>
  findInjection(normalise(text, { role: 'tool-result' }), { role: 'tool-result' }).map(({ rule }) => rule);

describe.for(INJECTION_RULES.map((rule, at) => ({ name: `${rule.kind} ${at}`, rule })))(
  'the rule $name',
  ({ rule }) => {
    it.for(rule.finds)('finds: %s', (text) => {
      expect(rule.pattern.test(text)).toBe(true);
      expect(kindsIn(text)).not.toEqual([]);
    });
    it.for(rule.leaves)('leaves: %s', (text) => {
      expect(rule.pattern.test(text)).toBe(false);
      expect(kindsIn(text)).toEqual([]);
    });
  },
);
