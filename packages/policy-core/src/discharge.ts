/*
 * What an approval does to a decision: it discharges what asked for it, and nothing else. A rule that says `approve` keeps
 * its obligation with the ticket beside it and binds no longer; every other obligation stands as it stood. Whether an
 * approver may approve at all, and whether the action is the one approved, is settled before an answer becomes a fact.
 */
import type { Action, Answer, Facts } from '@sallyport/action-model';
import type { Contribution } from './contribution.ts';

export const discharged = (contribution: Contribution, action: Action, facts: Facts): Contribution => {
  const { verdict, approval, reason } = contribution;
  if (verdict !== 'approve' || approval === undefined || facts.answers.length === 0) return contribution;
  const own = facts.answers.filter(({ policy, rule }) => rule === reason.rule && policy === reason.policy);
  const needed = approval.twoPerson ? 2 : 1;
  const isIrreversible = action.effects.includes('irreversible');
  const tickets = (proved: boolean): readonly string[] =>
    own
      .filter((answer) => peopleIn(answer, proved) >= needed && peopleIn(answer, false) >= needed)
      .map(({ ticket }) => ticket)
      .toSorted();
  // The lowest of several, so that the order in which facts list them does not matter.
  const [ticket] = tickets(isIrreversible);
  if (ticket !== undefined) return { ...contribution, discharged: ticket };
  return isIrreversible && tickets(false).length > 0
    ? { ...contribution, refusedAsWeak: true }
    : contribution;
};

/** One person under two spellings is one person. */
const peopleIn = ({ approvers }: Answer, proved: boolean): number =>
  new Set(
    approvers
      .filter(({ proof }) => !proved || proof !== 'weak')
      .map(({ name }) => name.normalize('NFKC').trim().toLowerCase()),
  ).size;
