/**
 * What a person's passkey signs. The page, and the device that asked, each make the text from what they have; its SHA-256
 * is the challenge of the ceremony. So a signature is one for this question with this answer, and for nothing that was
 * shown otherwise. Keys are sorted, because the two ends build their objects in their own ways.
 */
import type { ApprovalMessage, ApprovalTicket, PasskeyRegistration } from '@sallyport/action-model';

type SaidGrant = Extract<ApprovalMessage, { type: 'answer' }>['grant'];

export type PasskeyAnswer = { readonly says: 'approve' | 'deny'; readonly grant?: SaidGrant };

/** Everything of the question that stays as it is while the ticket is open. */
export const answerChallenge = (
  ticket: ApprovalTicket,
  { says, grant }: PasskeyAnswer,
  nonce: string,
): string =>
  sorted([
    'sallyport approval 1',
    ticket.device,
    ticket.ticket,
    ticket.nonce,
    nonce,
    says,
    grant ?? null,
    ticket.askedAt,
    ticket.expiresAt,
    [ticket.agent, ticket.subagent ?? null, ticket.attended],
    [ticket.kind, ticket.effects, ticket.text, ticket.textLeftOut, ticket.hosts, ticket.paths],
    ticket.binding,
    ticket.rules,
  ]);

/** `code`: the one-time code that an admin printed; empty where another passkey speaks for the new one. */
export const additionChallenge = (device: string, code: string, nonce: string): string =>
  sorted(['sallyport passkey 1', device, nonce, code]);

/** What a passkey signs to bring in another one of the same person: the new credential, whole. */
export const sponsorChallenge = (device: string, registration: PasskeyRegistration, nonce: string): string =>
  sorted(['sallyport passkey sponsor 1', device, nonce, registration]);

const sorted = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
