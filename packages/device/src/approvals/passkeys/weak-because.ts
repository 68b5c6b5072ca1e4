import type { ApprovalTicket, Passkey } from '@sallyport/action-model';
import { isOwnAnswer, wantsOthers } from '@sallyport/enforcement';

/**
 * Why a gesture that holds proves too little still. A passkey that has just come may be the agent's own, where nobody but
 * its user let it in; so it waits, and whoever did not add it has that long to see it. And where a rule wants other
 * people than the one whose agent asks, that one's own passkey is no other person.
 */
export function weakBecause(
  { name, countsFrom }: Pick<Passkey, 'name' | 'countsFrom'>,
  ticket: Pick<ApprovalTicket, 'binding' | 'rules'>,
  now: Date,
): string | undefined {
  if (Date.parse(countsFrom) > now.getTime()) return `the passkey is new and counts from ${countsFrom}`;
  return isOwnAnswer(name, ticket) && wantsOthers(name, ticket)
    ? 'whoever asked may not answer here'
    : undefined;
}
