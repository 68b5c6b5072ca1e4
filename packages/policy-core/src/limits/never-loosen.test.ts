import { strictness, type Decision, type Facts } from '@sallyport/action-model';
import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { arbitraryAction, arbitraryFacts } from '../../test/arbitrary-action.ts';
import { arbitraryDocuments } from '../../test/arbitrary-policy.ts';
import { loadTexts } from '../../test/small-policy.ts';
import { decide } from '../decide.ts';

/** Several for each policy, because loading one costs more than many decisions. */
const deeds = fc.array(fc.tuple(arbitraryAction, arbitraryFacts), { minLength: 10, maxLength: 15 });

const RUNS = { numRuns: 60 };
// Other packages' tests share the machine; this is a limit, not an expectation.
vi.setConfig({ testTimeout: 120_000 });

const LIMITS = ['expires', 'schedule', 'rateLimit', 'judge'];

type Rules = readonly Readonly<Record<string, unknown>>[];

/** The same documents with their rules changed; tables of rights stay, and a document left empty goes. */
const withRules = (texts: readonly string[], change: (rules: Rules) => Rules): readonly string[] =>
  texts.flatMap((text) => {
    // The text was made by the generator beside.
    const document = parse(text) as { readonly rules?: Rules };
    if (document.rules === undefined) return [text];
    const rules = change(document.rules);
    return rules.length === 0 ? [] : [stringify({ ...document, rules }, { aliasDuplicateObjects: false })];
  });

const isLimited = (rule: Readonly<Record<string, unknown>>): boolean => LIMITS.some((key) => key in rule);

const isNoLooser = (decision: Decision, than: Decision): boolean =>
  strictness(decision.verdict) >= strictness(than.verdict) &&
  strictness(decision.enforced) >= strictness(than.enforced);

const bindingOf = ({ obligations }: Decision): readonly string[] =>
  obligations.map(({ policy, rule, verdict, stage }) => `${policy}/${rule} ${verdict} ${stage}`);

test('a rule that counts only sometimes never makes a decision looser than it is without that rule', () => {
  let differing = 0;
  fc.assert(
    fc.property(arbitraryDocuments, deeds, (texts, each) => {
      const fewer = withRules(texts, (rules) => rules.filter((rule) => !isLimited(rule)));
      fc.pre(fewer.length === texts.length);
      const [policy, smaller] = [loadTexts(texts), loadTexts(fewer)];
      for (const [action, facts] of each) {
        const [all, without] = [decide(action, policy, facts), decide(action, smaller, facts)];
        expect(isNoLooser(all, without)).toBe(true);
        // Nothing is taken away; out of date, one rule speaks for its document, and it may be another one then.
        const kept = facts.posture.bundleStale ? [] : bindingOf(without);
        expect(bindingOf(all)).toEqual(expect.arrayContaining([...kept]));
        if (all.obligations.length > without.obligations.length) differing += 1;
      }
    }),
    { numRuns: 150 },
  );
  expect(differing).toBeGreaterThan(0);
});

test('a limit only ever keeps its rule back: without it, at least as much is asked for', () => {
  fc.assert(
    fc.property(arbitraryDocuments, arbitraryAction, arbitraryFacts, (texts, action, facts) => {
      const unlimited = withRules(texts, (rules) =>
        rules.map((rule) =>
          Object.fromEntries(Object.entries(rule).filter(([key]) => !LIMITS.includes(key))),
        ),
      );
      expect(
        isNoLooser(decide(action, loadTexts(unlimited), facts), decide(action, loadTexts(texts), facts)),
      ).toBe(true);
    }),
    RUNS,
  );
});

test('a rule that has expired is as if it were not there', () => {
  fc.assert(
    fc.property(
      arbitraryDocuments,
      arbitraryAction,
      arbitraryFacts,
      fc.boolean(),
      (texts, action, facts, first) => {
        const isOut = (index: number): boolean => (index === 0) === first;
        const without = withRules(texts, (rules) => rules.filter((_, index) => !isOut(index)));
        fc.pre(without.length === texts.length);
        const expired = withRules(texts, (rules) =>
          rules.map((rule, index) => (isOut(index) ? { ...rule, expires: '2020-01-01' } : rule)),
        );
        expect(decide(action, loadTexts(expired), facts)).toEqual(decide(action, loadTexts(without), facts));
      },
    ),
    RUNS,
  );
});

test('granting an answer never removes another obligation, and never one that is not an approval', () => {
  let discharged = 0;
  fc.assert(
    fc.property(arbitraryDocuments, deeds, (texts, each) => {
      const policy = loadTexts(texts);
      for (const [action, facts] of each) {
        const asked = decide(action, policy, { ...facts, answers: [] });
        const answered = decide(action, policy, facts);
        expect([...bindingOf(answered)].toSorted()).toEqual([...bindingOf(asked)].toSorted());
        for (const one of answered.obligations.filter(({ discharged: ticket }) => ticket !== undefined)) {
          discharged += 1;
          expect(one.verdict).toBe('approve');
          expect(facts.answers).toContainEqual(
            expect.objectContaining({ policy: one.policy, rule: one.rule, ticket: one.discharged }),
          );
        }
      }
    }),
    { numRuns: 150 },
  );
  expect(discharged).toBeGreaterThan(0);
});

test('a judge never loosens, whatever it says', () => {
  fc.assert(
    fc.property(arbitraryDocuments, arbitraryAction, arbitraryFacts, (texts, action, facts) => {
      const policy = loadTexts(texts);
      expect(
        isNoLooser(decide(action, policy, facts), decide(action, policy, { ...facts, judged: [] })),
      ).toBe(true);
    }),
    RUNS,
  );
});

test('the order in which facts list answers, counts and judgements never matters', () => {
  fc.assert(
    fc.property(arbitraryDocuments, arbitraryAction, arbitraryFacts, (texts, action, facts) => {
      const policy = loadTexts(texts);
      const turned: Facts = {
        ...facts,
        answers: facts.answers.toReversed(),
        counts: facts.counts.toReversed(),
        judged: facts.judged.toReversed(),
      };
      expect(decide(action, policy, turned)).toEqual(decide(action, policy, facts));
    }),
    RUNS,
  );
});
