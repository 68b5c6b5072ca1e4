import type { ApprovalTicket, NewEvidence } from '@sallyport/action-model';
import type { ApprovalEvent } from '@sallyport/enforcement';

type Detail = Extract<NewEvidence, { type: 'lifecycle' }>['detail'];
type Told = { readonly evidence: NewEvidence; readonly session: string | undefined };

/** What of the life of tickets and grants goes on record; undefined for what the decision's own record says. */
export function approvalEvidence(event: ApprovalEvent): Told | undefined {
  switch (event.type) {
    case 'asked':
      return told('approval-asked', event.ticket, {
        rules: event.ticket.rules
          .map(({ policy, rule }) => `${policy}/${rule}`)
          .join(', ')
          .slice(0, 2000),
        attended: event.ticket.attended,
        openEnded: event.ticket.binding.openEnded.length > 0,
        expiresAt: event.ticket.expiresAt,
      });
    case 'answered': {
      const { denied, approvals, state } = event.ticket;
      const said = denied ?? approvals.at(-1);
      return told('approval-answered', event.ticket, {
        says: denied === undefined ? 'approve' : 'deny',
        state,
        ...(said === undefined
          ? {}
          : {
              by: said.name,
              proof: said.proof,
              thinkMs: said.thinkMs,
              ...(said.passkey === undefined ? {} : { passkey: said.passkey.slice(0, 200) }),
              ...(said.weakBecause === undefined ? {} : { weakBecause: said.weakBecause }),
              ownMachine: said.name === event.ticket.binding.user,
            }),
      });
    }
    case 'refused':
      return told('approval-answer-refused', event.ticket, {
        by: event.by.name,
        proof: event.by.proof,
        why: event.why,
      });
    case 'changed':
    case 'expired':
      return told(`approval-${event.type}`, event.ticket, {});
    case 'grant-made':
    case 'grant-revoked': {
      const { grant, ticket, pattern, maxUses, uses, expiresAt, approvers, rules, revoked } = event.grant;
      return {
        session: undefined,
        evidence: {
          type: 'lifecycle',
          event: event.type,
          detail: {
            grant,
            ticket,
            pattern,
            maxUses,
            uses,
            expiresAt,
            rules: rules
              .map(({ policy, rule }) => `${policy}/${rule}`)
              .join(', ')
              .slice(0, 2000),
            by:
              revoked?.by ??
              approvers
                .map(({ name }) => name)
                .join(', ')
                .slice(0, 2000),
          },
        },
      };
    }
    case 'used':
    case 'again':
    case 'grant-used':
      return undefined;
    default:
      return event satisfies never;
  }
}

const told = (name: string, { ticket, binding }: ApprovalTicket, detail: Detail): Told => ({
  session: binding.session,
  evidence: {
    type: 'lifecycle',
    event: name,
    detail: {
      ticket,
      user: binding.user,
      ...(binding.session === undefined ? {} : { session: binding.session }),
      ...detail,
    },
  },
});
