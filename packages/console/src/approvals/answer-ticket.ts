import type { ApprovalTicket } from '@sallyport/action-model';
import { api } from '../api/client.ts';
import { signAnswer, type Gesture } from './webauthn.ts';

const POLL_MS = 200;
const SETTLE_MS = 10_000;

/** A gesture over this question with this answer, and then what its device says to it. */
export async function answerTicket(
  ticket: ApprovalTicket,
  says: 'approve' | 'deny',
): Promise<Gesture<ApprovalTicket>> {
  const { ticket: name, nonce } = ticket;
  const begun = await api.approvalChallenge(name, { nonce, says });
  if (!begun.ok) return begun;
  const signed = await signAnswer(ticket, { says }, begun.value);
  if (!signed.ok) return signed;
  const sent = await api.answerApproval(name, { nonce, says, assertion: signed.value });
  if (!sent.ok) return sent;
  const heard = await settled(async () => {
    const now = await api.approval(name);
    return now.ok && isHeard(now.value.ticket, ticket) ? now.value.ticket : undefined;
  });
  if (heard === undefined) return { ok: false, message: 'The answer waits for its device, which is away.' };
  return { ok: true, value: heard };
}

const isHeard = (now: ApprovalTicket, before: ApprovalTicket): boolean =>
  now.state !== 'open' ||
  now.approvals.at(-1)?.at !== before.approvals.at(-1)?.at ||
  now.refusedAt !== before.refusedAt;

export async function settled<Value>(look: () => Promise<Value | undefined>): Promise<Value | undefined> {
  const deadlineMs = Date.now() + SETTLE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined || Date.now() > deadlineMs) return found;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
