import type { ApprovalTicket } from '@sallyport/action-model';

/** One person under two spellings is one person. */
const plainName = (name: string): string => name.normalize('NFKC').trim().toLowerCase();

export const isOwnAnswer = (name: string, { binding }: Pick<ApprovalTicket, 'binding'>): boolean =>
  plainName(name) === plainName(binding.user);

/**
 * Does a rule want somebody else than this one? A rule that names nobody asks whether a person agrees and not the agent, and
 * of that the own passkey of whose agent asks is a proof.
 */
export const wantsOthers = (name: string, { rules }: Pick<ApprovalTicket, 'rules'>): boolean =>
  rules.some(({ terms }) => terms.twoPerson || (terms.by !== undefined && terms.by !== `user:${name}`));
