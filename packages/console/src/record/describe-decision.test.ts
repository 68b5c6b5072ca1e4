import { Decision } from '@sallyport/action-model';
import { expect, test } from 'vitest';
import { describeDecision } from './describe-decision.ts';

const decision = (own: Partial<Decision>): Decision =>
  Decision.parse({
    verdict: 'allow',
    enforced: 'allow',
    stage: 'enforce',
    obligations: [],
    reasons: [],
    policyVersion: 'v1',
    marks: [],
    ...own,
  });

test('an enforced verdict is told as one', () => {
  expect(describeDecision(decision({ verdict: 'block', enforced: 'block' }))).toBe(
    'Policy said block; that was enforced.',
  );
});

test('a rollout stage that loosened the verdict is named', () => {
  expect(describeDecision(decision({ verdict: 'block', enforced: 'allow', stage: 'observe' }))).toBe(
    'Policy said block; allow was enforced at rollout stage observe.',
  );
});

test('a path that could not carry the verdict out says what it did instead', () => {
  expect(
    describeDecision(decision({ verdict: 'redact', enforced: 'block', marks: ['redact-became-block'] })),
  ).toBe('Policy said redact; block was enforced. This path cannot redact, so it was blocked instead.');
});

test('a failure is told first', () => {
  expect(
    describeDecision(
      decision({ verdict: 'block', enforced: 'block', failMode: { failure: 'rule-error', mode: 'closed' } }),
    ),
  ).toBe(
    'Policy could not be asked completely: a rule could not be evaluated, and its category fails closed. Policy said block; that was enforced.',
  );
});
